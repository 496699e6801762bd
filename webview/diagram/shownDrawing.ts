// The drawing that is shown, with what stands out in it: the cursor's layers, what was found, what is selected.

import { spokenPlaces } from './drawing/spokenPlaces.ts';
import type { Drawn } from './drawnSubject.ts';
import type { Canvas } from './interaction/canvas.ts';
import { itemOf, stillSelected } from './interaction/selection.ts';
import { bringIntoView, overlaps, seenBox, type Viewport } from './interaction/viewport.ts';
import { layersOf, type OutlineItem } from './layout/frame.ts';

export class ShownDrawing {
  private drawn: Drawn | undefined;
  /** Layers of the cursor's line. */
  private marks: readonly string[] = [];
  /** Layers and frames that a search found. */
  private found: readonly string[] = [];
  /** Id of a node, an open frame or a line. */
  private selected: string | undefined;
  /** It was chosen here since this page last asked for a change of the text. */
  private chosen = false;

  /** `onSelect` is called when something else is selected. */
  constructor(
    private readonly canvas: Canvas,
    private readonly onSelect: () => void,
  ) {}

  get shown(): Drawn | undefined {
    return this.drawn;
  }

  get selection(): string | undefined {
    return this.selected;
  }

  /** What is selected, unless it is a line. */
  get selectedItem(): OutlineItem | undefined {
    return this.selected === undefined ? undefined : this.drawn && itemOf(this.drawn, this.selected);
  }

  show(drawn: Drawn, viewport: Viewport): void {
    this.selected = stillSelected(this.selected, this.drawn, drawn);
    this.drawn = drawn;
    this.draw(viewport);
  }

  clear(): void {
    this.drawn = undefined;
    this.canvas.clear();
  }

  /** `chosen`: by the user, who went there; otherwise it only has the keyboard again. */
  select(id: string | undefined, chosen = true): void {
    this.chosen ||= chosen;
    if (id === this.selected) return;
    this.selected = id;
    this.draw();
    this.onSelect();
  }

  markFound(ids: readonly string[]): void {
    this.found = ids;
    this.draw();
  }

  /** A change of the text was asked for: what the cursor comes to by it is selected. */
  changeAsked(): void {
    this.chosen = false;
  }

  /**
   * Marks what the cursor is on, selects it, and brings it into view when none of it is seen. While the user goes about in the
   * drawing it is marked alone: where the cursor was a moment ago must not take the keyboard from the layer that Delete is
   * meant for.
   */
  mark(layers: readonly string[]): void {
    this.marks = layers;
    if (!this.drawn) return;
    const { canvas } = this;
    if (this.chosen && canvas.hasKeyboard) {
      this.draw();
      return;
    }
    this.chosen = false;
    const ids = layers.flatMap((layer) => this.drawn?.view.standIns.get(layer) ?? []);
    const [first] = ids;
    if (first !== undefined && !this.covers(ids, layers)) {
      this.selected = first;
      this.onSelect();
    }
    if (this.selected !== undefined && ids.includes(this.selected)) this.keyboardTo(this.selected);
    const places = ids.flatMap((id) => canvas.placeOf(id) ?? []);
    const seen = seenBox(canvas.viewport, canvas.area);
    const hidden = places[0] !== undefined && !places.some((place) => overlaps(place, seen));
    this.draw(hidden ? bringIntoView(canvas.viewport, places[0]!, canvas.area) : canvas.viewport);
  }

  /** Where the tab key comes to, and where the keyboard is if it is on the drawing. */
  private keyboardTo(id: string): void {
    if (id === this.canvas.focus) return;
    if (this.canvas.hasKeyboard) this.canvas.focusOn(id);
    else this.canvas.setTabStop(id);
  }

  /** One of the nodes is selected, or a block around one of the layers. */
  private covers(ids: readonly string[], layers: readonly string[]): boolean {
    const item = this.selectedItem;
    if (this.selected !== undefined && ids.includes(this.selected)) return true;
    return item?.kind === 'frame' && layersOf(item).some((layer) => layers.includes(layer));
  }

  private draw(viewport = this.canvas.viewport): void {
    if (!this.drawn) return;
    const { layout, view, subject, measure, heat } = this.drawn;
    const options = {
      measure,
      marks: new Set(this.marks.flatMap((layer) => view.standIns.get(layer) ?? [])),
      found: new Set(this.found.map((id) => view.standIns.get(id) ?? id)),
      target: 'page',
      places: spokenPlaces(view),
      ...(heat ? { heat } : {}),
      ...(this.selected === undefined ? {} : { selected: this.selected }),
    } as const;
    this.canvas.show(layout, options, viewport, `Diagram of ${subject.graph.model}`);
  }
}
