// Finds the place that a selection, a line or a point of the window means, and says it in words.

import type { InsertionPlace } from '../../protocol/details.ts';
import type { Drawn } from '../drawnSubject.ts';
import type { Canvas } from '../interaction/canvas.ts';
import { itemOf } from '../interaction/selection.ts';
import { pan, type Viewport } from '../interaction/viewport.ts';
import { nameOf } from '../layout/frame.ts';
import type { Point } from '../layout/layout.ts';
import { type DropTarget, dropTarget, insertionAt, nearestLine } from './dropTarget.ts';
import { EdgePan } from './edgePan.ts';

/** Pixels of the window: a line is this easy to click, and this easy to drop on. */
const REACH = { click: 6, drop: 28 } as const;

export interface NamedPlace {
  readonly place: InsertionPlace;
  /** `after c1`, `between relu and maxpool` */
  readonly words: string;
}

export class Insertion {
  private held: Point | undefined;
  private readonly edge = new EdgePan((by) => this.moveOn(by));

  constructor(
    private readonly canvas: Canvas,
    private readonly drawn: () => Drawn | undefined,
    private readonly parts: { tell(words: string): void; look(viewport: Viewport): void },
  ) {}

  /** Behind a node or block, or on a line. */
  behind(id: string | undefined): NamedPlace | undefined {
    const drawn = this.drawn();
    if (!drawn || id === undefined) return undefined;
    const line = drawn.layout.edges.find((edge) => edge.id === id);
    const place = insertionAt(drawn, line ? { kind: 'line', id } : { kind: 'node', id });
    if (!place) return undefined;
    const name = (end: string) => {
      const item = itemOf(drawn, end);
      return item ? nameOf(item) : 'what is outside';
    };
    const words = line ? `between ${name(line.source)} and ${name(line.target)}` : `after ${name(id)}`;
    return { place, words };
  }

  /** Marks what is under a point of the window, and returns the place that it stands for. */
  aim(x: number, y: number): NamedPlace | undefined {
    const { left, top, right, bottom } = this.canvas.element.getBoundingClientRect();
    const inside = x >= left && x <= right && y >= top && y <= bottom;
    const target = inside ? this.targetAt({ x: x - left, y: y - top }) : undefined;
    this.canvas.aim(target?.id);
    this.held = { x, y };
    this.edge.hold({ x: x - left, y: y - top }, this.canvas.area);
    return this.behind(target?.id);
  }

  /** Nothing is held any more. */
  aimAway(): void {
    this.held = undefined;
    this.edge.stop();
    this.canvas.aim(undefined);
  }

  private moveOn(by: Point): void {
    if (!this.held) return;
    this.parts.look(pan(this.canvas.viewport, by));
    this.aim(this.held.x, this.held.y);
  }

  /** The line at a point of the drawing's window. */
  lineAt(point: Point): string | undefined {
    const { layout, viewport } = this.canvas;
    return layout && nearestLine(layout, this.inDiagram(point), REACH.click / viewport.zoom)?.line.id;
  }

  /** Of the lines that leave the node, the one after the selected one. */
  nextLine(node: string | undefined, selected: string | undefined): string | undefined {
    const lines = this.drawn()?.layout.edges.filter(({ source }) => source === node) ?? [];
    const at = lines.findIndex(({ id }) => id === selected);
    if (lines.length === 0) this.parts.tell('No line leaves here');
    return lines[(at + 1) % Math.max(1, lines.length)]?.id;
  }

  private targetAt(point: Point): DropTarget | undefined {
    const { viewport, layout } = this.canvas;
    return layout && dropTarget(layout, this.inDiagram(point), REACH.drop / viewport.zoom);
  }

  private inDiagram({ x, y }: Point): Point {
    const { viewport } = this.canvas;
    return { x: (x - viewport.x) / viewport.zoom, y: (y - viewport.y) / viewport.zoom };
  }
}
