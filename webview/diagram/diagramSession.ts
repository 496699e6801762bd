// One diagram in the page: follows the graphs that the panel sends and the user's folds, and keeps both in sight.

import type { ComparisonStrip, DiagramGraph, ToDiagram } from '../protocol/diagram.ts';
import { withChange } from '../protocol/graphChange.ts';
import type { LayerOverlay } from '../protocol/overlay.ts';
import { type Drawn, outlineFor, prepare, type Subject } from './drawnSubject.ts';
import { keptPreferences, keptView, type Preferences, withView } from './interaction/keptState.ts';
import { LayoutRequests, SIMPLE_LAYOUT } from './interaction/layoutRequests.ts';
import { Fitting, levelToOpen, viewportAfterResize, viewportToOpen } from './interaction/opening.ts';
import { subjectOf } from './interaction/selection.ts';
import { type Stay, viewportAfter } from './interaction/stay.ts';
import { toolbarStateOf } from './interaction/toolbarState.ts';
import { type Area, bringIntoView, openingViewport, type Viewport } from './interaction/viewport.ts';
import { type Folds, levelsToOpen, openTo } from './layout/folding.ts';
import type { OutlineItem } from './layout/frame.ts';
import type { FlowDirection } from './layout/layout.ts';
import { graphOverlays } from './overlay/graphOverlays.ts';
import type { SessionParts } from './sessionParts.ts';
import { ShownDrawing } from './shownDrawing.ts';

const SETTLE_MS = 120;

export class DiagramSession {
  private subject: Subject | undefined;
  private measured: readonly LayerOverlay[] = [];
  private note: string | undefined;
  private file: string;
  private preferences: Preferences;
  private comparison: ComparisonStrip | undefined;
  private settling = false;
  private setting: FlowDirection | undefined;
  private readonly fitting = new Fitting();
  /** The text can be changed from here. */
  editable = false;
  private readonly requests: LayoutRequests;
  /** What is seen now. */
  readonly drawing: ShownDrawing;

  constructor(private readonly parts: SessionParts) {
    this.file = parts.file;
    this.preferences = keptPreferences(parts.host.kept());
    this.drawing = new ShownDrawing(parts.canvas, () => this.updateDetails());
    this.requests = new LayoutRequests(parts.engine, () => this.updateToolbar());
  }

  receive(message: ToDiagram): void {
    switch (message.kind) {
      case 'graph':
        this.file = message.file ?? this.file;
        this.comparison = message.comparison;
        this.editable = message.editable === true;
        this.follow(message.direction);
        this.showGraph(message.graph, message.models, message.folds);
        break;
      case 'changed':
        if (this.subject) this.showGraph(withChange(this.subject.graph, message.change), this.subject.models);
        break;
      case 'empty':
        this.requests.cancel();
        this.subject = undefined;
        this.drawing.clear();
        this.parts.showLegend(undefined);
        this.parts.showEmpty(message.message);
        break;
      case 'overlays':
        this.measured = message.overlays;
        this.layOutAgain();
        break;
      case 'mark':
        this.fitting.endIfMoved(this.parts.canvas, () => this.drawing.mark(message.nodes));
        break;
    }
  }

  /** Changes the folds; what `anchor` names stays under the pointer. */
  fold(change: (outline: readonly OutlineItem[], folds: Folds) => Folds | undefined, anchor?: string): void {
    if (!this.subject) return;
    const folds = change(this.subject.outline, this.subject.folds);
    const stay = anchor === undefined ? 'level' : { anchor };
    if (folds) this.refold(folds, stay);
  }

  private refold(folds: Folds, stay: Stay): Promise<void> {
    if (!this.subject) return Promise.resolve();
    this.fitting.end();
    const { model } = this.subject.graph;
    if (this.editable) this.parts.host.send({ kind: 'folded', model, folds: [...folds] });
    return this.layOut({ ...this.subject, folds }, stay);
  }

