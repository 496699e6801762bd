// One diagram in the page: follows the graphs that the panel sends and the user's folds, and keeps both in
// sight.

import type { Host } from '../host/host.ts';
import type { ComparisonStrip, DiagramGraph, FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import type { LayerOverlay } from '../protocol/overlay.ts';
import type { Canvas } from './interaction/canvas.ts';
import {
  type KeptState,
  keptPreferences,
  keptView,
  type Preferences,
  withView,
} from './interaction/keptState.ts';
import { LayoutRequests } from './interaction/layoutRequests.ts';
import { type Stay, viewportAfter } from './interaction/stay.ts';
import type { ToolbarState } from './interaction/toolbar.ts';
import {
  type Area,
  bringIntoView,
  openingViewport,
  overlaps,
  pan,
  seenBox,
  type Viewport,
} from './interaction/viewport.ts';
import { type Folds, foldOneLevel, initialFolds, openOneLevel } from './layout/folding.ts';
import type { OutlineItem } from './layout/frame.ts';
import type { Layout } from './layout/layout.ts';
import type { LayoutEngine } from './layout/layoutEngine.ts';
import { createMeasure, type FontScale, type Measure } from './layout/measure.ts';
import { outlineOf } from './layout/outline.ts';
import { withRiders } from './layout/riders.ts';
import { type View, viewOf } from './layout/view.ts';
import { graphOverlays } from './overlay/graphOverlays.ts';
import { type Heat, heatOf } from './overlay/heat.ts';
import { widestText } from './overlay/overlayText.ts';

const SIMPLE_LAYOUT_NOTE = 'Laid out simply, because the full layout took too long. Fold some blocks.';

/** What is drawn, and under which folds. */
interface Subject {
  readonly graph: DiagramGraph;
  readonly models: readonly string[];
  readonly outline: readonly OutlineItem[];
  readonly folds: Folds;
  /** What can be laid over it beside what was measured. */
  readonly overlays: readonly LayerOverlay[];
  /** Names it among the kept views. */
  readonly key: string;
}

interface Drawn {
  readonly subject: Subject;
  readonly view: View;
  readonly layout: Layout;
  readonly measure: Measure;
  readonly heat: Heat | undefined;
}

export interface SessionParts {
  readonly host: Host<ToDiagram, FromDiagram, KeptState>;
  readonly canvas: Canvas;
  readonly engine: LayoutEngine;
  readonly fontScale: FontScale;
  readonly file: string;
  showToolbar(state: ToolbarState): void;
  showLegend(heat: Heat | undefined): void;
  /** Undefined when there is a diagram. */
  showEmpty(message: string | undefined): void;
}

export class DiagramSession {
  private subject: Subject | undefined;
  private drawn: Drawn | undefined;
  private marks: readonly string[] = [];
  private measured: readonly LayerOverlay[] = [];
  private note: string | undefined;
  private file: string;
  private preferences: Preferences;
  private comparison: ComparisonStrip | undefined;
  private readonly requests: LayoutRequests;

  constructor(private readonly parts: SessionParts) {
    this.file = parts.file;
    this.preferences = keptPreferences(parts.host.kept());
    this.requests = new LayoutRequests(parts.engine, () => this.updateToolbar());
  }

  receive(message: ToDiagram): void {
    switch (message.kind) {
      case 'graph':
        this.file = message.file ?? this.file;
        this.comparison = message.comparison;
        this.showGraph(message.graph, message.models);
        break;
      case 'empty':
        this.requests.cancel();
        this.subject = undefined;
        this.drawn = undefined;
        this.parts.canvas.clear();
        this.parts.showLegend(undefined);
        this.parts.showEmpty(message.message);
        break;
      case 'overlays':
        this.measured = message.overlays;
        this.layOutAgain();
        break;
      case 'mark':
        this.mark(message.nodes);
        break;
    }
  }

  /** What is seen now, for the handlers of gestures. */
  get shown(): Drawn | undefined {
    return this.drawn;
  }

  /** Changes the folds; what `anchor` names stays under the pointer. */
  fold(change: (outline: readonly OutlineItem[], folds: Folds) => Folds | undefined, anchor?: string): void {
    if (!this.subject) return;
    const folds = change(this.subject.outline, this.subject.folds);
    const stay = anchor === undefined ? 'middle' : { anchor };
    if (folds) void this.layOut({ ...this.subject, folds }, stay);
  }

  look(viewport: Viewport): void {
    this.parts.canvas.look(viewport);
    this.remember();
    this.updateToolbar();
  }

  /** Keeps the middle in the middle; a page that was opened out of sight opens when it is first seen. */
  resized(before: Area, after: Area): void {
    if (!this.drawn || after.width === 0) return;
    const { canvas } = this.parts;
    if (before.width === 0)
      this.look(openingViewport(this.drawn.layout, after, this.drawn.layout.nodes[0]?.box));
    else this.look(pan(canvas.viewport, { x: (after.width - before.width) / 2, y: 0 }));
  }

  /** Gives up the layout under way, and keeps what is shown. */
  cancel(): void {
    this.requests.cancel();
    this.subject = this.drawn?.subject;
    this.updateToolbar();
  }

  /** Lets normalisations and activations ride on their layers, or stand by themselves again. */
  toggleCompact(): void {
    this.preferences = { ...this.preferences, compact: !this.preferences.compact };
    if (this.subject)
      void this.layOut({ ...this.subject, outline: this.outline(this.subject.graph) }, 'open anew');
  }

  /** Lays the values of an overlay over the nodes; none with `undefined`. */
  chooseOverlay(id: string | undefined): void {
    const { overlay: _, ...others } = this.preferences;
    this.preferences = id === undefined ? others : { ...others, overlay: id };
    this.layOutAgain();
  }

  private layOutAgain(): void {
    if (this.subject) void this.layOut(this.subject, 'middle');
  }

  private outline(graph: DiagramGraph): readonly OutlineItem[] {
    const outline = outlineOf(graph);
    return this.preferences.compact ? withRiders(outline, graph.edges) : outline;
  }

  private showGraph(graph: DiagramGraph, models: readonly string[]): void {
    const key = JSON.stringify([this.file, graph.model]);
    const outline = this.outline(graph);
    const kept = keptView(this.parts.host.kept(), key);
    const same = this.subject?.key === key ? this.subject.folds : undefined;
    const folds = same ?? (kept ? new Set(kept.folds) : initialFolds(outline));
    void this.layOut({ graph, models, outline, folds, key, overlays: graphOverlays(graph) }, 'middle');
  }

  private async layOut(subject: Subject, stay: Stay): Promise<void> {
    this.subject = subject;
    const view = viewOf(subject.graph, subject.outline, subject.folds);
    const overlay = this.overlaysOf(subject).find(({ id }) => id === this.preferences.overlay);
    const heat = overlay && heatOf(view, overlay);
    const has = (id: string) => heat?.of(id) !== undefined;
    const measure = createMeasure(this.parts.fontScale, overlay && { widest: widestText(overlay), has });
    const laidOut = await this.requests.layOut(view, measure);
    if (!laidOut) return;
    const { layout, fallback } = laidOut;
    this.note = fallback === undefined ? undefined : SIMPLE_LAYOUT_NOTE;
    if (fallback !== undefined) this.parts.host.send({ kind: 'failed', message: `Layout: ${fallback}` });
    this.show({ subject, view, layout, measure, heat }, stay);
  }

  private overlaysOf(subject: Subject): readonly LayerOverlay[] {
    return [...subject.overlays, ...this.measured];
  }

  private show(drawn: Drawn, stay: Stay): void {
    const viewport = this.viewportFor(drawn, stay);
    this.drawn = drawn;
    this.parts.showEmpty(undefined);
    this.parts.showLegend(drawn.heat);
    this.draw(viewport);
    this.remember();
    this.updateToolbar();
  }

  private draw(viewport: Viewport): void {
    if (!this.drawn) return;
    const { layout, view, subject, measure, heat } = this.drawn;
    const marks = new Set(
      this.marks.map((layer) => view.standIns.get(layer)).filter((id) => id !== undefined),
    );
    const options = { measure, marks, target: 'page', ...(heat ? { heat } : {}) } as const;
    this.parts.canvas.show(layout, options, viewport, `Diagram of ${subject.graph.model}`);
  }

  /** A diagram that is shown anew opens as it was left. */
  private viewportFor({ subject, layout }: Drawn, stay: Stay): Viewport {
    const { canvas, host } = this.parts;
    const { viewport, area } = canvas;
    if (this.drawn?.subject.key === subject.key)
      return viewportAfter({ layout: this.drawn.layout, viewport, area }, layout, stay);
    const kept = keptView(host.kept(), subject.key)?.viewport;
    return kept ?? openingViewport(layout, area, layout.nodes[0]?.box);
  }

  /** Marks what the cursor is on, and brings it into view when none of it is seen. */
  private mark(layers: readonly string[]): void {
    this.marks = layers;
    if (!this.drawn) return;
    const { canvas } = this.parts;
    const ids = layers.map((layer) => this.drawn?.view.standIns.get(layer));
    const places = ids.flatMap((id) => (id === undefined ? [] : (canvas.placeOf(id) ?? [])));
    const seen = seenBox(canvas.viewport, canvas.area);
    const [first] = places;
    const hidden = first !== undefined && !places.some((place) => overlaps(place, seen));
    this.draw(hidden ? bringIntoView(canvas.viewport, first, canvas.area) : canvas.viewport);
  }

  private remember(): void {
    const { host, canvas } = this.parts;
    if (!this.drawn) return;
    const { key, folds } = this.drawn.subject;
    const view = { folds: [...folds], viewport: canvas.viewport };
    host.keep(withView(host.kept(), { file: this.file, ...this.preferences }, key, view));
  }

  private updateToolbar(): void {
    if (!this.subject) return;
    const { graph, models, outline, folds } = this.subject;
    const { model, parameters, macs } = graph;
    this.parts.showToolbar({
      model,
      models,
      parameters,
      macs,
      zoom: this.parts.canvas.viewport.zoom,
      compact: this.preferences.compact,
      overlays: this.overlaysOf(this.subject).map(({ id, title }) => ({ id, title })),
      overlay: this.preferences.overlay,
      canFold: foldOneLevel(outline, folds) !== undefined,
      canOpen: openOneLevel(outline, folds) !== undefined,
      busy: this.requests.busy,
      note: this.note,
      comparison: this.comparison,
    });
  }
}
