// What is drawn: a graph under some folds, what is seen of it, and what is laid over that.

import type { DiagramGraph } from '../protocol/diagram.ts';
import type { LayerOverlay } from '../protocol/overlay.ts';
import type { Folds } from './layout/folding.ts';
import type { OutlineItem } from './layout/frame.ts';
import type { FlowDirection, Layout } from './layout/layout.ts';
import { createMeasure, type Measure } from './layout/measure.ts';
import { outlineOf } from './layout/outline.ts';
import { withRiders } from './layout/riders.ts';
import type { Advances } from './layout/textMetrics.ts';
import { type View, viewOf } from './layout/view.ts';
import { type Heat, heatOf } from './overlay/heat.ts';
import { widestText } from './overlay/overlayText.ts';

/** What is drawn, and under which folds. */
export interface Subject {
  readonly graph: DiagramGraph;
  readonly models: readonly string[];
  readonly outline: readonly OutlineItem[];
  readonly folds: Folds;
  /** What can be laid over it beside what was measured. */
  readonly overlays: readonly LayerOverlay[];
  /** Names it among the kept views. */
  readonly key: string;
}

/** A subject with all that its layout needs. */
export interface Prepared {
  readonly subject: Subject;
  readonly view: View;
  readonly measure: Measure;
  readonly heat: Heat | undefined;
}

export interface Drawn extends Prepared {
  readonly layout: Layout;
}

/** With `compact`, normalisations and activations ride on their layers. */
export function outlineFor(graph: DiagramGraph, compact: boolean): readonly OutlineItem[] {
  const outline = outlineOf(graph);
  return compact ? withRiders(outline, graph.edges) : outline;
}

export function prepare(
  subject: Subject,
  overlay: LayerOverlay | undefined,
  { advances, direction }: { readonly advances: Advances; readonly direction: FlowDirection },
): Prepared {
  const view = viewOf(subject.graph, subject.outline, subject.folds);
  const heat = overlay && heatOf(view, overlay);
  const has = (id: string) => heat?.of(id) !== undefined;
  const room = overlay && { widest: widestText(overlay), has };
  return { subject, view, measure: createMeasure(advances, room, direction), heat };
}
