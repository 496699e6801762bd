// A finished run's transforms, to be done to other images.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import { grayscale, normalize, pad, resize } from './transforms.ts';

/**
 * The transforms with numbers in place of what `normalize` measured, so that they do the same to other images. `levels`
 * are what all of them made of black and white: with several `normalize`, the last one does what they do together.
 */
export function withLevels(
  transforms: readonly Call[],
  levels: { readonly black: readonly number[]; readonly white: readonly number[] } | undefined,
): readonly Call[] {
  if (levels === undefined) return transforms;
  // y = (x - mean) / deviation takes 0 to -mean / deviation, and 1 to (1 - mean) / deviation.
  const deviation = levels.black.map((black, channel) => 1 / (levels.white[channel]! - black));
  const mean = levels.black.map((black, channel) => -black * deviation[channel]!);
  const last = transforms.findLastIndex(({ kind }) => kind === normalize.kind);
  return transforms.flatMap((call, index) => {
    if (call.kind !== normalize.kind) return [call];
    return index === last ? [{ kind: call.kind, attributes: { ...call.attributes, mean, deviation } }] : [];
  });
}

/**
 * The shape of images [channels, height, width] that the transforms make `after` of. What `resize` and `center_crop` get is
 * not told by what they give: an image is then given as large as it is needed.
 */
export function shapeBefore(transforms: readonly Call[], after: Shape): Shape {
  return transforms.reduceRight<Shape>((shape, call) => {
    if (call.kind === grayscale.kind) return [3, ...shape.slice(1)];
    if (call.kind === resize.kind) return [shape[0] ?? 0, ...resize.attributesOf(call).size];
    if (call.kind !== pad.kind) return shape;
    const [top, left, bottom, right] = pad.attributesOf(call).amount;
    const [channels = 0, height = 0, width = 0] = shape;
    return [channels, height - top - bottom, width - left - right];
  }, after);
}
