// One diagram in the page: follows the graphs that the panel sends and the user's folds, and keeps both in
// sight.

import type { Host } from '../host/host.ts';
import type { ComparisonStrip, DiagramGraph, FromDiagram, ToDiagram } from '../protocol/diagram.ts';
import type { Canvas } from './interaction/canvas.ts';
import { type KeptState, keptView, withView } from './interaction/keptState.ts';
import type { ToolbarState } from './interaction/toolbar.ts';
import {
  type Area,
  bringIntoView,
  holdPoint,
  openingViewport,
  overlaps,
  pan,
  seenBox,
  type Viewport,
} from './interaction/viewport.ts';
import { type Folds, foldOneLevel, initialFolds, openOneLevel } from './layout/folding.ts';
import type { OutlineItem } from './layout/frame.ts';
import { layOutDiagram } from './layout/layOutDiagram.ts';
import type { Layout } from './layout/layout.ts';
import { type LayoutEngine, LayoutFailure } from './layout/layoutEngine.ts';
import type { Measure } from './layout/measure.ts';
import { outlineOf } from './layout/outline.ts';
import { withRiders } from './layout/riders.ts';
import { type View, viewOf } from './layout/view.ts';

const DEADLINE_MS = 5000;
/** Shorter work shows nothing. */
const BUSY_AFTER_MS = 200;
const SIMPLE_LAYOUT_NOTE = 'Laid out simply, because the full layout took too long. Fold some blocks.';

/** What is drawn, and under which folds. */
interface Subject {
  readonly graph: DiagramGraph;
  readonly models: readonly string[];
  readonly outline: readonly OutlineItem[];
  readonly folds: Folds;
  /** Names it among the kept views. */
  readonly key: string;
}

/** What keeps its place in the window when the layout changes: the middle, or what was clicked. */
type Stay = 'middle' | 'open anew' | { readonly anchor: string };

interface Drawn {
  readonly subject: Subject;
  readonly view: View;
  readonly layout: Layout;
}

export interface SessionParts {
  readonly host: Host<ToDiagram, FromDiagram, KeptState>;
  readonly canvas: Canvas;
  readonly engine: LayoutEngine;
  readonly measure: Measure;
  readonly file: string;
  showToolbar(state: ToolbarState): void;
  /** Undefined when there is a diagram. */
  showEmpty(message: string | undefined): void;
}

export class DiagramSession {
  private subject: Subject | undefined;
  private drawn: Drawn | undefined;
  private marks: readonly string[] = [];
  private request: AbortController | undefined;
  private busy = false;
  private note: string | undefined;
  private file: string;
  private compact: boolean;
  private comparison: ComparisonStrip | undefined;

  constructor(private readonly parts: SessionParts) {
    this.file = parts.file;
    this.compact = parts.host.kept()?.compact ?? false;
  }

