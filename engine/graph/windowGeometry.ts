// Extents of sliding windows: the one place that knows how many windows fit along an axis.

import type { ConvolutionAttributes, PoolingAttributes, WindowAttributes } from './graph.ts';

/** A window's taps along one axis, at steps of `stride`. */
export interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding in front and behind. */
  readonly before: number;
  readonly after: number;
}

/** The two axes of a window: vertical, then horizontal. */
export function axisWindows(attributes: WindowAttributes): readonly [AxisWindow, AxisWindow] {
  const { kernel, stride, dilation, padding } = attributes;
  const axis = (i: 0 | 1): AxisWindow => ({
    kernel: kernel[i],
    stride: stride[i],
    dilation: dilation[i],
    before: padding[i],
    after: padding[i === 0 ? 2 : 3],
  });
  return [axis(0), axis(1)];
}

/** A convolution's window, whose extents its weight [O, C / groups, kh, kw] gives. */
export function convolutionWindow(attributes: ConvolutionAttributes, kernel: readonly [number, number]) {
  const { stride, dilation, padding } = attributes;
  return { kernel, stride, dilation, padding };
}

/** From a window's first tap to its last, both included. */
export function windowSpan(window: AxisWindow): number {
  return (window.kernel - 1) * window.dilation + 1;
}

/**
 * Number of windows along an axis; 0 or less where none fits. With `ceil`, a last window may reach past the end, if it
 * starts before the end of the input and its leading padding (PyTorch's rule).
 */
export function windowCount(extent: number, window: AxisWindow, ceil: boolean): number {
  const room = extent + window.before + window.after - windowSpan(window);
  if (room < 0) return 0;
  if (!ceil) return Math.floor(room / window.stride) + 1;
  const count = Math.ceil(room / window.stride) + 1;
  return (count - 1) * window.stride >= extent + window.before ? count - 1 : count;
}

/** Whether every window along an axis has a tap on the input itself, not on padding alone. */
export function everyWindowTouchesInput(extent: number, window: AxisWindow, count: number): boolean {
  for (let index = 0; index < count; index++) {
    let touches = false;
    for (let tap = 0; tap < window.kernel && !touches; tap++) {
      const place = index * window.stride + tap * window.dilation - window.before;
      touches = place >= 0 && place < extent;
    }
    if (!touches) return false;
  }
  return true;
}

/**
 * Places that the average of window `index` along an axis divides by: its taps on the input and, with
 * `countIncludePad`, on the padding, never those that `ceil` lets reach further.
 */
export function averagedTaps(
  extent: number,
  window: AxisWindow,
  index: number,
  countIncludePad: boolean,
): number {
  const from = countIncludePad ? -window.before : 0;
  const to = countIncludePad ? extent + window.after : extent;
  let taps = 0;
  for (let tap = 0; tap < window.kernel; tap++) {
    const place = index * window.stride + tap * window.dilation - window.before;
    if (place >= from && place < to) taps++;
  }
  return taps;
}

/** Rows and columns of a pooling's output. */
export function pooledExtents(
  height: number,
  width: number,
  attributes: PoolingAttributes,
): readonly [number, number] {
  const [vertical, horizontal] = axisWindows(attributes);
  return [windowCount(height, vertical, attributes.ceil), windowCount(width, horizontal, attributes.ceil)];
}
