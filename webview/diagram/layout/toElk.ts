// A view as the graph that ELK lays out: frames as nodes with ports on their border, edges cut at each
// border.

import { crossingOf, type Parents, parentsOf } from './borders.ts';
import type { ElkEdge, ElkNode, ElkPort } from './elkGraph.ts';
import { entryOptions, exitOptions, frameOptions, nodeOptions, rootOptions } from './layoutOptions.ts';
import type { Measure } from './measure.ts';
import { type LevelEdge, rankItems } from './ranks.ts';
import { turnRight } from './turnRight.ts';
import type { View, VisibleEdge, VisibleFrame, VisibleItem, VisibleNode } from './view.ts';

export interface ElkInput {
  readonly graph: ElkNode;
  /** For each edge of the view, the ELK edges that it runs along, from source to target. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

interface Stretch extends LevelEdge {
  readonly edge: ElkEdge;
}

/** What one level holds while edges are cut; the diagram's own level has the id undefined. */
interface Level {
  readonly ports: Map<string, ElkPort>;
  readonly stretches: Map<string, Stretch>;
}

type Levels = ReadonlyMap<string | undefined, Level>;

export function toElk(view: View, measure: Measure): ElkInput {
  const parents = parentsOf(view);
  const levels: Levels = new Map(
    [undefined, ...parents.keys()].map((id) => [id, { ports: new Map(), stretches: new Map() }]),
  );
  const routes = new Map(view.edges.map((edge) => [edge.id, cutEdge(edge, parents, levels)]));
  const build = (item: VisibleItem): ElkNode =>
    item.kind === 'frame' ? frameNode(item, levels.get(item.id)!, measure, build) : leafNode(item, measure);
  const { traits, ...content } = contentOf(view.items, levels.get(undefined)!, build);
  const graph = { id: 'root', layoutOptions: rootOptions(traits), ...content };
  return { graph: measure.direction === 'down' ? graph : turnRight(graph), routes };
}

/**
 * Lets one edge leave the frames around its source and enter those around its target. All edges of one source
 * share a port of each frame, so that a value crosses a border once however many read it.
 */
function cutEdge(edge: VisibleEdge, parents: Parents, levels: Levels): readonly string[] {
  const { leaving, meeting, entering } = crossingOf(edge, parents);
  const route: string[] = [];
  let port = JSON.stringify(['exit', edge.source]);
  let source: string | undefined = edge.source;
  const connect = (level: string | undefined, target: string | undefined, targetPort: string) => {
    const id = JSON.stringify([port, targetPort]);
    const elkEdge: ElkEdge = { id, sources: [port], targets: [targetPort] };
    levels.get(level)!.stretches.set(id, { source, target, edge: elkEdge });
    route.push(id);
    port = targetPort;
  };
  for (const frame of leaving) {
    connect(frame, undefined, borderPort(levels, 'out', frame, edge.source));
    source = frame;
  }
  let level = meeting;
  for (const frame of entering) {
    connect(level, frame, borderPort(levels, 'in', frame, edge.source));
    level = frame;
    source = undefined;
  }
  connect(level, edge.target, JSON.stringify(['entry', edge.target]));
  return route;
}

function borderPort(levels: Levels, direction: 'in' | 'out', frame: string, source: string): string {
  const id = JSON.stringify([direction, frame, source]);
  const layoutOptions = direction === 'in' ? entryOptions : exitOptions;
  const { ports } = levels.get(frame)!;
  if (!ports.has(id)) ports.set(id, { id, width: 0, height: 0, layoutOptions });
  return id;
}

/**
 * Children and edges in the order in which they should stand from left to right: that of the text, but
 * auxiliary heads and lines that pass a branch by, such as shortcuts, beside what they accompany.
 */
function contentOf(items: readonly VisibleItem[], level: Level, build: (item: VisibleItem) => ElkNode) {
  const stretches = [...level.stretches.values()];
  const ids = items.map((item) => item.id);
  const ranks = rankItems(ids, stretches);
  const last = Math.max(0, ...ranks.values()) + 1;
  const heads = new Set(items.filter(isHead).map((item) => item.id));
  const lateness = ({ source, target }: Stretch): number => {
    if (target !== undefined && heads.has(target)) return 2;
    const from = source === undefined ? -1 : ranks.get(source)!;
    const to = target === undefined ? last : ranks.get(target)!;
    return to - from > 1 ? 1 : 0;
  };
  const fanOuts = new Map<string, number>();
  for (const { edge } of stretches) fanOuts.set(edge.sources[0], (fanOuts.get(edge.sources[0]) ?? 0) + 1);
  return {
    children: [...items].sort((a, b) => Number(isHead(a)) - Number(isHead(b))).map(build),
    edges: stretches.sort((a, b) => lateness(a) - lateness(b)).map(({ edge }) => edge),
    traits: { edges: stretches.length, fanOut: Math.max(0, ...fanOuts.values()) },
  };
}

function isHead(item: VisibleItem): boolean {
  return item.item.kind === 'frame' && item.item.role === 'head';
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
  const { traits, ...content } = contentOf(frame.children, level, build);
  const layoutOptions = frameOptions(traits, measure.header(frame.item).width);
  return { id: frame.id, layoutOptions, ports: [...level.ports.values()], ...content };
}
