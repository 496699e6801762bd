// What must hold for every layout, as complaints about one that breaks it.

import { Bands } from '../../webview/diagram/layout/bands.ts';
import type {
  Box,
  Layout,
  PlacedEdge,
  PlacedFrame,
  PlacedNode,
  Point,
} from '../../webview/diagram/layout/layout.ts';
import { createMeasure, isMerge, stackBelow } from '../../webview/diagram/layout/measure.ts';
import { transposeBox } from '../../webview/diagram/layout/transpose.ts';
import type { View, VisibleItem } from '../../webview/diagram/layout/view.ts';

/** Rounding of a hair's breadth is no overlap. */
const HAIR = 0.25;

/**
 * Empty when no two nodes overlap, lines are orthogonal and cross no node, and every text is where it
 * belongs and fits.
 */
export function findGeometryProblems(layout: Layout, view: View): readonly string[] {
  return [
    ...overlappingBoxes(layout),
    ...badEdges(layout, view),
    ...strayTexts(layout),
    ...outsideParents(layout, view),
    ...outsidePicture(layout),
    ...widerThanNodes(layout),
  ];
}

const measure = createMeasure();

/** What lies near a box, found by bands across the way that the diagram flows. */
class Neighbours<T> {
  private readonly bands = new Bands<T>();

  constructor(private readonly direction: Layout['direction'] = 'down') {}

  add(box: Box, thing: T): void {
    this.bands.add(this.turned(box), thing);
  }

  near(box: Box): readonly T[] {
    return [...this.bands.near(this.turned(box))];
  }

  private turned(box: Box): Box {
    return this.direction === 'right' ? transposeBox(box) : box;
  }
}

/** The text of a node, and of a frame's header, is as wide as its box at most. */
function widerThanNodes({ nodes, frames }: Layout): string[] {
  return [
    ...nodes
      .filter(({ node, box }) => !isMerge(node) && measure.line(node).width > box.width + HAIR)
      .map(({ node }) => `the text of ${node.id} does not fit into it`),
    ...frames
      .filter(({ frame, header }) => measure.header(frame.item).width > header.width + HAIR)
      .map(({ frame }) => `the text of ${frame.id} does not fit into its header`),
  ];
}

/** Nodes with the texts beside them, against each other and against headers. */
function overlappingBoxes({ nodes, frames, direction }: Layout): string[] {
  const boxes: (readonly [string, Box])[] = [
    ...nodes.map(({ node, box }) => [node.id, { ...box, height: box.height + stackBelow(node) }] as const),
    ...nodes.flatMap(({ node, shape }) => (shape ? [[`shape of ${node.id}`, shape.box] as const] : [])),
    ...nodes.flatMap(({ node, tag }) => (tag ? [[`name of ${node.id}`, tag.box] as const] : [])),
    ...frames.map(({ frame, header }) => [`header of ${frame.id}`, header] as const),
  ];
  const before = new Neighbours<readonly [string, Box]>(direction);
  const problems: string[] = [];
  for (const [b, boxB] of boxes) {
    for (const [a, boxA] of before.near(boxB)) if (overlap(boxA, boxB)) problems.push(`${a} overlaps ${b}`);
    before.add(boxB, [b, boxB]);
  }
  return problems;
}

function badEdges(layout: Layout, view: View): string[] {
  const boxes = new Map(layout.nodes.map(({ node, box }) => [node.id, box]));
  const around = framesAround(view.items);
  const { direction } = layout;
  const [nodes, frames] = [new Neighbours<PlacedNode>(direction), new Neighbours<PlacedFrame>(direction)];
  for (const node of layout.nodes) nodes.add(node.box, node);
  for (const frame of layout.frames) frames.add(frame.box, frame);
  const texts = new Neighbours<readonly [string, Box]>(direction);
  for (const { node, shape, tag } of layout.nodes) {
    if (shape) texts.add(shape.box, [`the shape of ${node.id}`, shape.box]);
    if (tag) texts.add(tag.box, [`the name of ${node.id}`, tag.box]);
  }
  const crossed = (edge: PlacedEdge, stretch: Box) => [
    ...nodes
      .near(stretch)
      .filter(({ node, box }) => node.id !== edge.source && node.id !== edge.target && overlap(stretch, box))
      .map(({ node }) => `${edge.id} crosses ${node.id}`),
    ...frames
      .near(stretch)
      .filter(({ box }) => overlap(stretch, box))
      .filter(({ frame }) => ![edge.source, edge.target].some((end) => around.get(end)!.has(frame.id)))
      .map(({ frame }) => `${edge.id} crosses the frame ${frame.id}`),
    ...texts
      .near(stretch)
      .filter(([, box]) => overlap(stretch, box))
      .map(([text]) => `${edge.id} crosses ${text}`),
  ];
  return layout.edges.flatMap((edge) => [
    ...unattached(edge, boxes.get(edge.source)!, boxes.get(edge.target)!, direction),
    ...stretches(edge.points).flatMap(([from, to]) => [
      ...(from.x === to.x || from.y === to.y ? [] : [`${edge.id} has a slanted stretch`]),
      ...crossed(edge, stretchBox(from, to)),
    ]),
  ]);
}

