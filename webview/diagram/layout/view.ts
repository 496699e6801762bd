// What is seen of a graph under given folds: layers, folded frames, open frames, and the edges between them.

import type { DiagramGraph, DiagramNode } from '../../protocol/diagram.ts';
import type { Folds } from './folding.ts';
import { type Frame, type Leaf, layersOf, type OutlineItem } from './frame.ts';

/** A layer or a folded frame. */
export interface VisibleNode {
  readonly kind: 'layer' | 'folded';
  readonly id: string;
  readonly item: Leaf | Frame;
  /** The output's shape where it differs from the input's, or ends there. */
  readonly shape: string | undefined;
  /** Nothing follows it. */
  readonly last: boolean;
}

export interface VisibleFrame {
  readonly kind: 'frame';
  readonly id: string;
  readonly item: Frame;
  readonly children: readonly VisibleItem[];
}

export type VisibleItem = VisibleNode | VisibleFrame;

export interface VisibleEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** Elements of one sample that flow along it. */
  readonly elements: number;
  /** In a comparison, an edge of one of the two networks. */
  readonly change?: 'added' | 'removed';
}

export interface View {
  readonly items: readonly VisibleItem[];
  readonly edges: readonly VisibleEdge[];
  /** The visible node that stands for each layer: itself, or the folded frame around it. */
  readonly standIns: ReadonlyMap<string, string>;
}

export function viewOf(graph: DiagramGraph, outline: readonly OutlineItem[], folds: Folds): View {
  const standIns = new Map<string, string>();
  for (const item of outline) collectStandIns(item, folds, standIns);
  const edges = liftEdges(graph, standIns);
  const shapes = shapesOf(graph, standIns);
  const sources = new Set(edges.map((edge) => edge.source));
  const show = (item: OutlineItem): VisibleItem => {
    if (item.kind === 'frame' && !folds.has(item.id)) {
      return { kind: 'frame', id: item.id, item, children: item.children.map(show) };
    }
    const id = item.kind === 'leaf' ? item.node.id : item.id;
    const last = !sources.has(id);
    const { input, output } = shapes.get(id) ?? { input: undefined, output: undefined };
    const shape = output !== undefined && (last || output !== input) ? output : undefined;
    return { kind: item.kind === 'leaf' ? 'layer' : 'folded', id, item, shape, last };
  };
  return { items: outline.map(show), edges, standIns };
}

function collectStandIns(item: OutlineItem, folds: Folds, standIns: Map<string, string>): void {
  if (item.kind === 'leaf') for (const layer of layersOf(item)) standIns.set(layer, item.node.id);
  else if (folds.has(item.id)) for (const layer of layersOf(item)) standIns.set(layer, item.id);
  else for (const child of item.children) collectStandIns(child, folds, standIns);
}

/** Edges end at what is visible; those inside a folded frame, and repetitions, disappear. */
function liftEdges(graph: DiagramGraph, standIns: ReadonlyMap<string, string>): readonly VisibleEdge[] {
  const elements = new Map(graph.nodes.map((node) => [node.id, node.elements]));
  const lifted = new Map<string, VisibleEdge>();
  for (const edge of graph.edges) {
    const source = standIns.get(edge.source);
    const target = standIns.get(edge.target);
    if (source === undefined || target === undefined || source === target) continue;
    const id = JSON.stringify([source, target]);
    const known = lifted.get(id);
    // A line that also stands for an edge of both networks is one of both.
    if (known && (known.change === undefined || known.change === edge.change)) continue;
    const change = known === undefined && edge.change !== undefined ? { change: edge.change } : {};
    lifted.set(id, { id, source, target, elements: elements.get(edge.source) ?? 0, ...change });
  }
  return [...lifted.values()];
}

/** For each visible node the shape that enters it first and the shape that leaves it last. */
function shapesOf(
  graph: DiagramGraph,
  standIns: ReadonlyMap<string, string>,
): ReadonlyMap<string, { readonly input: string | undefined; readonly output: string | undefined }> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const inputs = new Map<string, string>();
  const outputs = new Map<string, string>();
  for (const { source, target } of graph.edges) {
    const [from, to] = [standIns.get(source), standIns.get(target)];
    const shape = nodes.get(source)?.shape;
    if (from === undefined || to === undefined || from === to || shape === undefined) continue;
    if (!inputs.has(to)) inputs.set(to, shape);
    outputs.set(from, shape);
  }
  const byId = (node: DiagramNode) => standIns.get(node.id) ?? node.id;
  return new Map(
    graph.nodes.map((node) => {
      const id = byId(node);
      return [id, { input: inputs.get(id), output: outputs.get(id) ?? node.shape }];
    }),
  );
}
