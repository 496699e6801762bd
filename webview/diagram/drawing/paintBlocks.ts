// Paints a layout seen from afar: frames, lines, and each node as a block of its colour.

import type { DiagramNode, NodeChange } from '../../protocol/diagram.ts';
import { type OutlineItem, problemIn } from '../layout/frame.ts';
import type { Box, Layout, PlacedEdge, PlacedFrame, PlacedNode } from '../layout/layout.ts';
import type { LayoutIndex } from '../layout/layoutWindow.ts';
import { changeOf } from './changeMark.ts';
import type { Colours } from './colours.ts';
import type { DrawingOptions } from './drawDiagram.ts';
import { type PlacedSign, paintSigns } from './paintSigns.ts';

/** The part of a canvas that painting needs. */
export type Painter = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textBaseline'
  | 'lineJoin'
  | 'lineCap'
  | 'fillRect'
  | 'strokeRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'arc'
  | 'fill'
  | 'fillText'
  | 'strokeText'
>;

export interface BlocksLook {
  /** The part of the diagram that is painted. */
  readonly seen: Box;
  /** Pixels of the window for one of the diagram, across and down. */
  readonly scale: { readonly x: number; readonly y: number };
  /** Of outermost frames, in pixels of the window; 0: none. */
  readonly titles: number;
  /** Radius of the signs of what differs or is wrong, in pixels of the window. */
  readonly signs: number;
}

export interface BlocksState extends Pick<DrawingOptions, 'marks' | 'found' | 'selected' | 'heat'> {
  /** The node or line that something would be dropped on. */
  readonly aimed?: string;
}

/** Pixels of the window. What is aimed at is seen even where the line is shorter than it is wide. */
const CHOSEN_LINE = 3;
const AIMED_LINE = 5;

/** What of a node takes a walk through its layers to know. */
interface NodeLook {
  readonly problem: NonNullable<DiagramNode['problem']>['severity'] | undefined;
  readonly change: NodeChange['kind'] | undefined;
}

const known = new WeakMap<Layout, readonly NodeLook[]>();

function looksOf(layout: Layout): readonly NodeLook[] {
  const looks =
    known.get(layout) ??
    layout.nodes.map(({ node: { item } }) => ({
      problem: problemIn(item)?.severity,
      change: changeOf(item),
    }));
  known.set(layout, looks);
  return looks;
}

/** `painter` is scaled and moved already: coordinates are the layout's. */
export function paintBlocks(
  painter: Painter,
  { layout, lines }: LayoutIndex,
  look: BlocksLook,
  state: BlocksState,
  colours: Colours,
): void {
  const { seen } = look;
  const frames = layout.frames.filter(({ box }) => isSeen(box, seen));
  for (const frame of frames) paintFrame(painter, frame, look, state, colours);
  paintLines(painter, layout.edges, lines, look, colours);
  for (const edge of layout.edges)
    if (edge.id === state.selected || edge.id === state.aimed)
      paintChosenLine(painter, edge, edge.id === state.aimed ? AIMED_LINE : CHOSEN_LINE, look, colours);
  const looks = looksOf(layout);
  for (const [place, placed] of layout.nodes.entries()) {
    if (isSeen(placed.box, seen)) paintNode(painter, placed, looks[place]!, look, state, colours);
  }
  const signs = layout.nodes.flatMap(({ box }, place) =>
    isSeen(box, seen) ? signsOf(box, looks[place]!) : [],
  );
  paintSigns(painter, signs, { scale: look.scale, radius: look.signs }, colours);
  if (look.titles > 0)
    for (const frame of frames) if (frame.depth === 0) paintTitle(painter, frame, look, colours);
}

function paintFrame(
  painter: Painter,
  { frame, box, depth }: PlacedFrame,
  { scale }: BlocksLook,
  { found, selected }: BlocksState,
  colours: Colours,
): void {
  const { x, y, width, height } = box;
  painter.fillStyle = colours.frames[Math.min(depth, colours.frames.length - 1)]!;
  painter.fillRect(x, y, width, height);
  const chosen = frame.id === selected;
  if (!chosen && !found?.has(frame.id) && width * scale.x < 12) return;
  painter.strokeStyle = chosen ? colours.focus : found?.has(frame.id) ? colours.found : colours.frameBorder;
  painter.lineWidth = (chosen ? 3 : 1) / scale.x;
  painter.strokeRect(x, y, width, height);
}

