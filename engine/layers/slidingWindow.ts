// A window that slides over rows and columns: its padding, the output's extents, and what can be wrong with
// them.

import type { WindowAttributes } from '../graph/graph.ts';
import { axisWindows, windowCount, windowSpan } from '../graph/windowGeometry.ts';
import { optional, type Padding, type Sides, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import type { FeatureMap } from './featureMap.ts';
import type { LayerProblem } from './layer.ts';

export type Pair = readonly [number, number];

/** The padding in rows and columns: [top, left, bottom, right]. */
export function resolvePadding(padding: Padding, kernel: Pair, dilation: Pair): Sides {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return padding;
  const rows = (kernel[0] - 1) * dilation[0];
  const columns = (kernel[1] - 1) * dilation[1];
  return [Math.floor(rows / 2), Math.floor(columns / 2), Math.ceil(rows / 2), Math.ceil(columns / 2)];
}

/**
 * Rows and columns of the output, or why the window does not fit: floor((extent + padding - span) / stride) +
 * 1 along each axis, where the kernel spans (kernel - 1) * dilation + 1. With `ceil` the quotient is rounded
 * up, but a window must start inside the input or the padding before it.
 */
export function slide(
  kind: string,
  input: FeatureMap,
  window: WindowAttributes,
  { ceil }: { readonly ceil: boolean } = { ceil: false },
): { readonly extents: Pair } | { readonly problem: LayerProblem } {
  const [vertical, horizontal] = axisWindows(window);
  const rows = windowCount(input[1], vertical, ceil);
  const columns = windowCount(input[2], horizontal, ceil);
  if (rows >= 1 && columns >= 1) return { extents: [rows, columns] };
  return { problem: kernelTooLarge(kind, input, window) };
}

function kernelTooLarge(kind: string, input: FeatureMap, window: WindowAttributes): LayerProblem {
  const kernel = formatShape(window.kernel);
  const spans = formatShape(axisWindows(window).map(windowSpan));
  const dilated = spans === kernel ? '' : `, which spans ${spans} with its dilation,`;
  const [top, left, bottom, right] = window.padding;
  const padded = formatShape([input[1] + top + bottom, input[2] + left + right]);
  const place = padded === formatShape(input.slice(1)) ? padded : `${padded} (padding counted)`;
  return {
    code: 'kernel-larger-than-input',
    attribute: 'kernel',
    message:
      `The ${kernel} kernel of \`${kind}\`${dilated} does not fit its input of ${place}: ` +
      'use a smaller kernel, more padding, or less downsampling before it.',
  };
}

/** Stride of a pooling: its kernel where none is given, so that windows touch and do not overlap. */
export function poolingStride() {
  return optional(size('Rows and columns from one window to the next; the kernel where left out.'));
}

/** `3x3, /2`: a window as the papers write it. */
export function windowLabel(kernel: Pair, stride: Pair): string {
  return `${formatShape(kernel)}${strideLabel(stride)}`;
}

/** `, /2`, or nothing for stride 1. */
export function strideLabel(stride: Pair): string {
  if (stride[0] === 1 && stride[1] === 1) return '';
  return `, /${stride[0] === stride[1] ? stride[0] : formatShape(stride)}`;
}
