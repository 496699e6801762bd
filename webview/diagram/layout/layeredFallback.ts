// A plain layered layout that always ends quickly: it takes ELK's place where ELK is too slow or fails.

import { crossingOf, type Parents, parentsOf } from './borders.ts';
import type { FlowDirection, Layout, PlacedEdge, PlacedFrame, PlacedNode, Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import { METRICS, type Measure } from './measure.ts';
import { joinRoute, placeNode } from './placement.ts';
import { type Block, layOutRows, type Margins, type RoutedEdge } from './rowLayout.ts';
import { transposeBox, transposePoint } from './transpose.ts';
import type { View, VisibleEdge, VisibleFrame, VisibleItem } from './view.ts';

/** An edge's stretch within one level; undefined is the diagram's own. */
interface Stretch {
  readonly level: string | undefined;
  readonly edge: RoutedEdge;
}

type Blocks = ReadonlyMap<string | undefined, Block>;

/**
 * Deterministic, and about linear in nodes and edges. Lines never cross nodes, but may cross each other. Levels are laid
 * out downwards; where the network flows to the right, across and down are exchanged.
 */
export function layOutSimply(view: View, measure: Measure): Layout {
  const parents = parentsOf(view);
  const stretches = new Map(view.edges.map((edge) => [edge.id, stretchesOf(edge, parents)]));
  const levelEdges = new Map<string | undefined, Map<string, RoutedEdge>>();
  for (const { level, edge } of [...stretches.values()].flat()) {
    levelEdges.set(level, (levelEdges.get(level) ?? new Map()).set(edge.key, edge));
  }
  const blocks = new Map<string | undefined, Block>();
  const layOutLevel = (level: string | undefined, items: readonly VisibleItem[], margins: Margins): Block => {
    const sizes = new Map(items.map((item) => [item.id, sizeOf(item)]));
    const block = layOutRows(sizes, [...(levelEdges.get(level)?.values() ?? [])], margins);
    blocks.set(level, block);
    return block;
  };
  const sizeOf = (item: VisibleItem) => {
    if (item.kind === 'frame') {
      const inside = layOutLevel(item.id, item.children, marginsOf(item, measure));
      return { width: inside.width, height: inside.height };
    }
    const { width, height } = measure.node(item).room;
    return measure.direction === 'down' ? { width, height } : { width: height, height: width };
  };
  const { width, height } = layOutLevel(undefined, view.items, NO_MARGINS);
  const { direction } = measure;
  const size = direction === 'down' ? { width, height } : { width: height, height: width };
  return { direction, ...size, ...assemble(view, measure, blocks, stretches) };
}

const NO_MARGINS: Margins = { top: 0, left: 0, right: 0, bottom: 0, minimumWidth: 0, minimumHeight: 0 };

/** The header lies along the frame's top, which is the left of a level that is turned to the right. */
function marginsOf({ item }: VisibleFrame, measure: Measure): Margins {
  const { frameSide: side } = SPACING;
  const header = METRICS.headerHeight;
  const { width } = measure.header(item);
  return measure.direction === 'down'
    ? { ...NO_MARGINS, top: header, left: side, right: side, minimumWidth: width }
    : { ...NO_MARGINS, left: header + side, right: side, minimumHeight: width };
}

function stretchesOf(edge: VisibleEdge, parents: Parents): readonly Stretch[] {
  const { leaving, meeting, entering } = crossingOf(edge, parents);
  const stretch = (level: string | undefined, source: string | undefined, target: string | undefined) => ({
    level,
    edge: { key: JSON.stringify([source ?? null, target ?? null]), source, target },
  });
  return [
    ...leaving.map((level, index) => stretch(level, leaving[index - 1] ?? edge.source, undefined)),
    stretch(meeting, leaving.at(-1) ?? edge.source, entering[0] ?? edge.target),
    ...entering.map((level, index) => stretch(level, undefined, entering[index + 1] ?? edge.target)),
  ];
}

/** Moves every level to its place in the whole. */
function assemble(
  view: View,
  measure: Measure,
  blocks: Blocks,
  stretches: ReadonlyMap<string, readonly Stretch[]>,
): Pick<Layout, 'nodes' | 'frames' | 'edges'> {
  const { direction } = measure;
  const nodes = new Map<string, PlacedNode>();
  const frames: PlacedFrame[] = [];
  const origins = new Map<string | undefined, Point>();
  const place = (level: string | undefined, items: readonly VisibleItem[], origin: Point, depth: number) => {
    origins.set(level, origin);
    for (const item of items) {
      const inLevel = shifted(blocks.get(level)!.boxes.get(item.id)!, origin);
      const box = direction === 'down' ? inLevel : transposeBox(inLevel);
      if (item.kind !== 'frame') nodes.set(item.id, placeNode(item, measure.node(item), box, direction));
      else {
        frames.push({ frame: item, box, header: { ...box, height: METRICS.headerHeight }, depth });
        place(item.id, item.children, inLevel, depth + 1);
      }
    }
  };
  place(undefined, view.items, { x: 0, y: 0 }, 0);
  const edges = view.edges.map((edge): PlacedEdge => {
    const pieces = stretches
      .get(edge.id)!
      .map(({ level, edge: { key } }) =>
        turned(blocks.get(level)!.routes.get(key)!, origins.get(level)!, direction),
      );
    const [source, target] = [nodes.get(edge.source)!, nodes.get(edge.target)!];
    return { ...edge, points: joinRoute(source, pieces, target, direction) };
  });
  return { nodes: [...nodes.values()], frames, edges };
}

function turned(route: readonly Point[], origin: Point, direction: FlowDirection): readonly Point[] {
  const points = route.map((point) => shifted(point, origin));
  return direction === 'down' ? points : points.map(transposePoint);
}

function shifted<P extends Point>(place: P, by: Point): P {
  return { ...place, x: place.x + by.x, y: place.y + by.y };
}
