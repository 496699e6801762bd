// A value's shape as the diagram writes it.

import type { Extent } from '../../../engine/onnx/reading/onnxFile.ts';
import type { Shape } from '../../../engine/onnx/reading/shapes/shapeRule.ts';

/**
 * `Nx64x56x56`: an open first axis is the batch, called N. Others have the file's own symbol, words
 * spaced from the rest as in `N x seq x 64`, or `?` where an exporter numbered them.
 */
export function shapeWords(shape: Shape | undefined): string {
  if (!shape) return '?';
  if (shape.length === 0) return 'scalar';
  const words = shape.map((extent, axis) => {
    if (typeof extent === 'number') return String(extent);
    return axis === 0 ? 'N' : typeof extent === 'string' && SYMBOL.test(extent) ? extent : '?';
  });
  const isSpaced = words.some((word) => word.length > 1 && SYMBOL.test(word));
  return words.join(isSpaced ? ' x ' : 'x');
}

/** A word that a person gave: exporters write `unk__12` and `Reshape_4_dim_0`. */
const SYMBOL = /^(?!unk)(?!.*dim_?\d)[A-Za-z][A-Za-z_]{0,15}\d?$/;

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
