// The drawing in the page: shows layouts, pans and zooms them, and keeps the focus on one node.

import { type DrawingOptions, drawDiagram } from '../drawing/drawDiagram.ts';
import type { SvgElement } from '../drawing/element.ts';
import type { BlocksState } from '../drawing/paintBlocks.ts';
import { editorTheme } from '../drawing/themes.ts';
import { createElement, updateElement } from '../drawing/toDom.ts';
import type { Box, Layout, Point } from '../layout/layout.ts';
import { indexLayout, type LayoutIndex, windowOf } from '../layout/layoutWindow.ts';
import { BlocksLayer } from './blocksLayer.ts';
import { Minimap } from './minimap.ts';
import { animateChange, type Seen } from './motion.ts';
import { reachable } from './navigation.ts';
import { PageColours } from './pageColours.ts';
import { type Area, centredOn, seenBox, type Viewport, ZOOM } from './viewport.ts';

/** With more nodes than this, only those around what is seen are in the page, and from afar none: they are painted. */
const LARGE = 300;

/**
 * Titles of outermost frames keep this size in the window when seen from afar, while their header can hold
 * them.
 */
const FAR_TITLE = 11;
/** How large signs are in the window, for one from near. */
const FAR_SIGN = 1;
const LARGEST_TITLE = 34;

/** What is shown: a layout, and how it is drawn. */
interface Scene {
  readonly index: LayoutIndex;
  readonly options: DrawingOptions;
}

/** What of it is in the page. */
interface Drawn {
  readonly drawing: SvgElement;
  readonly root: SVGElement;
  readonly layout: Layout;
  /** The part of the diagram that is drawn; undefined for all of it. */
  readonly window: Box | undefined;
}

export interface CanvasHandlers {
  /** Gets the window's area before and after. */
  resized(before: Area, after: Area): void;
  /** The minimap asks to see another part. */
  look(viewport: Viewport): void;
}

export class Canvas {
  readonly element: SVGSVGElement;
  private readonly world: SVGGElement;
  private readonly blocks = new BlocksLayer();
  private readonly minimap: Minimap;
  private readonly colours: PageColours;
  private scene: Scene | undefined;
  private drawn: Drawn | undefined;
  private places: ReadonlyMap<string, Box> = new Map();
  private focused: string | undefined;
  private aimed: string | undefined;
  private frameRequested = false;
  /** What has the keyboard gets it from here, not by the user's own going there. */
  givesKeyboard = false;
  private current: Viewport = { x: 0, y: 0, zoom: 1 };

  constructor(parent: HTMLElement, handlers: CanvasHandlers) {
    this.element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.element.classList.add('drawing');
    // A tree: screen readers leave the arrow keys to it, and tell depth, place and folding.
    this.element.setAttribute('role', 'tree');
    this.element.setAttribute('aria-description', 'Arrow keys follow the lines, ? lists all keys');
    this.world = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    this.element.append(this.world);
    this.minimap = new Minimap((middle) => handlers.look(centredOn(middle, this.current.zoom, this.area)));
    this.colours = new PageColours(editorTheme, parent, () => this.repaint());
    parent.append(this.blocks.element, this.element, this.minimap.element);
    let known = this.area;
    new ResizeObserver(() => {
      const before = known;
      known = this.area;
      if (before.width !== known.width || before.height !== known.height) handlers.resized(before, known);
    }).observe(this.element);
  }

  get viewport(): Viewport {
    return this.current;
  }

  get layout(): Layout | undefined {
    return this.scene?.index.layout;
  }

