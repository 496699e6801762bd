// Carries out a recipe's transforms: each makes a dataset of a dataset.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import type { ImageShapeResult } from '../recipe/callDefinition.ts';
import { centerCrop, grayscale, normalize, pad, resize } from '../recipe/transforms.ts';
import { UserError } from '../userError.ts';
import type { DataSplits, Dataset } from './dataset.ts';
import { centered, greyed, normalized, padded, resized } from './imageTransforms.ts';
import { measurePixels } from './pixelStatistics.ts';

/** Makes a dataset of a dataset. */
type Transform = (dataset: Dataset) => Dataset;

/** One entry for each kind of `engine/recipe/transforms.ts`. */
export const TRANSFORM_PREPARATIONS: Readonly<Record<string, (call: Call) => Transform>> = {
  resize: (call) => (dataset) => resized(dataset, shapeAfter(resize.shape(call.attributes, dataset.shape))),
  center_crop: (call) => (dataset) =>
    centered(dataset, shapeAfter(centerCrop.shape(call.attributes, dataset.shape))),
  grayscale: (call) => (dataset) =>
    greyed(dataset, shapeAfter(grayscale.shape(call.attributes, dataset.shape))),
  pad: (call) => (dataset) =>
    padded(dataset, pad.attributesOf(call).amount, shapeAfter(pad.shape(call.attributes, dataset.shape))),
  normalize: (call) => (dataset) => {
    const { mean, deviation } = normalize.attributesOf(call);
    shapeAfter(normalize.shape(call.attributes, dataset.shape));
    return normalized(dataset, perChannel(mean, dataset), perChannel(deviation, dataset));
  },
};

/**
 * Both splits after the transforms, one after another. What is measured is measured once, on the training
 * images.
 */
export async function transformSplits(splits: DataSplits, transforms: readonly Call[]): Promise<DataSplits> {
  let { training, validation } = splits;
  for (const given of transforms) {
    const call = await withNumbers(given, training);
    training = transformed(training, call);
    validation = transformed(validation, call);
  }
  return { training, validation };
}

/** A dataset after one transform that has all its numbers; portable if the dataset is. */
export function transformed(dataset: Dataset, call: Call): Dataset {
  const prepare = TRANSFORM_PREPARATIONS[call.kind];
  if (prepare === undefined) {
    const known = Object.keys(TRANSFORM_PREPARATIONS).join(', ');
    throw new UserError('data.unknown-transform', `There is no transform ${call.kind}; there are ${known}.`);
  }
  const { portable: of, ...after } = prepare(call)(dataset);
  const { shape, transforms } = dataset.before ?? { shape: dataset.shape, transforms: [] };
  const made = { ...after, before: { shape, transforms: [...transforms, call] } };
  return of === undefined ? made : { ...made, portable: { kind: 'transform', call, of } };
}

/** `normalize` with what it lacks measured on the training images; others as they are. */
async function withNumbers(call: Call, training: Dataset): Promise<Call> {
  if (call.kind !== normalize.kind) return call;
  const { mean, deviation } = normalize.attributesOf(call);
  shapeAfter(normalize.shape(call.attributes, training.shape));
  if (mean.length > 0 && deviation.length > 0) return call;
  const measured = await measurePixels(training);
  const attributes = {
    mean: mean.length > 0 ? mean : measured.mean,
    deviation: deviation.length > 0 ? deviation : measured.deviation,
  };
  return { kind: call.kind, attributes };
}

function shapeAfter(result: ImageShapeResult): Shape {
  if ('shape' in result) return result.shape;
  throw new UserError(`data.${result.problem.code}`, result.problem.message);
}

function perChannel(numbers: readonly number[], dataset: Dataset): readonly number[] {
  return Array.from({ length: dataset.shape[0] ?? 0 }, (_, channel) => numbers[channel] ?? numbers[0]!);
}
