// Checks that data and network fit together before anything is computed.

import type { DataSplits, Dataset } from '../datasets/dataset.ts';
import { inputShape, type Network } from '../network/network.ts';
import { formatShape, sameShape } from '../network/shape.ts';
import { UserError } from '../userError.ts';
import { classCount } from './lossGraph.ts';

/**
 * @param batch images of one training step
 * @throws UserError `training.shape`, `training.classes`, `training.batch`, `training.head` or `training.output`
 */
export function checkTrainingData(
  network: Network,
  { training, validation }: DataSplits,
  batch: number,
): void {
  checkHeads(network);
  checkImages(network, training);
  checkImages(network, validation);
  if (training.count < batch) {
    throw new UserError(
      'training.batch',
      `${training.description} has ${count(training.count, 'image')}, and one step takes ${batch}: lower \`batch\` ` +
        `to ${training.count} or less, or use more images.`,
    );
  }
  if (validation.count === 0) {
    throw new UserError(
      'training.batch',
      `${validation.description} has no image to measure the network on.`,
    );
  }
}

/** Checks one set of images: their shape and their classes. */
export function checkImages(network: Network, { description, shape, classes }: Dataset): void {
  const expected = inputShape(network);
  if (!sameShape(shape, expected)) {
    throw new UserError(
      'training.shape',
      `The images of ${description} are ${formatShape(shape)}, and ${network.name} takes ` +
        `${formatShape(expected)}: ${adviceFor(shape, expected)}.`,
    );
  }
  const outputs = classCount(network);
  if (classes.length !== outputs) {
    throw new UserError(
      'training.classes',
      `${description} has ${count(classes.length, 'class', 'classes')}, and ${network.name} gives ` +
        `${count(outputs, 'score')}: its last layer must have ${count(classes.length, 'unit')}.`,
    );
  }
}

function checkHeads(network: Network): void {
  const outputs = classCount(network);
  for (const { name, output } of network.heads) {
    const scores = classCount({ ...network, output });
    if (scores === outputs) continue;
    throw new UserError(
      'training.head',
      `The head ${name} gives ${count(scores, 'score')}, and ${network.name} gives ${outputs}: both must tell the ` +
        'same classes apart.',
    );
  }
}

function adviceFor(shape: readonly number[], expected: readonly number[]): string {
  const [channels, height, width] = shape;
  const rows = (expected[1] ?? 0) - (height ?? 0);
  const columns = (expected[2] ?? 0) - (width ?? 0);
  const paddable =
    channels === expected[0] && rows >= 0 && rows % 2 === 0 && columns >= 0 && columns % 2 === 0;
  const change = `write \`input ${formatShape(shape)}\``;
  if (!paddable) return change;
  const amount = rows === columns ? `${rows / 2}` : `${rows / 2}x${columns / 2}`;
  return `add \`transform pad(${amount})\`, or ${change}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
