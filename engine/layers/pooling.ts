// What maximum and average pooling have in common.

import type { WindowAttributes } from '../graph/graph.ts';
import { boolean, type Padding, padding, size } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import type { LayerProblem, ShapeResult } from './layer.ts';
import { type Pair, poolingStride, resolvePadding, slide, windowLabel } from './slidingWindow.ts';

/** Attributes of a pooling as its schema reads them. */
export interface Pooling {
  readonly kernel: Pair;
  readonly stride: Pair | null;
  readonly padding: Padding;
  readonly ceil: boolean;
}

export const POOLING_OUTPUT =
  'Output: `floor((height + padding - kernel) / stride) + 1` rows, and columns likewise. With `ceil: true` ' +
  'the quotient is rounded up, so that no row is dropped; as in PyTorch, a window must start inside the ' +
  'input or the padding before it.';

/** In positional order: kernel, stride, padding, ceil. */
export function poolingAttributes() {
  return {
    kernel: size('Rows and columns of each window.'),
    stride: poolingStride(),
    padding: padding('Rows and columns added around the input; less than the kernel.', { default: 'valid' }),
    ceil: boolean('Keeps the last, incomplete window instead of dropping its rows.', { default: false }),
  };
}

export function poolingWindow({ kernel, stride, padding: padded }: Pooling): WindowAttributes {
  const dilation: Pair = [1, 1];
  return { kernel, stride: stride ?? kernel, dilation, padding: resolvePadding(padded, kernel, dilation) };
}

export function poolingLabel({ kernel, stride }: Pooling): string {
  return windowLabel(kernel, stride ?? kernel);
}

export function poolingShape(kind: string, pooling: Pooling, input: Shape): ShapeResult {
  if (!isFeatureMap(input)) return { problem: featureMapExpected(kind, input) };
  const window = poolingWindow(pooling);
  const problem = paddingProblem(kind, window);
  if (problem !== undefined) return { problem };
  const slid = slide(kind, input, window, pooling);
  return 'problem' in slid ? slid : { shape: [input[0], ...slid.extents] };
}

/** A window that lies in the padding alone would have nothing to pool. */
function paddingProblem(
  kind: string,
  { kernel, padding: added }: WindowAttributes,
): LayerProblem | undefined {
  const side = added.findIndex((count, index) => count >= kernel[index % 2 === 0 ? 0 : 1]);
  if (side === -1) return undefined;
  const extent = kernel[side % 2 === 0 ? 0 : 1];
  return {
    code: 'padding-not-smaller-than-kernel',
    attribute: 'padding',
    message:
      `Padding ${added[side]} of \`${kind}\` leaves windows without any input, as its kernel spans ` +
      `only ${extent}: use at most ${extent - 1}.`,
  };
}