  /** Unfolds to a layer or frame, selects it and brings it into view, below what covers the window's top. */
  async reveal(id: string, covered = 0): Promise<void> {
    if (!this.subject) return;
    const { outline, folds } = this.subject;
    const opened = openTo(outline, folds, id);
    if (opened.size !== folds.size) await this.refold(opened, 'middle');
    const shown = this.drawing.shown?.view.standIns.get(id) ?? id;
    const { canvas } = this.parts;
    const place = canvas.placeOf(shown);
    if (!place) return;
    this.drawing.select(shown);
    canvas.setTabStop(shown);
    this.look(bringIntoView(canvas.viewport, place, canvas.area, covered));
  }

  look(viewport: Viewport): void {
    const { canvas } = this.parts;
    this.fitting.endIfMoved(canvas, () => canvas.look(viewport));
    this.settleSoon();
  }

  /** What is as it opened fits itself to the window. */
  resized(before: Area, after: Area): void {
    const layout = this.drawing.shown?.layout;
    if (!layout || after.width === 0) return;
    const { canvas } = this.parts;
    if (this.fitting.isOn) canvas.look(viewportToOpen(layout, after));
    else canvas.look(viewportAfterResize(canvas.viewport, layout, before, after));
    this.settleSoon();
  }

  /** Gives up the layout under way, and keeps what is shown. */
  cancel(): void {
    this.requests.cancel();
    this.subject = this.drawing.shown?.subject;
    this.updateToolbar();
  }

  /** Lets normalisations and activations ride on their layers, or stand by themselves again. */
  toggleCompact(): void {
    this.preferences = { ...this.preferences, compact: !this.preferences.compact };
    if (!this.subject) return;
    const outline = outlineFor(this.subject.graph, this.preferences.compact);
    void this.layOutAnew({ ...this.subject, outline });
  }

  /** Lays the values of an overlay over the nodes; none with `undefined`. */
  chooseOverlay(id: string | undefined): void {
    const { overlay: _, ...others } = this.preferences;
    this.preferences = id === undefined ? others : { ...others, overlay: id };
    this.layOutAgain();
  }

  /** Shows or hides what stands beside the drawing. */
  toggle(part: 'details' | 'palette'): void {
    this.preferences = { ...this.preferences, [part]: !this.preferences[part] };
    this.remember();
    this.updateToolbar();
    this.updateBeside();
  }

  private updateBeside(): void {
    this.updateDetails();
    this.parts.showPalette(this.preferences.palette === true && this.editable);
  }

  private updateDetails(): void {
    const item = this.drawing.selectedItem;
    this.parts.showDetails(item && subjectOf(item), this.preferences.details === true && this.editable);
  }

  /** Lets networks flow down, or to the right. */
  chooseDirection(direction: FlowDirection): void {
    this.preferences = { ...this.preferences, direction };
    this.parts.host.send({ kind: 'direction', direction });
    if (this.subject) void this.layOutAnew(this.subject);
  }

  private layOutAnew(subject: Subject): Promise<void> {
    return this.fitting.isOn ? this.open(subject) : this.layOut(subject, 'open anew');
  }

  /** The setting changed: the newest word counts. */
  private follow(setting: FlowDirection | undefined): void {
    if (setting === undefined || setting === this.setting) return;
    this.setting = setting;
    this.preferences = { ...this.preferences, direction: setting };
  }

  private layOutAgain(): void {
    if (this.subject) void this.layOut(this.subject, 'middle');
  }

  private showGraph(graph: DiagramGraph, models: readonly string[], left?: readonly string[]): void {
    const key = JSON.stringify([this.file, graph.model]);
    const outline = outlineFor(graph, this.preferences.compact);
    const subject = { graph, models, outline, key, overlays: graphOverlays(graph) };
    const kept = keptView(this.parts.host.kept(), key)?.folds ?? left;
    const folds = this.foldsOf(key) ?? (kept && new Set(kept));
    if (!this.foldsOf(key)) this.fitting.end();
    void (folds ? this.layOut({ ...subject, folds }, 'middle') : this.open(subject));
  }

  /** Of the model that is shown. */
  private foldsOf(key: string): Folds | undefined {
    const isShown = this.drawing.shown?.subject.key === key && this.subject?.key === key;
    return isShown ? this.subject?.folds : undefined;
  }