  get area(): Area {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  /** Shows a layout as seen through `viewport`; things of the layout before glide to their new places. */
  show(layout: Layout, options: DrawingOptions, viewport: Viewport, name: string): void {
    this.element.setAttribute('aria-label', name);
    const before = this.drawn && { layout: this.drawn.layout, viewport: this.current };
    const isOther = this.layout !== layout;
    const index = isOther || !this.scene ? indexLayout(layout) : this.scene.index;
    this.scene = { index, options };
    if (isOther) {
      const order = [...this.places.keys()];
      this.places = reachable(layout);
      this.focused = stayingNear(order, this.focused, this.places) ?? this.first;
    }
    this.current = viewport;
    this.draw(isOther ? before : undefined);
    // Also of what is not in the page.
    this.element.setAttribute('data-nodes', String(layout.nodes.length));
    this.minimap.show(index, options, this.colours.current);
    this.look(viewport);
  }

  clear(): void {
    this.drawn?.root.remove();
    this.drawn = undefined;
    this.scene = undefined;
    this.places = new Map();
    this.blocks.hide();
    this.minimap.clear();
  }

  /** Changes what part is seen. */
  look(viewport: Viewport): void {
    this.current = viewport;
    if (this.frameRequested) return;
    this.frameRequested = true;
    requestAnimationFrame(() => {
      this.frameRequested = false;
      this.place();
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
    this.giveKeyboard(this.elementOf(id));
  }

  private giveKeyboard(element: SVGElement | null): void {
    this.givesKeyboard = true;
    element?.focus({ preventScroll: true });
    this.givesKeyboard = false;
  }

  /** Makes a node or header the one that the tab key reaches. */
  setTabStop(id: string): void {
    if (this.focused !== undefined) this.elementOf(this.focused)?.setAttribute('tabindex', '-1');
    this.focused = id;
    if (!this.elementOf(id)) this.draw(undefined);
    this.elementOf(id)?.setAttribute('tabindex', '0');
  }

  /** The keyboard is on something that is drawn. */
  get hasKeyboard(): boolean {
    // An element of a page without the keyboard would take it from the text.
    return document.hasFocus() && this.element.contains(document.activeElement);
  }

  /** Where there are blocks instead of nodes, the node or header of an open frame at a point of the window. */
  idAt({ x, y }: Point): string | undefined {
    if (!this.paintsBlocks || !this.layout) return undefined;
    const { viewport } = this;
    const point = { x: (x - viewport.x) / viewport.zoom, y: (y - viewport.y) / viewport.zoom };
    const isHit = (box: Box) =>
      point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
    const node = this.layout.nodes.find(({ box }) => isHit(box));
    return node?.node.id ?? this.layout.frames.findLast(({ header }) => isHit(header))?.frame.id;
  }

  /** Marks the node or line that something would be dropped on. */
  aim(id: string | undefined): void {
    if (id === this.aimed) return;
    this.aimed = id;
    if (this.paintsBlocks) this.look(this.current);
    for (const marked of this.element.querySelectorAll('.aimed')) marked.classList.remove('aimed');
    if (id !== undefined) (this.elementOf(id) ?? this.lineOf(id))?.classList.add('aimed');
  }

  private get blocksState(): BlocksState {
    const { marks, found, selected, heat } = this.scene!.options;
    return {
      marks,
      ...(found ? { found } : {}),
      ...(selected === undefined ? {} : { selected }),
      ...(heat ? { heat } : {}),
      ...(this.aimed === undefined ? {} : { aimed: this.aimed }),
    };
  }

  private get paintsBlocks(): boolean {
    return this.current.zoom < ZOOM.far && (this.layout?.nodes.length ?? 0) > LARGE;
  }

  private repaint(): void {
    if (!this.scene) return;
    this.minimap.show(this.scene.index, this.scene.options, this.colours.current);
    this.look(this.current);
  }

  /** One frame: moves what is drawn, and draws what came into sight. */
  private place(): void {
    const { x, y, zoom } = this.current;
    this.world.setAttribute('transform', `translate(${x} ${y}) scale(${zoom})`);
    this.element.classList.toggle('far', zoom < ZOOM.far);
    this.element.classList.toggle('farther', zoom < ZOOM.farther);
    this.element.style.setProperty('--far-sign', `${FAR_SIGN / zoom}`);
    this.element.style.setProperty('--far-title', `${Math.min(FAR_TITLE / zoom, LARGEST_TITLE)}px`);
    if (!this.scene) return;
    const { paintsBlocks, area } = this;
    this.element.classList.toggle('painted', paintsBlocks);
    if (paintsBlocks)
      this.blocks.paint(this.scene.index, this.current, area, this.blocksState, this.colours.current);
    else {
      this.blocks.hide();
      const { window } = this.drawn ?? {};
      if (window && !holds(window, seenBox(this.current, area))) this.draw(undefined);
    }
    this.minimap.look(this.current, area);
  }

  /** Brings what should be in the page into it; what `before` had glides from there. */
  private draw(before: Seen | undefined): void {
    if (!this.scene) return;
    const { index, options } = this.scene;
    const window = index.layout.nodes.length > LARGE ? this.windowToDraw() : undefined;
    const layout = window ? windowOf(index, window, this.focused) : index.layout;
    const drawing = drawDiagram(layout, options);
    // A click beside all nodes puts it on the drawing itself: then no node had it.
    const hadFocus = document.hasFocus() && this.world.contains(document.activeElement);
    const root = this.drawn?.root ?? createElement(drawing);
    if (this.drawn) updateElement(root, this.drawn.drawing, drawing);
    else this.world.append(root);
    this.drawn = { drawing, root, layout, window };
    if (before) animateChange(root, before, { layout, viewport: this.current });
    if (this.focused === undefined) return;
    const focused = this.elementOf(this.focused);
    focused?.setAttribute('tabindex', '0');
    // What was focused may have been drawn anew, as a header that folded.
    if (hadFocus) this.giveKeyboard(focused);
  }

  /** What is seen and as much again around it; nothing where blocks are painted. */
  private windowToDraw(): Box {
    const { x, y, width, height } = seenBox(this.current, this.area);
    if (this.paintsBlocks) return { x: Number.NEGATIVE_INFINITY, y: 0, width: 0, height: 0 };
    return { x: x - width / 2, y: y - height / 2, width: width * 2, height: height * 2 };
  }

  private lineOf(id: string): SVGElement | null {
    return this.element.querySelector<SVGElement>(`[data-line=${CSS.escape(id)}]`);
  }

  private elementOf(id: string): SVGElement | null {
    return this.element.querySelector<SVGElement>(`[data-id=${CSS.escape(id)}]`);
  }
}

/** What is gone is followed by what came behind it, or else before it. */
function stayingNear(
  order: readonly string[],
  focused: string | undefined,
  places: ReadonlyMap<string, Box>,
): string | undefined {
  const at = focused === undefined ? -1 : order.indexOf(focused);
  if (at < 0) return focused !== undefined && places.has(focused) ? focused : undefined;
  return order.slice(at).find((id) => places.has(id)) ?? order.slice(0, at).findLast((id) => places.has(id));
}

function holds(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}
