// Lays a view out with ELK, and with our own simple layout where ELK is too slow or fails.

import { fromElk } from './fromElk.ts';
import { layOutSimply } from './layeredFallback.ts';
import type { Layout } from './layout.ts';
import { type LayoutEngine, LayoutFailure, type LayoutRequestOptions } from './layoutEngine.ts';
import type { Measure } from './measure.ts';
import { enterFromSide } from './sideEntries.ts';
import { toElk } from './toElk.ts';
import type { View } from './view.ts';

export interface LaidOut {
  readonly layout: Layout;
  /** Why the simple layout had to do; undefined when ELK did the work. */
  readonly fallback: string | undefined;
}

/** Rejects with a `LayoutFailure` only when cancelled: every other mishap ends in the simple layout. */
export async function layOutDiagram(
  view: View,
  measure: Measure,
  engine: LayoutEngine,
  options: LayoutRequestOptions,
): Promise<LaidOut> {
  const input = toElk(view, measure);
  try {
    const laidOut = await engine.layout(input.graph, options);
    const layout = fromElk(view, measure, input, laidOut);
    return { layout: enterFromSide(layout), fallback: undefined };
  } catch (failure) {
    if (failure instanceof LayoutFailure && failure.reason === 'cancelled') throw failure;
    const reason = failure instanceof Error ? failure.message : String(failure);
    return { layout: layOutSimply(view, measure), fallback: reason };
  }
}
