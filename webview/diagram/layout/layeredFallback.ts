// A plain layered layout that always ends quickly: it takes ELK's place where ELK is too slow or fails.

import { crossingOf, type Parents, parentsOf } from './borders.ts';
import type { Layout, PlacedEdge, PlacedFrame, PlacedNode, Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import { METRICS, type Measure } from './measure.ts';
import { joinRoute, placeNode } from './placement.ts';
import { type Block, layOutRows, type Margins, type RoutedEdge } from './rowLayout.ts';
import type { View, VisibleEdge, VisibleItem } from './view.ts';

/** An edge's stretch within one level; undefined is the diagram's own. */
interface Stretch {
  readonly level: string | undefined;
  readonly edge: RoutedEdge;
}

type Blocks = ReadonlyMap<string | undefined, Block>;

/** Deterministic, and about linear in nodes and edges. Lines never cross nodes, but may cross each other. */
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
    if (item.kind !== 'frame') return measure.node(item).room;
    const minimumWidth = measure.header(item.item).width;
    const { width, height } = layOutLevel(item.id, item.children, { ...FRAME_MARGINS, minimumWidth });
    return { width, height };
  };
  const { width, height } = layOutLevel(undefined, view.items, NO_MARGINS);
  return { width, height, ...assemble(view, measure, blocks, stretches) };
}

const NO_MARGINS: Margins = { top: 0, side: 0, bottom: 0, minimumWidth: 0 };
const FRAME_MARGINS = {
  top: METRICS.headerHeight,
  side: SPACING.frameSide,
  bottom: 0,
};

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
  const nodes = new Map<string, PlacedNode>();
  const frames: PlacedFrame[] = [];
  const origins = new Map<string | undefined, Point>();
  const place = (level: string | undefined, items: readonly VisibleItem[], origin: Point, depth: number) => {
    origins.set(level, origin);
    for (const item of items) {
      const box = shifted(blocks.get(level)!.boxes.get(item.id)!, origin);
      if (item.kind !== 'frame') nodes.set(item.id, placeNode(item, measure.node(item), box));
      else {
        frames.push({ frame: item, box, header: { ...box, height: METRICS.headerHeight }, depth });
        place(item.id, item.children, box, depth + 1);
      }
    }
  };
  place(undefined, view.items, { x: 0, y: 0 }, 0);
  const edges = view.edges.map((edge): PlacedEdge => {
    const pieces = stretches.get(edge.id)!.map(({ level, edge: { key } }) =>
      blocks
        .get(level)!
        .routes.get(key)!
        .map((point) => shifted(point, origins.get(level)!)),
    );
    return { ...edge, points: joinRoute(nodes.get(edge.source)!, pieces, nodes.get(edge.target)!) };
  });
  return { nodes: [...nodes.values()], frames, edges };
}

function shifted<P extends Point>(place: P, by: Point): P {
  return { ...place, x: place.x + by.x, y: place.y + by.y };
}
