// Windows that lie side by side, for which pooling's gradients only rearrange.

import type { PoolingAttributes, TensorShape } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';

/** Whether the windows cover x exactly, without overlap, gap or padding. */
export function tilesInput(x: TensorShape, y: TensorShape, attributes: PoolingAttributes): boolean {
  const { kernel, stride, dilation, padding } = attributes;
  return (
    padding.every((count) => count === 0) &&
    [0, 1].every((i) => {
      const axis = i as 0 | 1;
      const compact = dilation[axis] === 1 || kernel[axis] === 1;
      return compact && kernel[axis] === stride[axis] && y[i + 2]! * kernel[axis] === x[i + 2]!;
    })
  );
}

/** Windows' taps [N * C, OH, kh, OW, kw] as one image [N, C, H, W]. */
export function mergeTiles(emit: Emitter, tiles: string, x: TensorShape, outputs: readonly string[]): void {
  emit.into(outputs, 'Reshape', [tiles, emit.integers(x)]);
}

/** Every place of images [.., .., H, W] so many times as given, down and across. Expand takes five times as long. */
export function repeatPlaces(
  emit: Emitter,
  images: string,
  times: readonly [number, number],
  output = emit.freshName('Resize'),
): string {
  emit.into([output], 'Resize', [images, '', emit.floats([4], [1, 1, ...times])], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
  return output;
}
