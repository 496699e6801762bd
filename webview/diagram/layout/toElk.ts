// A view as the graph that ELK lays out: frames as nodes with ports on their border, edges cut at each border.

import { crossingOf, type Parents, parentsOf } from './borders.ts';
import type { ElkEdge, ElkNode, ElkPort } from './elkGraph.ts';
import { entryOptions, exitOptions, frameOptions, nodeOptions, rootOptions } from './layoutOptions.ts';
import type { Measure } from './measure.ts';
import type { View, VisibleEdge, VisibleFrame, VisibleItem, VisibleNode } from './view.ts';

export interface ElkInput {
  readonly graph: ElkNode;
  /** For each edge of the view, the ELK edges that it runs along, from source to target. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

/** What one level holds while edges are cut; the diagram's own level has the id undefined. */
interface Level {
  readonly ports: Map<string, ElkPort>;
  readonly edges: Map<string, ElkEdge>;
}

type Levels = ReadonlyMap<string | undefined, Level>;

export function toElk(view: View, measure: Measure): ElkInput {
  const parents = parentsOf(view);
  const levels: Levels = new Map(
    [undefined, ...parents.keys()].map((id) => [id, { ports: new Map(), edges: new Map() }]),
  );
  const routes = new Map(view.edges.map((edge) => [edge.id, cutEdge(edge, parents, levels)]));
  const build = (item: VisibleItem): ElkNode =>
    item.kind === 'frame' ? frameNode(item, levels.get(item.id)!, measure, build) : leafNode(item, measure);
  const edges = [...levels.get(undefined)!.edges.values()];
  const children = view.items.map(build);
  return { graph: { id: 'root', layoutOptions: rootOptions(edges.length), children, edges }, routes };
}

/**
 * Lets one edge leave the frames around its source and enter those around its target. All edges of one source share
 * a port of each frame, so that a value crosses a border once however many read it.
 */
function cutEdge(edge: VisibleEdge, parents: Parents, levels: Levels): readonly string[] {
  const { leaving, meeting, entering } = crossingOf(edge, parents);
  const route: string[] = [];
  let at = JSON.stringify(['exit', edge.source]);
  const connect = (level: string | undefined, to: string) => {
    const id = JSON.stringify([at, to]);
    levels.get(level)!.edges.set(id, { id, sources: [at], targets: [to] });
    route.push(id);
    at = to;
  };
  for (const frame of leaving) connect(frame, borderPort(levels, 'out', frame, edge.source));
  let level = meeting;
  for (const frame of entering) {
    connect(level, borderPort(levels, 'in', frame, edge.source));
    level = frame;
  }
  connect(level, JSON.stringify(['entry', edge.target]));
  return route;
}

function borderPort(levels: Levels, direction: 'in' | 'out', frame: string, source: string): string {
  const id = JSON.stringify([direction, frame, source]);
  const layoutOptions = direction === 'in' ? entryOptions : exitOptions;
  const { ports } = levels.get(frame)!;
  if (!ports.has(id)) ports.set(id, { id, width: 0, height: 0, layoutOptions });
  return id;
}

function leafNode(node: VisibleNode, measure: Measure): ElkNode {
  const { room } = measure.node(node);
  const port = { x: room.width / 2, width: 0, height: 0 };
  const ports = [
    { ...port, id: JSON.stringify(['entry', node.id]), y: 0, layoutOptions: entryOptions },
    { ...port, id: JSON.stringify(['exit', node.id]), y: room.height, layoutOptions: exitOptions },
  ];
  return { id: node.id, ...room, ports, layoutOptions: nodeOptions };
}

function frameNode(
  frame: VisibleFrame,
  level: Level,
  measure: Measure,
  build: (item: VisibleItem) => ElkNode,
): ElkNode {
  const edges = [...level.edges.values()];
  return {
    id: frame.id,
    layoutOptions: frameOptions(edges.length, measure.header(frame.item).width),
    ports: [...level.ports.values()],
    children: frame.children.map(build),
    edges,
  };
}
