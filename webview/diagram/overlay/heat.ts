// What an overlay says of everything that is seen: a value, and how hot it is among the others.

import type { LayerOverlay } from '../../protocol/overlay.ts';
import type { HeatValues } from '../drawing/drawDiagram.ts';
import { layersOf, type OutlineItem } from '../layout/frame.ts';
import type { View, VisibleItem } from '../layout/view.ts';
import { overlayText } from './overlayText.ts';

export interface Heat extends HeatValues {
  readonly overlay: LayerOverlay;
  /** The ends of the scale. */
  readonly low: number;
  readonly high: number;
  /** Of the whole network; undefined where values do not add up. */
  readonly total: number | undefined;
  /** The values are of another text than the one that is drawn. */
  readonly outdated: boolean;
}

export function heatOf(view: View, overlay: LayerOverlay): Heat {
  const values = new Map<string, number>();
  const nodes: number[] = [];
  const visit = (item: VisibleItem): void => {
    const value = combined(item.item, overlay);
    if (value !== undefined) values.set(item.id, value);
    if (item.kind === 'frame') for (const child of item.children) visit(child);
    else if (value !== undefined) nodes.push(value);
  };
  for (const item of view.items) visit(item);
  const ends = endsOf(nodes, overlay);
  return {
    overlay,
    ...ends,
    of(id) {
      const value = values.get(id);
      if (value === undefined || (value === 0 && saysNothing(overlay))) return undefined;
      const text = overlayText(value, overlay);
      return { share: shareOf(value, ends, overlay), text, words: `${overlay.title} ${text}` };
    },
    total: overlay.combine === 'sum' ? (overlay.total ?? sum(Object.values(overlay.values))) : undefined,
    outdated: Object.keys(overlay.values).some((layer) => !view.standIns.has(layer)),
  };
}

/** Of a layer with what rides on it, or of all layers of a frame. */
function combined(item: OutlineItem, { values, combine }: LayerOverlay): number | undefined {
  const known = layersOf(item)
    .map((layer) => values[layer])
    .filter((value) => value !== undefined && Number.isFinite(value));
  if (known.length === 0) return undefined;
  return combine === 'sum' ? sum(known) : known.reduce((most, value) => Math.max(most, value));
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

function endsOf(values: readonly number[], { format, scale }: LayerOverlay): Ends {
  // Of a share everybody knows how much is much.
  if (format === 'share') return { low: 0, high: 1 };
  const positive = values.filter((value) => value > 0);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  return { low: scale === 'linear' ? 0 : positive.reduce((least, v) => Math.min(least, v), high), high };
}

function shareOf(value: number, { low, high }: Ends, { scale }: LayerOverlay): number {
  if (value <= 0 || high <= 0) return 0;
  const share =
    scale === 'linear' || high === low ? value / high : Math.log(value / low) / Math.log(high / low);
  return Math.min(1, Math.max(0, share));
}

/** Where nothing is spent there is nothing to read; a measured zero tells something. */
function saysNothing({ format }: LayerOverlay): boolean {
  return format !== 'share' && format !== 'number';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