function paintLines(
  painter: Painter,
  edges: readonly PlacedEdge[],
  lines: readonly Box[],
  { seen, scale }: BlocksLook,
  colours: Colours,
): void {
  painter.strokeStyle = colours.edge;
  painter.lineWidth = 1 / scale.x;
  painter.beginPath();
  for (const [place, { points }] of edges.entries()) {
    if (!isSeen(lines[place]!, seen)) continue;
    painter.moveTo(points[0]!.x, points[0]!.y);
    for (const { x, y } of points) painter.lineTo(x, y);
  }
  painter.stroke();
}

function paintChosenLine(
  painter: Painter,
  { points }: PlacedEdge,
  width: number,
  { scale }: BlocksLook,
  colours: Colours,
): void {
  painter.strokeStyle = colours.focus;
  painter.lineWidth = width / scale.x;
  painter.lineCap = 'round';
  painter.beginPath();
  painter.moveTo(points[0]!.x, points[0]!.y);
  for (const { x, y } of points) painter.lineTo(x, y);
  painter.stroke();
  painter.lineCap = 'butt';
}

function paintNode(
  painter: Painter,
  { node, box }: PlacedNode,
  { problem, change }: NodeLook,
  { scale }: BlocksLook,
  { marks, found, selected, aimed, heat }: BlocksState,
  colours: Colours,
): void {
  const { x, y, width, height } = box;
  const { item } = node;
  if (heat) {
    painter.fillStyle = colours.node;
    painter.fillRect(x, y, width, height);
    painter.fillStyle = colours.heat;
    painter.globalAlpha = 0.04 + (heat.of(node.id)?.share ?? 0) * 0.96;
  } else {
    painter.fillStyle = problem ? colours[problem] : blockColour(item, colours);
    painter.globalAlpha = item.kind === 'frame' && !problem ? 0.45 : 1;
  }
  if (found?.has(node.id)) {
    painter.globalAlpha = 1;
    painter.fillStyle = colours.found;
  }
  painter.fillRect(x, y, width, height);
  painter.globalAlpha = 1;
  const outlined = node.id === selected || node.id === aimed || marks.has(node.id);
  if (!outlined && change === undefined) return;
  painter.strokeStyle = outlined ? colours.focus : colours.changes[change!];
  painter.lineWidth = (outlined ? 3 : 1.5) / Math.min(scale.x, scale.y);
  painter.strokeRect(x, y, width, height);
}

/** What is wrong stands at the left corner, what differs at the right one, as from near. */
function signsOf({ x, y, width }: Box, { problem, change }: NodeLook): readonly PlacedSign[] {
  const differs = change === 'affected' || change === 'equivalent' ? undefined : change;
  return [
    ...(problem ? [{ x, y, sign: problem }] : []),
    ...(differs ? [{ x: x + width, y, sign: differs }] : []),
  ];
}

function blockColour(item: OutlineItem, colours: Colours): string {
  return item.kind === 'frame' ? colours.edge : (colours.categories[item.node.category] ?? colours.edge);
}

/** Of one size in the window, with the ground's colour around it, while the header can hold it. */
function paintTitle(
  painter: Painter,
  { frame, header }: PlacedFrame,
  { scale, titles }: BlocksLook,
  colours: Colours,
): void {
  const size = Math.min(titles / scale.y, header.height * 1.3);
  if (size * scale.y < 5) return;
  painter.font = `500 ${size}px ${colours.font}`;
  painter.textBaseline = 'middle';
  painter.lineJoin = 'round';
  painter.lineWidth = size / 3;
  painter.strokeStyle = colours.canvas;
  painter.fillStyle = colours.text;
  const place = [header.x + size * 0.6, header.y + header.height / 2] as const;
  painter.strokeText(frame.item.title, ...place);
  painter.fillText(frame.item.title, ...place);
}

function isSeen(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
