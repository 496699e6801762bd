// A small picture of the whole diagram, with a frame around what is seen that can be moved.

import type { Colours } from '../drawing/colours.ts';
import { type BlocksState, paintBlocks } from '../drawing/paintBlocks.ts';
import type { Point } from '../layout/layout.ts';
import type { LayoutIndex } from '../layout/layoutWindow.ts';
import { type Area, seenBox, type Viewport } from './viewport.ts';

const LARGEST = { width: 140, height: 220 } as const;
/** A long chain is stretched to this width, or it would be a hair. */
const LEAST_WIDTH = 40;
const LEAST_HEIGHT = 24;
/** Pixels: a dot. */
const SIGN = 2;
/** In smaller windows it would hide more than it shows. */
const LEAST_AREA = { width: 360, height: 300 } as const;

export class Minimap {
  readonly element = document.createElement('div');
  private readonly picture = document.createElement('canvas');
  private readonly frame = document.createElement('div');
  private scale: Point = { x: 1, y: 1 };
  private size: Area = { width: 0, height: 0 };
  private waiting: (() => void) | undefined;

  /** `onMove` gets the point of the diagram that is to be in the middle of the window. */
  constructor(private readonly onMove: (middle: Point) => void) {
    this.element.className = 'minimap';
    this.element.setAttribute('aria-hidden', 'true');
    this.element.hidden = true;
    this.frame.className = 'minimap-frame';
    this.element.append(this.picture, this.frame);
    const move = (event: PointerEvent) => {
      if (event.type === 'pointerdown') this.element.setPointerCapture(event.pointerId);
      else if (!this.element.hasPointerCapture(event.pointerId)) return;
      event.preventDefault();
      this.moveTo(event);
    };
    this.element.addEventListener('pointerdown', move);
    this.element.addEventListener('pointermove', move);
  }

  /** For another layout, other colours, another selection: painted anew when it is next in sight. */
  show(index: LayoutIndex, state: BlocksState, colours: Colours): void {
    const { width, height } = index.layout;
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    const [long, short] = [LARGEST.height, LARGEST.width];
    const [across, down] = width > height ? [long, short] : [short, long];
    const fitted = Math.min(across / this.size.width, down / this.size.height);
    this.scale = {
      x: Math.min(1, Math.max(fitted, LEAST_WIDTH / this.size.width)),
      y: Math.min(1, Math.max(fitted, LEAST_HEIGHT / this.size.height)),
    };
    this.waiting = () => this.paint(index, state, colours);
  }

  private paint(index: LayoutIndex, state: BlocksState, colours: Colours): void {
    const ratio = window.devicePixelRatio;
    const shown = { width: this.size.width * this.scale.x, height: this.size.height * this.scale.y };
    this.picture.style.width = `${shown.width}px`;
    this.picture.style.height = `${shown.height}px`;
    this.picture.width = Math.ceil(shown.width * ratio);
    this.picture.height = Math.ceil(shown.height * ratio);
    const context = this.picture.getContext('2d');
    if (!context) return;
    context.setTransform(this.scale.x * ratio, 0, 0, this.scale.y * ratio, 0, 0);
    const look = { seen: { x: 0, y: 0, ...this.size }, scale: this.scale, titles: 0, signs: SIGN };
    paintBlocks(context, index, look, state, colours);
  }

  /** Moves the frame; hidden where all of the diagram is in sight. */
  look(viewport: Viewport, area: Area): void {
    const seen = seenBox(viewport, area);
    const { width, height } = this.size;
    const isWhole =
      seen.x <= 0 && seen.y <= 0 && seen.x + seen.width >= width && seen.y + seen.height >= height;
    const isSmall = seen.width >= width && seen.height >= height;
    const roomy = area.width >= LEAST_AREA.width && area.height >= LEAST_AREA.height;
    this.element.hidden = width === 0 || isWhole || isSmall || !roomy;
    if (this.element.hidden) return;
    this.waiting?.();
    this.waiting = undefined;
    const left = Math.max(0, seen.x) * this.scale.x;
    const top = Math.max(0, seen.y) * this.scale.y;
    const right = Math.min(width, seen.x + seen.width) * this.scale.x;
    const bottom = Math.min(height, seen.y + seen.height) * this.scale.y;
    this.frame.style.transform = `translate(${left}px, ${top}px)`;
    this.frame.style.width = `${Math.max(4, right - left)}px`;
    this.frame.style.height = `${Math.max(4, bottom - top)}px`;
  }

  clear(): void {
    this.size = { width: 0, height: 0 };
    this.element.hidden = true;
  }

  private moveTo({ clientX, clientY }: PointerEvent): void {
    const { left, top } = this.picture.getBoundingClientRect();
    this.onMove({ x: (clientX - left) / this.scale.x, y: (clientY - top) / this.scale.y });
  }
}
