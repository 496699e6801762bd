// The canvas under the drawing on which large diagrams are painted when they are seen from afar.

import type { Colours } from '../drawing/colours.ts';
import { type BlocksState, paintBlocks } from '../drawing/paintBlocks.ts';
import type { LayoutIndex } from '../layout/layoutWindow.ts';
import { type Area, seenBox, type Viewport } from './viewport.ts';

/** Pixels of the window. */
const TITLE = 11;
const SIGN = 6;

export class BlocksLayer {
  readonly element = document.createElement('canvas');
  private readonly context = this.element.getContext('2d');

  constructor() {
    this.element.className = 'blocks';
    this.element.setAttribute('aria-hidden', 'true');
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  paint(index: LayoutIndex, viewport: Viewport, area: Area, state: BlocksState, colours: Colours): void {
    this.element.hidden = false;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    if (!this.context) return;
    const { x, y, zoom } = viewport;
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
    const look = { seen: seenBox(viewport, area), scale: { x: zoom, y: zoom }, titles: TITLE, signs: SIGN };
    paintBlocks(this.context, index, look, state, colours);
  }
}
