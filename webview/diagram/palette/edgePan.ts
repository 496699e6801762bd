// Moves the drawing on while something is held over its border, so that what is out of sight can be dropped on.

import type { Box, Point } from '../layout/layout.ts';

/** Pixels of the window. */
const BORDER = 40;
/** Pixels in each frame, at the very edge. */
const FASTEST = 18;

export class EdgePan {
  private speed: Point = { x: 0, y: 0 };
  private frame = 0;
  /** It was away from the border: what is carried in crosses that, and is not to move what it is carried to. */
  private isArmed = false;

  constructor(private readonly pan: (by: Point) => void) {}

  /** What is held is at a point of the drawing's window; beside the window it is held nowhere. */
  hold({ x, y }: Point, area: Pick<Box, 'width' | 'height'>): void {
    const isInside = x >= 0 && y >= 0 && x <= area.width && y <= area.height;
    const speed = { x: speedAt(x, area.width), y: speedAt(y, area.height) };
    this.isArmed = isInside && (this.isArmed || (speed.x === 0 && speed.y === 0));
    this.speed = this.isArmed ? speed : { x: 0, y: 0 };
    if (this.isMoving && this.frame === 0) this.frame = requestAnimationFrame(() => this.step());
  }

  stop(): void {
    this.isArmed = false;
    this.speed = { x: 0, y: 0 };
  }

  private get isMoving(): boolean {
    return this.speed.x !== 0 || this.speed.y !== 0;
  }

  private step(): void {
    this.frame = 0;
    if (!this.isMoving) return;
    this.pan(this.speed);
    this.frame = requestAnimationFrame(() => this.step());
  }
}

/** The faster the nearer to an end. */
function speedAt(at: number, length: number): number {
  if (at < BORDER) return ((BORDER - at) / BORDER) * FASTEST;
  return at > length - BORDER ? -((at - length + BORDER) / BORDER) * FASTEST : 0;
}
