// The drawing in the page: shows layouts, pans and zooms them, and keeps the focus on one node.

import { type DrawingOptions, drawDiagram } from '../drawing/drawDiagram.ts';
import type { SvgElement } from '../drawing/element.ts';
import { createElement, updateElement } from '../drawing/toDom.ts';
import type { Box, Layout } from '../layout/layout.ts';
import { animateChange, type Seen } from './motion.ts';
import { reachable } from './navigation.ts';
import { type Area, overlaps, seenBox, type Viewport, ZOOM } from './viewport.ts';

/** With more nodes than this, those out of sight are taken out of the browser's hands. */
const CULLED_FROM = 300;

/**
 * Titles of outermost frames keep this size in the window when seen from afar, while their header can hold
 * them.
 */
const FAR_TITLE = 11;
const LARGEST_TITLE = 34;

export class Canvas {
  readonly element: SVGSVGElement;
  private readonly world: SVGGElement;
  private shown: { readonly seen: Seen; readonly drawing: SvgElement; readonly root: SVGElement } | undefined;
  private places: ReadonlyMap<string, Box> = new Map();
  private focused: string | undefined;
  private frameRequested = false;
  private current: Viewport = { x: 0, y: 0, zoom: 1 };

  /** `onResize` gets the window's area before and after. */
  constructor(parent: HTMLElement, onResize: (before: Area, after: Area) => void) {
    this.element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.element.classList.add('drawing');
    this.element.setAttribute('role', 'group');
    this.world = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    this.element.append(this.world);
    parent.append(this.element);
    let known = this.area;
    new ResizeObserver(() => {
      const before = known;
      known = this.area;
      if (before.width !== known.width || before.height !== known.height) onResize(before, known);
    }).observe(this.element);
  }

  get viewport(): Viewport {
    return this.current;
  }

  get layout(): Layout | undefined {
    return this.shown?.seen.layout;
  }

  get area(): Area {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Shows a layout as seen through `viewport`; things of the layout before glide to their new places. */
  show(layout: Layout, options: DrawingOptions, viewport: Viewport, name: string): void {
    this.element.setAttribute('aria-label', name);
    const drawing = drawDiagram(layout, options);
    const before = this.shown;
    const hadFocus = this.element.contains(document.activeElement);
    const root = before?.root ?? createElement(drawing);
    if (before) updateElement(root, before.drawing, drawing);
    else this.world.append(root);
    const seen = { layout, viewport };
    this.shown = { seen, drawing, root };
    this.places = reachable(layout);
    if (before && before.seen.layout !== layout) {
      animateChange(root, { ...before.seen, viewport: this.current }, seen);
    }
    this.look(viewport);
    this.restoreFocus(hadFocus);
  }

  clear(): void {
    this.shown?.root.remove();
    this.shown = undefined;
    this.places = new Map();
  }

  /** Changes what part is seen. */
  look(viewport: Viewport): void {
    this.current = viewport;
    if (this.frameRequested) return;
    this.frameRequested = true;
    requestAnimationFrame(() => {
      this.frameRequested = false;
      const { x, y, zoom } = this.current;
      this.world.setAttribute('transform', `translate(${x} ${y}) scale(${zoom})`);
      this.element.classList.toggle('far', zoom < ZOOM.far);
      this.element.style.setProperty('--far-title', `${Math.min(FAR_TITLE / zoom, LARGEST_TITLE)}px`);
      this.cull();
    });
  }

  /** The node or header that the keyboard is on. */
  get focus(): string | undefined {
    return this.focused;
  }

  placeOf(id: string): Box | undefined {
    return this.places.get(id);
  }

  /** The first node or header from the top. */
  get first(): string | undefined {
    return this.places.keys().next().value;
  }

  get last(): string | undefined {
    return [...this.places.keys()].at(-1);
  }

  /** Puts the keyboard on a node or header. */
  focusOn(id: string): void {
    this.setTabStop(id);
    this.elementOf(id)?.focus({ preventScroll: true });
  }

  /** Makes a node or header the one that the tab key reaches. */
  setTabStop(id: string): void {
    if (this.focused !== undefined) this.elementOf(this.focused)?.setAttribute('tabindex', '-1');
    this.focused = id;
    this.elementOf(id)?.setAttribute('tabindex', '0');
  }

  /** What was focused may have been drawn anew, as a header that folded. */
  private restoreFocus(hadFocus: boolean): void {
    if (this.focused === undefined || !this.places.has(this.focused)) this.focused = this.first;
    if (this.focused === undefined) return;
    if (hadFocus) this.focusOn(this.focused);
    else this.setTabStop(this.focused);
  }

  private elementOf(id: string): SVGElement | null {
    return this.element.querySelector<SVGElement>(`[data-id=${CSS.escape(id)}]`);
  }

  private cull(): void {
    if (!this.shown || this.shown.seen.layout.nodes.length < CULLED_FROM) return;
    const { layout } = this.shown.seen;
    const seen = seenBox(this.current, this.area);
    const nodes = this.shown.root.querySelector('.nodes')?.children ?? [];
    for (const [index, { node, box }] of layout.nodes.entries()) {
      const roomy = { x: box.x - 200, y: box.y - 40, width: box.width + 400, height: box.height + 80 };
      const hidden = !overlaps(roomy, seen) && node.id !== this.focused;
      nodes[index]?.classList.toggle('culled', hidden);
    }
  }
}
