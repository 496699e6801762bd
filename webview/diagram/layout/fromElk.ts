// Reads ELK's answer back as a layout.

import type { ElkEdge, ElkNode } from './elkGraph.ts';
import type { Box, Layout, PlacedEdge, PlacedFrame, PlacedNode, Point } from './layout.ts';
import { METRICS, type Measure } from './measure.ts';
import { joinRoute, placeNode } from './placement.ts';
import type { ElkInput } from './toElk.ts';
import type { View, VisibleItem } from './view.ts';

/** `laidOut` is `input.graph` with places; throws when a place is missing. */
export function fromElk(view: View, measure: Measure, input: ElkInput, laidOut: ElkNode): Layout {
  const { direction } = measure;
  const boxes = new Map<string, Box>();
  const sections = new Map<string, readonly Point[]>();
  const read = (node: ElkNode) => {
    boxes.set(node.id, boxOf(node));
    for (const edge of node.edges ?? []) sections.set(edge.id, pointsOf(edge));
    for (const child of node.children ?? []) read(child);
  };
  read(laidOut);
  const nodes: PlacedNode[] = [];
  const frames: PlacedFrame[] = [];
  const place = (item: VisibleItem, depth: number) => {
    const box = boxes.get(item.id)!;
    if (item.kind !== 'frame') {
      nodes.push(placeNode(item, measure.node(item), box, direction));
      return;
    }
    frames.push({ frame: item, box, header: { ...box, height: METRICS.headerHeight }, depth });
    for (const child of item.children) place(child, depth + 1);
  };
  for (const item of view.items) place(item, 0);
  const placed = new Map(nodes.map((node) => [node.node.id, node]));
  const edges = view.edges.map((edge): PlacedEdge => {
    const pieces = input.routes.get(edge.id)!.map((id) => sections.get(id)!);
    return {
      ...edge,
      points: joinRoute(placed.get(edge.source)!, pieces, placed.get(edge.target)!, direction),
    };
  });
  const { width = 0, height = 0 } = laidOut;
  return { direction, width, height, nodes, frames, edges };
}

function boxOf({ id, x, y, width, height }: ElkNode): Box {
  if (x === undefined || y === undefined || width === undefined || height === undefined) {
    throw new Error(`The layout has no place for ${id}.`);
  }
  return { x, y, width, height };
}

function pointsOf(edge: ElkEdge): readonly Point[] {
  const [section] = edge.sections ?? [];
  if (!section) throw new Error(`The layout has no route for ${edge.id}.`);
  return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
}
