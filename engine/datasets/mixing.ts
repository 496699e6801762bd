// Mixes the images of a batch with one another: mixup and cutmix.

import { exponential, logarithm } from '../elementaryFunctions.ts';
import type { Call } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import type { RandomStream } from '../random.ts';
import { cutmix, mixup } from '../recipe/mixing.ts';
import type { Mixed } from './dataset.ts';

/** Changes a whole batch in place. All chance comes from `stream`. Undefined where it was left as it is. */
export type MixBatch = (images: Float32Array, labels: Int32Array, stream: RandomStream) => Mixed | undefined;

/** Writes the mixture into `images`, from `before`, and returns the share of each image's own. */
type MixImages = (
  before: Float32Array,
  images: Float32Array,
  partners: Uint32Array,
  stream: RandomStream,
) => number;

/** One entry for each augmentation that mixes. */
export const MIXERS: Readonly<Record<string, (call: Call, shape: Shape) => { p: number; mix: MixImages }>> = {
  mixup: (call, shape) => {
    const { alpha, p } = mixup.attributesOf(call);
    const size = elementCount(shape);
    return {
      p,
      mix(before, images, partners, stream) {
        const share = largerShare(alpha, stream);
        partners.forEach((partner, place) => {
          const [own, other] = [place * size, partner * size];
          for (let pixel = 0; pixel < size; pixel++) {
            images[own + pixel] = share * before[own + pixel]! + (1 - share) * before[other + pixel]!;
          }
        });
        return share;
      },
    };
  },
  cutmix: (call, shape) => {
    const { alpha, p } = cutmix.attributesOf(call);
    const [channels = 0, height = 0, width = 0] = shape;
    return {
      p,
      mix(before, images, partners, stream) {
        const { top, left, bottom, right } = drawWindow(largerShare(alpha, stream), height, width, stream);
        partners.forEach((partner, place) => {
          for (let channel = 0; channel < channels; channel++) {
            for (let row = top; row < bottom; row++) {
              const at = (channel * height + row) * width;
              const from = partner * channels * height * width + at;
              const to = place * channels * height * width + at;
              images.set(before.subarray(from + left, from + right), to + left);
            }
          }
        });
        return 1 - ((bottom - top) * (right - left)) / (height * width);
      },
    };
  },
};

/**
 * Mixes batches of `count` images of one shape as the calls say: each batch by one of them, drawn. Undefined where there
 * are none.
 */
export function prepareMixing(calls: readonly Call[], shape: Shape, count: number): MixBatch | undefined {
  if (calls.length === 0) return undefined;
  const mixers = calls.map((call) => MIXERS[call.kind]!(call, shape));
  const before = new Float32Array(count * elementCount(shape));
  const others = new Int32Array(count);
  return (images, labels, stream) => {
    const { p, mix } = mixers[stream.integer(mixers.length)]!;
    if (stream.next() >= p) return undefined;
    before.set(images);
    const partners = stream.permutation(count);
    const share = mix(before, images, partners, stream);
    partners.forEach((partner, place) => {
      others[place] = labels[partner]!;
    });
    return { others: others.slice(), share };
  };
}

/**
 * The larger of l and 1 - l, l of the beta distribution: pairs (i, j) and (j, i) being equally likely, mixing an image by
 * the smaller share is mixing its partner by the larger.
 */
function largerShare(alpha: number, stream: RandomStream): number {
  const share = drawBeta(alpha, stream);
  return Math.max(share, 1 - share);
}

/** A window of (1 - share) of the area, or less of it where it reaches over the edge. */
function drawWindow(
  share: number,
  height: number,
  width: number,
  stream: RandomStream,
): { top: number; left: number; bottom: number; right: number } {
  const ratio = Math.sqrt(1 - share);
  const [rows, columns] = [Math.floor(height * ratio), Math.floor(width * ratio)];
  const top = stream.integer(height) - Math.floor(rows / 2);
  const left = stream.integer(width) - Math.floor(columns / 2);
  return {
    top: Math.max(0, top),
    left: Math.max(0, left),
    bottom: Math.min(height, top + rows),
    right: Math.min(width, left + columns),
  };
}

/** Of the beta distribution with both parameters `alpha`: g / (g + h) for two numbers of the gamma distribution. */
export function drawBeta(alpha: number, stream: RandomStream): number {
  return 1 / (1 + exponential(logGamma(alpha, stream) - logGamma(alpha, stream)));
}

/**
 * The logarithm of a number of the gamma distribution (Marsaglia and Tsang, "A simple method for generating gamma
 * variables", 2000). A shape a below 1 is that of a + 1, times u^(1 / a); only its logarithm can be told from 0 there.
 */
function logGamma(shape: number, stream: RandomStream): number {
  const boost = shape < 1 ? logarithm(1 - stream.next()) / shape : 0;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const limit = 0.5 * x * x + d - d * v + d * logarithm(v);
    if (logarithm(1 - stream.next()) < limit) return logarithm(d * v) + boost;
  }
}
