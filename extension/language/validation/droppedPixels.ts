// Rows and columns at the end of its input that a pooling never looks at.

import { findLayer } from '../../../engine/layers/registry.ts';
import type { NetworkLayer } from '../../../engine/network/network.ts';
import type { Shape } from '../../../engine/network/shape.ts';

export interface DroppedPixels {
  readonly rows: number;
  readonly columns: number;
}

/**
 * (extent + padding - span) mod stride rows lie behind the last window; those of the padding are no loss.
 * Undefined where nothing is dropped, and for layers that have no choice in it.
 */
export function droppedPixels(layer: NetworkLayer, input: Shape | undefined): DroppedPixels | undefined {
  const definition = findLayer(layer.kind);
  if (definition?.category !== 'pooling' || layer.attributes.ceil !== false) return undefined;
  if (layer.outputShape === undefined || input?.length !== 3) return undefined;
  const window = definition.window(layer.attributes, [input]);
  if (typeof window === 'string') return undefined;
  const along = (axis: 0 | 1) => {
    const [before, after] = [window.padding[axis], window.padding[axis + 2]!];
    const span = (window.kernel[axis] - 1) * window.dilation[axis] + 1;
    const left = (input[axis + 1]! + before + after - span) % window.stride[axis];
    return Math.max(0, left - after);
  };
  const [rows, columns] = [along(0), along(1)];
  return rows === 0 && columns === 0 ? undefined : { rows, columns };
}

/** `1 row and 1 column` */
export function describeDropped({ rows, columns }: DroppedPixels): string {
  const count = (number: number, word: string) =>
    number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  return [...count(rows, 'row'), ...count(columns, 'column')].join(' and ');
}
