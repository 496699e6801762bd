// A value's shape as the diagram writes it.

import type { Extent } from '../../../engine/onnx/reading/onnxFile.ts';
import type { Shape } from '../../../engine/onnx/reading/shapes/shapeRule.ts';

/** `Nx64x56x56`: an open first axis is the batch, called N; other open ones are `?`. */
export function shapeWords(shape: Shape | undefined): string {
  if (!shape) return '?';
  if (shape.length === 0) return 'scalar';
  return shape
    .map((extent, axis) => (typeof extent === 'number' ? extent : axis === 0 ? 'N' : '?'))
    .join('x');
}

const LONGEST_SYMBOL = 24;

/** With the file's own symbols: `batch x 3 x 224 x 224`. */
export function fullShapeWords(shape: readonly Extent[] | undefined): string {
  if (!shape) return 'unknown';
  if (shape.length === 0) return 'scalar';
  return shape
    .map((extent) => (typeof extent === 'string' ? extent.slice(0, LONGEST_SYMBOL) : (extent ?? '?')))
    .join(' x ');
}

/** Elements of one sample: the first axis counts images. 0 where an extent is open. */
export function sampleElements(shape: Shape | undefined): number {
  if (!shape) return 0;
  return shape
    .slice(shape.length > 1 ? 1 : 0)
    .reduce<number>((product, extent) => (typeof extent === 'number' ? product * extent : 0), 1);
}