  /** The most open level that can be read as a whole in the window, or else the outermost that hides no difference. */
  private async open(subject: Omit<Subject, 'folds'>): Promise<void> {
    const levels = levelsToOpen(subject.outline);
    this.subject = { ...subject, folds: this.foldsOf(subject.key) ?? levels[0]! };
    // What stands above the drawing takes of the window.
    this.updateToolbar();
    const drawn = await levelToOpen(
      levels,
      (folds) => this.laidOut({ ...subject, folds }),
      () => this.parts.canvas.area,
    );
    if (!drawn) return;
    this.fitting.begin(this.parts.canvas.area);
    this.subject = drawn.subject;
    this.show(drawn, 'open anew');
  }

  private async layOut(subject: Subject, stay: Stay): Promise<void> {
    this.subject = subject;
    const drawn = await this.laidOut(subject);
    if (drawn) this.show(drawn, stay);
  }

  /** Undefined where something newer is asked for. */
  private async laidOut(subject: Subject): Promise<Drawn | undefined> {
    const { overlay: wanted, direction = 'down' } = this.preferences;
    const overlay = this.overlaysOf(subject).find(({ id }) => id === wanted);
    const prepared = prepare(subject, overlay, { advances: this.parts.advances, direction });
    const laidOut = await this.requests.layOut(prepared.view, prepared.measure);
    if (!laidOut) return undefined;
    const { layout, fallback } = laidOut;
    this.note = fallback === undefined ? undefined : SIMPLE_LAYOUT;
    if (fallback !== undefined) this.parts.host.send({ kind: 'failed', message: `Layout: ${fallback}` });
    return { ...prepared, layout };
  }

  private overlaysOf(subject: Subject): readonly LayerOverlay[] {
    return [...subject.overlays, ...this.measured];
  }

  private show(drawn: Drawn, stay: Stay): void {
    if (!this.drawing.shown) this.parts.engine.prepare?.();
    const viewport = this.viewportFor(drawn, stay);
    this.parts.showEmpty(undefined);
    this.parts.showLegend(drawn.heat);
    this.drawing.show(drawn, viewport);
    this.updateBeside();
    this.parts.outlineChanged();
    this.remember();
    this.updateToolbar();
  }

  /** A diagram that is shown anew opens as it was left. */
  private viewportFor({ subject, layout }: Drawn, stay: Stay): Viewport {
    const { canvas, host } = this.parts;
    const { viewport, area } = canvas;
    const { shown } = this.drawing;
    if (this.fitting.isOn && stay === 'open anew') return viewportToOpen(layout, area);
    if (shown?.subject.key === subject.key)
      return viewportAfter({ layout: shown.layout, viewport, area }, layout, stay);
    const kept = keptView(host.kept(), subject.key)?.viewport;
    return kept ?? openingViewport(layout, area, layout.nodes[0]?.box);
  }

  /** What is seen changes with every frame of a pan or zoom, and need not be stored and told that often. */
  private settleSoon(): void {
    if (this.settling) return;
    this.settling = true;
    setTimeout(() => {
      this.settling = false;
      this.remember();
      this.updateToolbar();
      if (this.fitting.isOutdated && this.subject) void this.open(this.subject);
    }, SETTLE_MS);
  }

  /** What is as it opened fits itself to the window the next time, too. */
  private remember(): void {
    const { host, canvas } = this.parts;
    const { shown } = this.drawing;
    if (!shown) return;
    const view = { folds: [...shown.subject.folds], viewport: canvas.viewport };
    const kept = this.fitting.isOn ? undefined : view;
    host.keep(withView(host.kept(), { file: this.file, ...this.preferences }, shown.subject.key, kept));
  }

  private updateToolbar(): void {
    if (!this.subject) return;
    const state = toolbarStateOf(this.subject, this.preferences, this.overlaysOf(this.subject));
    this.parts.showToolbar({
      ...state,
      zoom: this.parts.canvas.viewport.zoom,
      busy: this.requests.busy,
      note: this.note,
      comparison: this.comparison,
      editable: this.editable,
    });
  }
}
