// Carries out a recipe's transforms: each makes a dataset of a dataset.

import type { Call } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import type { ImageShapeResult } from '../recipe/callDefinition.ts';
import { normalize, pad } from '../recipe/transforms.ts';
import { UserError } from '../userError.ts';
import type { DataSplits, Dataset, Levels } from './dataset.ts';
import { measurePixels } from './pixelStatistics.ts';

/**
 * What is done to a dataset; `normalize` without numbers was measured on the training images when this was
 * made.
 */
type Transform = (dataset: Dataset) => Dataset;

type Prepare = (call: Call, training: Dataset) => Promise<Transform>;

/** One entry for each kind of `engine/recipe/transforms.ts`. */
export const TRANSFORM_PREPARATIONS: Readonly<Record<string, Prepare>> = {
  pad: async (call) => {
    const { amount } = pad.attributesOf(call);
    return (dataset) => padded(dataset, amount, shapeAfter(pad.shape(call.attributes, dataset.shape)));
  },
  normalize: async (call, training) => {
    const { mean, deviation } = normalize.attributesOf(call);
    shapeAfter(normalize.shape(call.attributes, training.shape));
    const measured = mean.length === 0 || deviation.length === 0 ? await measurePixels(training) : undefined;
    const means = mean.length === 0 ? measured!.mean : mean;
    const deviations = deviation.length === 0 ? measured!.deviation : deviation;
    return (dataset) => normalized(dataset, perChannel(means, dataset), perChannel(deviations, dataset));
  },
};

/**
 * Both splits after the transforms, one after another. What is measured is measured once, on the training
 * images.
 */
export async function transformSplits(splits: DataSplits, transforms: readonly Call[]): Promise<DataSplits> {
  let { training, validation } = splits;
  for (const call of transforms) {
    const prepare = TRANSFORM_PREPARATIONS[call.kind];
    if (prepare === undefined) {
      const known = Object.keys(TRANSFORM_PREPARATIONS).join(', ');
      throw new UserError(
        'data.unknown-transform',
        `There is no transform ${call.kind}; there are ${known}.`,
      );
    }
    const transform = await prepare(call, training);
    training = transform(training);
    validation = transform(validation);
  }
  return { training, validation };
}

function shapeAfter(result: ImageShapeResult): Shape {
  if ('shape' in result) return result.shape;
  throw new UserError(`data.${result.problem.code}`, result.problem.message);
}

function padded(dataset: Dataset, sides: readonly [number, number, number, number], shape: Shape): Dataset {
  const [top, left] = sides;
  const [channels = 0, height = 0, width = 0] = dataset.shape;
  const [, rowsAfter = 0, columnsAfter = 0] = shape;
  const sizeBefore = elementCount(dataset.shape);
  const sizeAfter = elementCount(shape);
  return {
    ...dataset,
    shape,
    async read(indices, images, labels) {
      const before = new Float32Array(indices.length * sizeBefore);
      await dataset.read(indices, before, labels);
      images.fill(0, 0, indices.length * sizeAfter);
      for (let plane = 0; plane < indices.length * channels; plane++) {
        for (let row = 0; row < height; row++) {
          const from = (plane * height + row) * width;
          const to = (plane * rowsAfter + top + row) * columnsAfter + left;
          images.set(before.subarray(from, from + width), to);
        }
      }
    },
  };
}

function perChannel(numbers: readonly number[], dataset: Dataset): readonly number[] {
  return Array.from({ length: dataset.shape[0] ?? 0 }, (_, channel) => numbers[channel] ?? numbers[0]!);
}

/** y = (x - mean) / deviation, channel by channel. */
function normalized(dataset: Dataset, mean: readonly number[], deviation: readonly number[]): Dataset {
  const [channels = 0] = dataset.shape;
  const plane = elementCount(dataset.shape) / channels;
  const scaled = (levels: readonly number[]) =>
    levels.map((level, at) => (level - mean[at]!) / deviation[at]!);
  const { black, white } = levelsOf(dataset);
  return {
    ...dataset,
    levels: { black: scaled(black), white: scaled(white) },
    async read(indices, images, labels) {
      await dataset.read(indices, images, labels);
      for (let at = 0; at < indices.length * channels; at++) {
        const subtracted = mean[at % channels]!;
        const factor = 1 / deviation[at % channels]!;
        const end = (at + 1) * plane;
        for (let pixel = at * plane; pixel < end; pixel++)
          images[pixel] = (images[pixel]! - subtracted) * factor;
      }
    },
  };
}

/** The levels of a dataset, whether transformed or not. */
export function levelsOf(dataset: Dataset): Levels {
  const channels = { length: dataset.shape[0] ?? 0 };
  return dataset.levels ?? { black: Array.from(channels, () => 0), white: Array.from(channels, () => 1) };
}
