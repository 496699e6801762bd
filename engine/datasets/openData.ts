// Opens the data that a recipe names: its training and its validation images, transformed.

import { resolve } from 'node:path';
import type { AttributeValue, Call } from '../network/attribute.ts';
import { formatShape, sameShape } from '../network/shape.ts';
import { dataSources, digits as digitsSource, mnist as mnistSource } from '../recipe/dataSources.ts';
import { UserError } from '../userError.ts';
import type { DataSplits, Dataset, OpenData } from './dataset.ts';
import { digits } from './digits.ts';
import { readMnist } from './mnist.ts';
import { transformSplits } from './transforms.ts';

/** A data source before it is read: its training images, and the images that it sets aside for validation. */
interface OpenedSource {
  training(): Promise<Dataset>;
  /** When the source is named for training and no other for validation. */
  test(): Promise<Dataset>;
  /** When the source is named for validation itself. */
  validation(): Promise<Dataset>;
}

type Open = (call: Call, dataRoot: string) => OpenedSource;

/** One entry for each kind of `engine/recipe/dataSources.ts`. */
export const SOURCE_OPENERS: Readonly<Record<string, Open>> = {
  mnist: (call, dataRoot) => {
    const folder = resolve(dataRoot, mnistSource.attributesOf(call).folder);
    const read = (split: 'training' | 'test') =>
      readMnist(folder, split, mnistSource.classes, describeCall(call));
    return {
      training: () => read('training'),
      test: () => read('test'),
      validation: () => read('test'),
    };
  },
  digits: (call) => {
    const { count, seed } = digitsSource.attributesOf(call);
    const drawn = async () => ({ ...digits(count, seed), description: describeCall(call) });
    return {
      training: drawn,
      test: async () => digits(Math.max(1, Math.round(count / 6)), (seed + 1) % Number.MAX_SAFE_INTEGER),
      validation: drawn,
    };
  },
};

/** See `OpenData`. */
export const openData: OpenData = async (recipe, dataRoot) => {
  const source = openSource(recipe.data, dataRoot);
  const other = recipe.validation && openSource(recipe.validation, dataRoot);
  const [training, validation] = await Promise.all([
    source.training(),
    other === undefined ? source.test() : other.validation(),
  ]);
  checkAlike(training, validation);
  return transformSplits({ training, validation }, recipe.transforms);
};

/** The images of one source as they are: what it gives for training, and what for validation. */
export async function openDataSource(call: Call, dataRoot: string): Promise<DataSplits> {
  const source = openSource(call, dataRoot);
  const [training, validation] = await Promise.all([source.training(), source.test()]);
  return { training, validation };
}

function openSource(call: Call, dataRoot: string): OpenedSource {
  const open = SOURCE_OPENERS[call.kind];
  if (open !== undefined) return open(call, dataRoot);
  const known = Object.keys(SOURCE_OPENERS).join(', ');
  throw new UserError('data.unknown-source', `There is no data source ${call.kind}; there are ${known}.`);
}

function checkAlike(training: Dataset, validation: Dataset): void {
  if (!sameShape(training.shape, validation.shape)) {
    const message =
      `${training.description} has images of ${formatShape(training.shape)}, and validation with ` +
      `${validation.description} has images of ${formatShape(validation.shape)}. Both must be of one shape.`;
    throw new UserError('data.shapes-differ', message);
  }
  const [classes, others] = [training.classes, validation.classes];
  const differing = classes.findIndex((name, label) => name !== others[label]);
  if (classes.length === others.length && differing < 0) return;
  const detail =
    classes.length === others.length
      ? `class ${differing} is ${classes[differing]} in one and ${others[differing]} in the other`
      : `${classes.length} classes in one and ${others.length} in the other`;
  const message = `${training.description} and ${validation.description} have different classes: ${detail}.`;
  throw new UserError('data.classes-differ', `${message} Validate with images of the same classes.`);
}

/**
 * A data source's call as one would write it: `digits(2000, seed: 2)`; arguments that are defaults are left
 * out.
 */
function describeCall(call: Call): string {
  const schema = dataSources.get(call.kind)?.attributes ?? {};
  const parts: string[] = [];
  Object.entries(schema).forEach(([name, declaration], position) => {
    const value = call.attributes[name];
    if (value === undefined || (position > 0 && value === declaration.default)) return;
    parts.push(position === 0 ? formatValue(value) : `${name}: ${formatValue(value)}`);
  });
  return `${call.kind}(${parts.join(', ')})`;
}

function formatValue(value: AttributeValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
