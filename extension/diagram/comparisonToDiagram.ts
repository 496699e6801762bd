// Turns the comparison of two networks into one graph that shows both: what came, what went, and what changed.

import type { ComparedLayer, NetworkComparison } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import type {
  DiagramEdge,
  DiagramGraph,
  DiagramGroup,
  DiagramNode,
  NodeChange,
} from '../../webview/protocol/diagram.ts';
import { networkToDiagram } from './networkToDiagram.ts';

/**
 * One graph of both networks. Layers of `after` keep their paths as ids; a removed layer keeps its own unless a layer of
 * `after` has it. Removed layers stand in the groups of `after` that have their groups' ids and kinds, and otherwise in
 * groups of their own. Every edge goes forward in the comparison's order, so the graph has no cycle.
 */
export function comparisonToDiagram(
  { layers }: NetworkComparison,
  networks: { readonly before: Network; readonly after: Network },
): DiagramGraph {
  const [old, now] = [networkToDiagram(networks.before, []), networkToDiagram(networks.after, [])];
  const oldNodes = new Map(old.nodes.map((node) => [node.id, node]));
  const nowNodes = new Map(now.nodes.map((node) => [node.id, node]));
  const groups = mergeGroups(old.groups, now.groups);
  const ids = idsOfBefore(layers, nowNodes);
  const nodes = layers.flatMap((layer): DiagramNode[] => {
    const after = layer.after && nowNodes.get(layer.after.path);
    if (after) return [{ ...after, ...changeOf(layer) }];
    const before = layer.before && oldNodes.get(layer.before.path);
    // What was a plain line in one network, as `identity` is, needs no partner in the other.
    if (!before || layer.after) return [];
    const group = before.group === undefined ? undefined : groups.ids.get(before.group);
    return [{ ...before, id: ids.get(before.id)!, group, ...changeOf(layer) }];
  });
  return {
    model: now.model,
    nodes,
    groups: groups.all,
    edges: withoutBypasses(mergeEdges(old.edges, now.edges, ids, new Set(nodes.map(({ id }) => id))), nodes),
    parameters: now.parameters,
    macs: now.macs,
  };
}

/** The node that stands for each layer of `before`. */
function idsOfBefore(
  layers: readonly ComparedLayer[],
  after: ReadonlyMap<string, DiagramNode>,
): ReadonlyMap<string, string> {
  return new Map(
    layers.flatMap(({ before, after: partner }) => {
      if (!before) return [];
      if (partner) return [[before.path, partner.path] as const];
      return [[before.path, after.has(before.path) ? `${before.path} (removed)` : before.path] as const];
    }),
  );
}

function changeOf(layer: ComparedLayer): { readonly change?: NodeChange } {
  switch (layer.status) {
    case 'same':
      return {};
    case 'added':
      return { change: { kind: 'added', text: 'Added' } };
    case 'removed':
      return { change: { kind: 'removed', text: 'Removed' } };
    case 'changed':
    case 'affected':
      return { change: { kind: layer.status, text: changeText(layer) } };
  }
}

function changeText({
  before,
  after,
  attributes,
  rewired,
}: Extract<ComparedLayer, { before: object; after: object }>): string {
  const words = (side: typeof before) => `${side.kind} ${side.label}`.trim();
  const others = words(before) === words(after) ? Object.keys(attributes) : [];
  const facts = [
    words(before) === words(after) ? undefined : `was ${words(before)}`,
    others.length > 0 ? `other ${others.join(', ')}` : undefined,
    rewired ? 'other inputs' : undefined,
    shapeOf(before) === shapeOf(after) ? undefined : `output was ${shapeOf(before)}`,
    before.parameters === after.parameters ? undefined : `parameters were ${before.parameters}`,
  ].filter((fact) => fact !== undefined);
  return `Changed: ${facts.join('; ')}`;
}

function shapeOf({ outputShape }: { readonly outputShape: readonly number[] | undefined }): string {
  return outputShape?.join('x') ?? '?';
}

/** The groups of `after`, and those of `before` that it lacks; `ids` maps each group of `before` to its place. */
function mergeGroups(before: readonly DiagramGroup[], after: readonly DiagramGroup[]) {
  const kept = new Map(after.map((group) => [group.id, group]));
  const ids = new Map(
    before.map((group) => {
      const known = kept.get(group.id);
      const same = known?.kind === group.kind && known.label === group.label;
      return [group.id, known && !same ? `${group.id} (removed)` : group.id] as const;
    }),
  );
  const gone = before
    .filter(({ id }) => !kept.has(ids.get(id)!))
    .map((group) => ({
      ...group,
      id: ids.get(group.id)!,
      parent: group.parent === undefined ? undefined : ids.get(group.parent),
    }));
  return { all: [...after, ...gone], ids };
}

function mergeEdges(
  before: readonly DiagramEdge[],
  after: readonly DiagramEdge[],
  ids: ReadonlyMap<string, string>,
  nodes: ReadonlySet<string>,
): readonly DiagramEdge[] {
  const keyOf = ({ source, target }: Pick<DiagramEdge, 'source' | 'target'>) =>
    JSON.stringify([source, target]);
  const moved = before.map((edge) => ({
    ...edge,
    source: ids.get(edge.source) ?? edge.source,
    target: ids.get(edge.target) ?? edge.target,
  }));
  const [old, now] = [new Set(moved.map(keyOf)), new Set(after.map(keyOf))];
  const gone = moved
    .filter((edge) => !now.has(keyOf(edge)) && nodes.has(edge.source) && nodes.has(edge.target))
    .map((edge) => ({ ...edge, id: `${edge.id} (removed)`, change: 'removed' as const }));
  return [
    ...after.map((edge) => (old.has(keyOf(edge)) ? edge : { ...edge, change: 'added' as const })),
    ...gone,
  ];
}

/**
 * Where a layer was put between two others, the line that it interrupted says nothing more; nor does the line that closes
 * the gap of a layer that was taken out.
 */
function withoutBypasses(
  edges: readonly DiagramEdge[],
  nodes: readonly DiagramNode[],
): readonly DiagramEdge[] {
  const changes = new Map(nodes.map(({ id, change }) => [id, change?.kind]));
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) targets.set(source, [...(targets.get(source) ?? []), target]);
  const leadsThrough = (kind: 'added' | 'removed', from: string, to: string): boolean => {
    const seen = new Set<string>();
    const open = (targets.get(from) ?? []).filter((node) => changes.get(node) === kind);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const next = targets.get(node) ?? [];
      if (next.includes(to)) return true;
      open.push(...next.filter((after) => changes.get(after) === kind));
    }
    return false;
  };
  return edges.filter(({ source, target, change }) => {
    if (change === undefined) return true;
    return !leadsThrough(change === 'removed' ? 'added' : 'removed', source, target);
  });
}