  receive(message: ToDiagram): void {
    switch (message.kind) {
      case 'graph':
        this.file = message.file ?? this.file;
        this.comparison = message.comparison;
        this.showGraph(message.graph, message.models);
        break;
      case 'empty':
        this.cancelRequest();
        this.subject = undefined;
        this.drawn = undefined;
        this.parts.canvas.clear();
        this.parts.showEmpty(message.message);
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
    this.cancelRequest();
    this.subject = this.drawn?.subject;
    this.updateToolbar();
  }

  /** Lets normalisations and activations ride on their layers, or stand by themselves again. */
  toggleCompact(): void {
    this.compact = !this.compact;
    if (this.subject)
      void this.layOut({ ...this.subject, outline: this.outline(this.subject.graph) }, 'open anew');
  }

  private outline(graph: DiagramGraph): readonly OutlineItem[] {
    const outline = outlineOf(graph);
    return this.compact ? withRiders(outline, graph.edges) : outline;
  }

  private showGraph(graph: DiagramGraph, models: readonly string[]): void {
    const key = JSON.stringify([this.file, graph.model]);
    const outline = this.outline(graph);
    const kept = keptView(this.parts.host.kept(), key);
    const same = this.subject?.key === key ? this.subject.folds : undefined;
    const folds = same ?? (kept ? new Set(kept.folds) : initialFolds(outline));
    void this.layOut({ graph, models, outline, folds, key }, 'middle');
  }

  private async layOut(subject: Subject, stay: Stay): Promise<void> {
    this.cancelRequest();
    const request = new AbortController();
    this.request = request;
    this.subject = subject;
    const view = viewOf(subject.graph, subject.outline, subject.folds);
    const busyTimer = setTimeout(() => {
      this.busy = true;
      this.updateToolbar();
    }, BUSY_AFTER_MS);
    try {
      const options = { signal: request.signal, deadlineMs: DEADLINE_MS };
      const { layout, fallback } = await layOutDiagram(view, this.parts.measure, this.parts.engine, options);
      if (request.signal.aborted) return;
      this.note = fallback === undefined ? undefined : SIMPLE_LAYOUT_NOTE;
      if (fallback !== undefined) this.parts.host.send({ kind: 'failed', message: `Layout: ${fallback}` });
      this.show({ subject, view, layout }, stay);
    } catch (failure) {
      if (failure instanceof LayoutFailure && failure.reason === 'cancelled') return;
      throw failure;
    } finally {
      clearTimeout(busyTimer);
      if (this.request === request) {
        this.busy = false;
        this.updateToolbar();
      }
    }
  }

  private show(drawn: Drawn, stay: Stay): void {
    const viewport = this.viewportFor(drawn, stay);
    this.drawn = drawn;
    this.parts.showEmpty(undefined);
    this.draw(viewport);
    this.remember();
  }

  private draw(viewport: Viewport): void {
    if (!this.drawn) return;
    const { layout, view, subject } = this.drawn;
    const marks = new Set(
      this.marks.map((layer) => view.standIns.get(layer)).filter((id) => id !== undefined),
    );
    const options = { measure: this.parts.measure, marks, target: 'page' } as const;
    this.parts.canvas.show(layout, options, viewport, `Diagram of ${subject.graph.model}`);
  }

  /**
   * Keeps in place what was clicked, or else what was seen in the middle; a diagram shown anew opens as it
   * was left.
   */
  private viewportFor({ subject, layout }: Drawn, stay: Stay): Viewport {
    const { canvas, host } = this.parts;
    const opening = openingViewport(layout, canvas.area, layout.nodes[0]?.box);
    if (this.drawn?.subject.key !== subject.key) {
      return keptView(host.kept(), subject.key)?.viewport ?? opening;
    }
    if (stay === 'open anew') return opening;
    const held = stay === 'middle' ? this.nodeInTheMiddle(layout) : stay.anchor;
    const before = held === undefined ? undefined : canvas.placeOf(held);
    const after = held === undefined ? undefined : cornerOf(layout, held);
    return before && after ? holdPoint(canvas.viewport, before, after) : canvas.viewport;
  }

  /** The node nearest to the middle of the window, of those that the next layout has too. */
  private nodeInTheMiddle(next: Layout): string | undefined {
    const { canvas } = this.parts;
    const staying = new Set([
      ...next.nodes.map(({ node }) => node.id),
      ...next.frames.map(({ frame }) => frame.id),
    ]);
    const seen = seenBox(canvas.viewport, canvas.area);
    const distance = (node: Layout['nodes'][number]) =>
      Math.hypot(node.box.x - seen.x - seen.width / 2, node.box.y - seen.y - seen.height / 2);
    const candidates = this.drawn?.layout.nodes.filter(({ node }) => staying.has(node.id)) ?? [];
    return [...candidates].sort((a, b) => distance(a) - distance(b))[0]?.node.id;
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

  private cancelRequest(): void {
    this.request?.abort();
    this.request = undefined;
    this.busy = false;
  }

  private remember(): void {
    const { host, canvas } = this.parts;
    if (!this.drawn) return;
    const { file, compact } = this;
    const { key, folds } = this.drawn.subject;
    host.keep(
      withView(host.kept(), { file, compact }, key, { folds: [...folds], viewport: canvas.viewport }),
    );
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
      compact: this.compact,
      canFold: foldOneLevel(outline, folds) !== undefined,
      canOpen: openOneLevel(outline, folds) !== undefined,
      busy: this.busy,
      note: this.note,
      comparison: this.comparison,
    });
  }
}

function cornerOf(layout: Layout, id: string) {
  return (
    layout.frames.find(({ frame }) => frame.id === id)?.box ??
    layout.nodes.find(({ node }) => node.id === id)?.box
  );
}
