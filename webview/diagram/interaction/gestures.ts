// Mouse, trackpad, touch and keys on the drawing, as what they mean.

import type { Point } from '../layout/layout.ts';
import type { Direction } from './navigation.ts';
import { ZOOM } from './viewport.ts';

export interface GestureHandlers {
  pan(by: Point): void;
  /** In pixels of the window. */
  zoom(around: Point, factor: number): void;
  /** `onTriangle`: the sign that folds was hit. `layer`: what rides on the node and was hit. */
  click(id: string, onTriangle: boolean, layer: string | undefined): void;
  /** What is at a point of the drawing's window without an element of its own. */
  idAt(point: Point): string | undefined;
  /** Beside all nodes, in pixels of the drawing's window. */
  clickGround(point: Point): void;
  /** Folds a block, and goes to the text of a layer. */
  doubleClick(id: string): void;
  /** The keyboard came to a node or header. */
  focused(id: string): void;
  move(direction: Direction): void;
  /** Enter: go to the text. */
  activate(): void;
  /** Space: fold or open. */
  toggle(): void;
  zoomStep(factor: number): void;
  fit(): void;
  edge(end: 'first' | 'last'): void;
  details(): void;
  /** Delete: takes the layer out of the text. */
  remove(): void;
  /** Writes another layer beside it. */
  insert(side: 'before' | 'after'): void;
  rename(): void;
  /** What it understands. */
  keys(): void;
  /** Goes through the lines that leave the node. */
  nextLine(): void;
  palette(): void;
}

/** A press that moves less than this is a click. */
const CLICK_SLOP = 4;
const LINE_PIXELS = 16;
const PINCH_SPEED = 0.01;
const WHEEL_SPEED = 0.0025;

export function listenToGestures(element: SVGSVGElement, handlers: GestureHandlers): void {
  new ResizeObserver(() => corners.delete(element)).observe(element);
  listenToPointer(element, handlers);
  element.addEventListener('wheel', (event) => turnWheel(element, event, handlers), { passive: false });
  element.addEventListener('dblclick', (event) => {
    const id = idUnder(element, event, handlers);
    if (id !== undefined) handlers.doubleClick(id);
  });
  // Around the drawing: an SVG element that listens for it itself becomes a stop of the tab key.
  (element.parentElement ?? element).addEventListener('focusin', (event) => {
    const id = idAt(event.target);
    if (id !== undefined) handlers.focused(id);
  });
  element.addEventListener('keydown', (event) => pressKey(event, handlers));
}

/** Whether the drawing understands the key. */
export function pressKey(event: KeyboardEvent, handlers: GestureHandlers): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const action = KEYS[event.key];
  if (!action) return false;
  event.preventDefault();
  // The editor around hears of every key, too: Insert would turn its overtyping on.
  event.stopPropagation();
  action(handlers);
  return true;
}

const KEYS: Readonly<Record<string, (handlers: GestureHandlers) => void>> = {
  ArrowUp: (handlers) => handlers.move('up'),
  ArrowDown: (handlers) => handlers.move('down'),
  ArrowLeft: (handlers) => handlers.move('left'),
  ArrowRight: (handlers) => handlers.move('right'),
  Enter: (handlers) => handlers.activate(),
  ' ': (handlers) => handlers.toggle(),
  '+': (handlers) => handlers.zoomStep(ZOOM.step),
  '=': (handlers) => handlers.zoomStep(ZOOM.step),
  '-': (handlers) => handlers.zoomStep(1 / ZOOM.step),
  '0': (handlers) => handlers.fit(),
  Home: (handlers) => handlers.edge('first'),
  End: (handlers) => handlers.edge('last'),
  i: (handlers) => handlers.details(),
  l: (handlers) => handlers.palette(),
  e: (handlers) => handlers.nextLine(),
  F2: (handlers) => handlers.rename(),
  Delete: (handlers) => handlers.remove(),
  Backspace: (handlers) => handlers.remove(),
  Insert: (handlers) => handlers.insert('after'),
  a: (handlers) => handlers.insert('after'),
  b: (handlers) => handlers.insert('before'),
  '?': (handlers) => handlers.keys(),
};

