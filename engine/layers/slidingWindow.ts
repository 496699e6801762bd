// Arithmetic of a window that slides over rows and columns: padding, output extent, and what can be wrong with them.

import { optional, type Padding, type Sides, size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import type { FeatureMap } from './featureMap.ts';
import type { LayerProblem } from './layer.ts';

export type Pair = readonly [number, number];

/** A window whose padding is in numbers; per axis [vertical, horizontal]. */
export interface SlidingWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Sides;
}

/** Where the last, incomplete window goes: dropped (floor) or kept (ceil). */
export interface Rounding {
  readonly ceil: boolean;
}

/** The padding in rows and columns: [top, left, bottom, right]. */
export function resolvePadding(padding: Padding, kernel: Pair, dilation: Pair): Sides {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return padding;
  const rows = (kernel[0] - 1) * dilation[0];
  const columns = (kernel[1] - 1) * dilation[1];
  return [Math.floor(rows / 2), Math.floor(columns / 2), Math.ceil(rows / 2), Math.ceil(columns / 2)];
}

/** Rows or columns that a dilated kernel spans: (kernel - 1) * dilation + 1. */
export function span(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * Number of windows along one axis (0: vertical, 1: horizontal): floor((extent + padding - span) / stride) + 1. In
 * ceil mode the quotient is rounded up, but, as in PyTorch, a window must start inside the input or the padding
 * before it. Zero or less where no window fits.
 */
export function windowCount(extent: number, window: SlidingWindow, axis: 0 | 1, rounding: Rounding): number {
  const before = window.padding[axis];
  const after = window.padding[axis === 0 ? 2 : 3];
  const stride = window.stride[axis];
  const room = extent + before + after - span(window.kernel[axis], window.dilation[axis]);
  if (!rounding.ceil) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  return (count - 1) * stride >= extent + before ? count - 1 : count;
}

/** Rows and columns of the output, or why the window does not fit. */
export function slide(
  kind: string,
  input: FeatureMap,
  window: SlidingWindow,
  rounding: Rounding = { ceil: false },
): { readonly extents: Pair } | { readonly problem: LayerProblem } {
  const rows = windowCount(input[1], window, 0, rounding);
  const columns = windowCount(input[2], window, 1, rounding);
  if (rows >= 1 && columns >= 1) return { extents: [rows, columns] };
  return { problem: kernelTooLarge(kind, input, window) };
}

function kernelTooLarge(kind: string, input: FeatureMap, window: SlidingWindow): LayerProblem {
  const kernel = formatShape(window.kernel);
  const spans = formatShape([
    span(window.kernel[0], window.dilation[0]),
    span(window.kernel[1], window.dilation[1]),
  ]);
  const dilated = spans === kernel ? '' : `, which spans ${spans} with its dilation,`;
  const [top, left, bottom, right] = window.padding;
  const padded = formatShape([input[1] + top + bottom, input[2] + left + right]);
  const place = padded === formatShape(input.slice(1)) ? padded : `${padded} (padding counted)`;
  return {
    code: 'kernel-larger-than-input',
    attribute: 'kernel',
    message:
      `The ${kernel} kernel of \`${kind}\`${dilated} does not fit its input of ${place}: use a smaller kernel, ` +
      'more padding, or less downsampling before it.',
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
