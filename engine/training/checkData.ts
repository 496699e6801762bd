// Checks that data and network fit together before anything is computed.

import type { DataSplits, Dataset } from '../datasets/dataset.ts';
import { inputShape, layersByPath, type Network } from '../network/network.ts';
import { formatShape, type Shape, sameShape } from '../network/shape.ts';
import { fittingTransforms } from '../recipe/fittingTransforms.ts';
import { UserError } from '../userError.ts';
import { classCount } from './lossGraph.ts';

/**
 * @param batch images of one training step
 * @throws UserError `training.shape`, `training.classes`, `training.batch`, `training.head` or `training.output`, at the
 *     layer that does not fit
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
      placeOf(network, network.layers[0]?.path),
    );
  }
  const outputs = classCount(network);
  if (classes.length !== outputs) {
    throw new UserError(
      'training.classes',
      `${description} has ${count(classes.length, 'class', 'classes')}, and ${network.name} gives ` +
        `${count(outputs, 'score')}: its last layer must have ${count(classes.length, 'unit')}, as in ` +
        `\`dense(${classes.length})\`.`,
      placeOf(network, network.output),
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
      placeOf(network, output),
    );
  }
}

/** Where the text writes a layer. */
function placeOf(network: Network, path: string | undefined): { file?: string; line?: number } {
  const layer = path === undefined ? undefined : layersByPath(network).get(path);
  return layer === undefined ? {} : { file: layer.origin.file, line: layer.origin.line };
}

function adviceFor(shape: Shape, expected: Shape): string {
  const [transform] = fittingTransforms(shape, expected);
  const input = `write \`input ${formatShape(shape)}\``;
  if (transform === undefined) return `${input} in the model, or take other images`;
  return `add \`transform ${transform}\` to the recipe, or ${input} in the model`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