/**
 * Leaves at the middle of the source's bottom; arrives at the middle of the target's top, or of a side. To the right:
 * from the middle of the one's right to the middle of the other's left, or of its top or bottom.
 */
function unattached(
  { id, points }: PlacedEdge,
  source: Box,
  target: Box,
  direction: Layout['direction'] = 'down',
): string[] {
  const [start, end] = [points[0]!, points.at(-1)!];
  const isDown = direction === 'down';
  const below = start.x === source.x + source.width / 2 && start.y === source.y + source.height;
  const right = start.x === source.x + source.width && start.y === source.y + source.height / 2;
  const top = end.x === target.x + target.width / 2 && end.y === target.y;
  const beside = end.y === target.y + target.height / 2;
  const left = end.x === target.x && beside;
  const side = left || (end.x === target.x + target.width && beside);
  const above = top || (end.x === target.x + target.width / 2 && end.y === target.y + target.height);
  return [
    ...((isDown ? below : right) ? [] : [`${id} does not leave its source`]),
    ...((isDown ? top || side : left || above) ? [] : [`${id} misses its target`]),
  ];
}

/**
 * A shape stands right below its node and right of the line, a name left of its node. To the right: a shape right of
 * its node and over the line, a name over its node.
 */
function strayTexts({ nodes, direction = 'down' }: Layout): string[] {
  const isDown = direction === 'down';
  return nodes.flatMap(({ node, box, shape, tag }) => {
    const below = shape && shape.box.y >= box.y + box.height && shape.box.x >= box.x + box.width / 2;
    const over =
      shape && shape.box.x >= box.x + box.width && shape.box.y + shape.box.height <= box.y + box.height / 2;
    const named = tag && (isDown ? tag.box.x + tag.box.width <= box.x : tag.box.y + tag.box.height <= box.y);
    return [
      ...(shape && !(isDown ? below : over) ? [`the shape of ${node.id} is not where its line is`] : []),
      ...(tag && !named ? [`the name of ${node.id} is not beside it`] : []),
    ];
  });
}

function outsideParents(layout: Layout, view: View): string[] {
  const frames = new Map(layout.frames.map(({ frame, box }) => [frame.id, box]));
  const around = framesAround(view.items);
  const inside = (id: string, box: Box) =>
    [...around.get(id)!]
      .filter((frame) => !contains(frames.get(frame)!, box))
      .map((frame) => `${id} leaves ${frame}`);
  return [
    ...layout.nodes.flatMap(({ node, box }) => inside(node.id, box)),
    ...layout.frames.flatMap(({ frame, box }) => inside(frame.id, box)),
  ];
}

function outsidePicture({ width, height, nodes, edges }: Layout): string[] {
  const picture = { x: 0, y: 0, width, height };
  return [
    ...nodes
      .filter(({ box }) => !contains(picture, box))
      .map(({ node }) => `${node.id} is outside the picture`),
    ...edges
      .filter(({ points }) => points.some((point) => !contains(picture, { ...point, width: 0, height: 0 })))
      .map(({ id }) => `${id} is outside the picture`),
  ];
}

function framesAround(
  items: readonly VisibleItem[],
  above: readonly string[] = [],
): ReadonlyMap<string, ReadonlySet<string>> {
  const around = new Map<string, ReadonlySet<string>>();
  for (const item of items) {
    around.set(item.id, new Set(above));
    if (item.kind !== 'frame') continue;
    for (const [id, frames] of framesAround(item.children, [...above, item.id])) around.set(id, frames);
  }
  return around;
}

function stretches(points: readonly Point[]): readonly (readonly [Point, Point])[] {
  return points.slice(1).map((point, index) => [points[index]!, point] as const);
}

function stretchBox(from: Point, to: Point): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width - HAIR &&
    b.x < a.x + a.width - HAIR &&
    a.y < b.y + b.height - HAIR &&
    b.y < a.y + a.height - HAIR
  );
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x - HAIR &&
    inner.y >= outer.y - HAIR &&
    inner.x + inner.width <= outer.x + outer.width + HAIR &&
    inner.y + inner.height <= outer.y + outer.height + HAIR
  );
}