function listenToPointer(element: SVGSVGElement, handlers: GestureHandlers): void {
  const pressed = new Map<number, Point>();
  let travelled = 0;
  element.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    if (pressed.size === 0) travelled = 0;
    pressed.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  element.addEventListener('pointermove', (event) => {
    const before = pressed.get(event.pointerId);
    if (!before) return;
    const after = { x: event.clientX, y: event.clientY };
    travelled += Math.hypot(after.x - before.x, after.y - before.y);
    if (travelled < CLICK_SLOP) return;
    // Captured only once it is a drag: a captured press would send its click to the drawing, not to the node.
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    element.classList.add('dragging');
    const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(element, before, after, other, handlers);
    else handlers.pan({ x: after.x - before.x, y: after.y - before.y });
    pressed.set(event.pointerId, after);
  });
  const release = (event: PointerEvent) => {
    pressed.delete(event.pointerId);
    if (pressed.size === 0) element.classList.remove('dragging');
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('click', (event) => {
    const point = inElement(element, { x: event.clientX, y: event.clientY });
    const id = idAt(event.target) ?? handlers.idAt(point);
    const hit = event.target instanceof Element ? event.target : undefined;
    // The second click of two belongs to the double click.
    if (travelled >= CLICK_SLOP || event.detail > 1) return;
    if (id === undefined) {
      handlers.clickGround(point);
      return;
    }
    const layer = hit?.closest('[data-layer]')?.getAttribute('data-layer') ?? undefined;
    handlers.click(id, hit?.closest('.fold') != null, layer);
  });
}

/** Two fingers: what is between them stays between them. */
function pinch(element: Element, before: Point, after: Point, other: Point, handlers: GestureHandlers): void {
  const apart = Math.hypot(before.x - other.x, before.y - other.y);
  const now = Math.hypot(after.x - other.x, after.y - other.y);
  if (apart === 0) return;
  handlers.pan({ x: (after.x - before.x) / 2, y: (after.y - before.y) / 2 });
  const middle = { x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 };
  handlers.zoom(inElement(element, middle), now / apart);
}

/** With Ctrl, which trackpads set when pinched, the wheel zooms; otherwise it pans. */
function turnWheel(element: Element, event: WheelEvent, handlers: GestureHandlers): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.ctrlKey || event.metaKey) {
    // A pinch sends small steps, a wheel's notch a large one.
    const speed = Math.abs(dy) < 40 ? PINCH_SPEED : WHEEL_SPEED;
    handlers.zoom(inElement(element, { x: event.clientX, y: event.clientY }), Math.exp(-dy * speed));
  } else if (event.shiftKey && dx === 0) handlers.pan({ x: -dy, y: 0 });
  else handlers.pan({ x: -dx, y: -dy });
}

const corners = new WeakMap<Element, Point>();

/** Asked for with every step of a zoom: the element is measured anew only when its size changed, with what is beside it. */
function cornerOf(element: Element): Point {
  const known = corners.get(element);
  if (known) return known;
  const { left, top } = element.getBoundingClientRect();
  const corner = { x: left, y: top };
  corners.set(element, corner);
  return corner;
}

function inElement(element: Element, point: Point): Point {
  const { x: left, y: top } = cornerOf(element);
  return { x: point.x - left, y: point.y - top };
}

/** What the mouse is on, or the keyboard where it made the event. */
export function idUnder(
  element: Element,
  { target, clientX, clientY }: MouseEvent,
  handlers: Pick<GestureHandlers, 'idAt'>,
): string | undefined {
  return idAt(target) ?? handlers.idAt(inElement(element, { x: clientX, y: clientY }));
}

function idAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest('[data-id]')?.getAttribute('data-id') ?? undefined;
}
