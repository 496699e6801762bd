// Carries out a recipe's augmentations: one image at a time, in place, from that image's own random stream.

import type { Call } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import { augmentations as registry } from '../recipe/augmentations.ts';
import { UserError } from '../userError.ts';
import { composed, IDENTITY, isIdentity, resample } from './affineMap.ts';
import { AFFINE_MOVES } from './affineMoves.ts';
import type { AugmentationStep, PrepareAugmentation } from './augmentationStep.ts';
import { COLOR_CHANGES } from './colorChanges.ts';
import type { Dataset, Levels } from './dataset.ts';
import { prepareElastic } from './elasticField.ts';
import { levelsOf } from './levels.ts';
import { type MixBatch, prepareMixing } from './mixing.ts';
import { WINDOW_CHANGES } from './windowChanges.ts';

/** Changes the image that begins at `offset` of `images`. All chance comes from `stream`. */
export type Augment = (images: Float32Array, offset: number, stream: RandomStream) => void;

/** One entry for each kind of `engine/recipe/augmentations.ts` that works on single images. */
export const AUGMENTATION_PREPARATIONS: Readonly<Record<string, PrepareAugmentation>> = {
  ...AFFINE_MOVES,
  ...COLOR_CHANGES,
  ...WINDOW_CHANGES,
  elastic: prepareElastic,
};

/** What a recipe does to training batches. */
export interface BatchAugmentation {
  /** Absent where no call works on single images. */
  readonly image?: Augment;
  /** Absent where no call mixes images. */
  readonly mix?: MixBatch;
}

/** Makes what augments batches of `count` images of `dataset`. */
export function prepareAugmentation(
  calls: readonly Call[],
  dataset: Dataset,
  count: number,
): BatchAugmentation {
  const mixes = (call: Call) => registry.get(call.kind)?.mixes === true;
  const mix = prepareMixing(calls.filter(mixes), dataset.shape, count);
  const single = calls.filter((call) => !mixes(call));
  return {
    ...(single.length > 0 && { image: prepareAugmentations(single, dataset) }),
    ...(mix && { mix }),
  };
}

/**
 * Makes a function that augments images of `dataset`. Moves that follow one another (shift, rotate, scale,
 * affine, crop, flips) are joined to one map, so that pixels are interpolated only once.
 */
export function prepareAugmentations(calls: readonly Call[], dataset: Dataset): Augment {
  const { shape } = dataset;
  const levels = levelsOf(dataset);
  const steps = calls.map((call) => prepare(call, shape, levels));
  const size = elementCount(shape);
  const scratch = new Float32Array(size);
  return (images, offset, stream) => {
    const image = images.subarray(offset, offset + size);
    let map = IDENTITY;
    const flush = () => {
      if (isIdentity(map)) return;
      scratch.set(image);
      resample(scratch, image, shape, map, levels.black);
      map = IDENTITY;
    };
    for (const step of steps) {
      if ('from' in step) map = composed(map, step.from(stream));
      else {
        flush();
        step.change(image, stream);
      }
    }
    flush();
  };
}

function prepare(call: Call, shape: Shape, levels: Levels): AugmentationStep {
  const definition = registry.get(call.kind);
  const prepareKind = AUGMENTATION_PREPARATIONS[call.kind];
  if (definition === undefined || prepareKind === undefined) {
    const message = `There is no augmentation ${call.kind}; there are ${[...registry.keys()].join(', ')}.`;
    throw new UserError('data.unknown-augmentation', message);
  }
  const result = definition.shape(call.attributes, shape);
  if ('problem' in result) throw new UserError(`data.${result.problem.code}`, result.problem.message);
  return prepareKind(call, shape, levels);
}
