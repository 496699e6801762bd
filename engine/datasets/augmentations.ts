// Carries out a recipe's augmentations: one image at a time, in place, from that image's own random stream.

import type { Call } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import {
  crop,
  cutout,
  flipHorizontal,
  flipVertical,
  noise,
  augmentations as registry,
  rotate,
  scale,
  shift,
} from '../recipe/augmentations.ts';
import { UserError } from '../userError.ts';
import {
  type AffineMap,
  centred,
  composed,
  IDENTITY,
  isIdentity,
  resample,
  rotation,
  translation,
} from './affineMap.ts';
import type { Dataset, Levels } from './dataset.ts';
import { levelsOf } from './transforms.ts';

/** Changes the image that begins at `offset` of `images`. All chance comes from `stream`. */
export type Augment = (images: Float32Array, offset: number, stream: RandomStream) => void;

/** What one call does: moves pixels about (from where each comes), or changes their values. */
type Step =
  | { readonly from: (stream: RandomStream) => AffineMap }
  | { readonly change: (image: Float32Array, stream: RandomStream) => void };

type Prepare = (call: Call, shape: Shape, levels: Levels) => Step;

/** One entry for each kind of `engine/recipe/augmentations.ts`. */
export const AUGMENTATION_PREPARATIONS: Readonly<Record<string, Prepare>> = {
  shift: (call) => {
    const { pixels } = shift.attributesOf(call);
    const draw = (stream: RandomStream) => stream.integer(2 * pixels + 1) - pixels;
    return {
      from: (stream) => {
        const rows = draw(stream);
        return translation(-rows, -draw(stream));
      },
    };
  },
  rotate: (call, shape) => {
    const { degrees } = rotate.attributesOf(call);
    return { from: (stream) => centred(rotation(degrees * (2 * stream.next() - 1)), shape) };
  },
  scale: (call, shape) => {
    const { amount } = scale.attributesOf(call);
    return {
      from: (stream) => {
        const inverse = 1 / (1 + amount * (2 * stream.next() - 1));
        return centred({ ...IDENTITY, rr: inverse, cc: inverse }, shape);
      },
    };
  },
  crop: (call) => {
    const [top, left, bottom, right] = crop.attributesOf(call).padding;
    return {
      from: (stream) => {
        const row = stream.integer(top + bottom + 1) - top;
        return translation(row, stream.integer(left + right + 1) - left);
      },
    };
  },
  flip_horizontal: (call, shape) => {
    const { p } = flipHorizontal.attributesOf(call);
    const mirrored = centred({ ...IDENTITY, cc: -1 }, shape);
    return { from: (stream) => (stream.next() < p ? mirrored : IDENTITY) };
  },
  flip_vertical: (call, shape) => {
    const { p } = flipVertical.attributesOf(call);
    const mirrored = centred({ ...IDENTITY, rr: -1 }, shape);
    return { from: (stream) => (stream.next() < p ? mirrored : IDENTITY) };
  },
  noise: (call, shape, { black, white }) => {
    const { deviation } = noise.attributesOf(call);
    const plane = (shape[1] ?? 0) * (shape[2] ?? 0);
    return {
      change: (image, stream) => {
        for (let pixel = 0; pixel < image.length; pixel++) {
          const channel = Math.floor(pixel / plane);
          image[pixel]! += deviation * (white[channel]! - black[channel]!) * stream.normal();
        }
      },
    };
  },
  cutout: (call, shape, { black }) => {
    const { size } = cutout.attributesOf(call);
    return { change: (image, stream) => cutWindow(image, shape, size, black, stream) };
  },
};

/**
 * Makes a function that augments images of `dataset`. Moves that follow one another (shift, rotate, scale,
 * crop, flips) are joined to one map, so that pixels are interpolated only once.
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

function prepare(call: Call, shape: Shape, levels: Levels): Step {
  const definition = registry.get(call.kind);
  const prepareKind = AUGMENTATION_PREPARATIONS[call.kind];
  if (definition === undefined || prepareKind === undefined) {
    const known = Object.keys(AUGMENTATION_PREPARATIONS).join(', ');
    const message = `There is no augmentation ${call.kind}; there are ${known}.`;
    throw new UserError('data.unknown-augmentation', message);
  }
  const result = definition.shape(call.attributes, shape);
  if ('problem' in result) throw new UserError(`data.${result.problem.code}`, result.problem.message);
  return prepareKind(call, shape, levels);
}

/**
 * Fills rows [r - size/2, r - size/2 + size) and the columns likewise, (r, c) being drawn among the pixels.
 */
function cutWindow(
  image: Float32Array,
  shape: Shape,
  size: readonly [number, number],
  fill: readonly number[],
  stream: RandomStream,
): void {
  const [channels = 0, height = 0, width = 0] = shape;
  const top = stream.integer(height) - Math.floor(size[0] / 2);
  const left = stream.integer(width) - Math.floor(size[1] / 2);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = Math.max(0, top); row < Math.min(height, top + size[0]); row++) {
      const start = (channel * height + row) * width;
      const from = start + Math.max(0, left);
      image.fill(fill[channel]!, from, Math.max(from, start + Math.min(width, left + size[1])));
    }
  }
}
