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

/** Both networks in one graph: see `mergeDiagrams`. */
export function comparisonToDiagram(
  comparison: NetworkComparison,
  networks: { readonly before: Network; readonly after: Network },
): DiagramGraph {
  return mergeDiagrams(comparison, {
    before: networkToDiagram(networks.before, []),
    after: networkToDiagram(networks.after, []),
  });
}

/**
 * One graph of both. Layers of `after` keep their paths as ids; a removed layer keeps its own unless a layer of
 * `after` has it. Removed layers stand in the groups of `after` that have their groups' ids and kinds, and otherwise in
 * groups of their own; what is part of another layer in `after` stands with that. Every edge goes forward in the
 * comparison's order, so the graph has no cycle.
 */
export function mergeDiagrams(
  { layers }: NetworkComparison,
  { before: old, after: now }: { readonly before: DiagramGraph; readonly after: DiagramGraph },
): DiagramGraph {
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
    const beside =
      layer.status === 'equivalent' && layer.into !== undefined ? nowNodes.get(layer.into) : undefined;
    const own = before.group === undefined ? undefined : groups.ids.get(before.group);
    return [{ ...before, id: ids.get(before.id)!, group: beside ? beside.group : own, ...changeOf(layer) }];
  });
  const shown = new Set(nodes.map(({ id }) => id));
  return {
    model: now.model,
    nodes,
    groups: withoutEmpty(groups.all, nodes),
    edges: withoutBypasses(mergeEdges(old.edges, now.edges, { layers, ids, shown }), nodes),
    parameters: now.parameters,
    macs: now.macs,
  };
}

/** Groups of `before` whose layers stand elsewhere now would be empty boxes. */
function withoutEmpty(
  groups: readonly DiagramGroup[],
  nodes: readonly DiagramNode[],
): readonly DiagramGroup[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const filled = new Set<string>();
  for (const { group } of nodes) {
    for (let id = group; id !== undefined && !filled.has(id); id = parents.get(id)) filled.add(id);
  }
  return groups.filter(({ id }) => filled.has(id));
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
    case 'equivalent':
      return { change: { kind: 'equivalent', text: equivalentText(layer) } };
    case 'changed':
    case 'affected':
      return { change: { kind: layer.status, text: changeText(layer) } };
  }
}

/** Without paths, so that rounds which differ in no other way stay equal. */
function equivalentText({ reason, into }: Extract<ComparedLayer, { status: 'equivalent' }>): string {
  return `Written otherwise: ${into === undefined ? reason : reason.replace(into, 'the layer before it')}`;
}

function changeText({
  before,
  after,
  attributes,
  rewired,
}: Extract<ComparedLayer, { rewired: boolean }>): string {
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

interface Merging {
  readonly layers: readonly ComparedLayer[];
  /** Of the layers of `before`. */
  readonly ids: ReadonlyMap<string, string>;
  readonly shown: ReadonlySet<string>;
}

function mergeEdges(
  before: readonly DiagramEdge[],
  after: readonly DiagramEdge[],
  { layers, ids, shown }: Merging,
): readonly DiagramEdge[] {
  const moved = before.map((edge) => ({
    ...edge,
    source: ids.get(edge.source) ?? edge.source,
    target: ids.get(edge.target) ?? edge.target,
  }));
  const idOf = (layer: ComparedLayer) => layer.after?.path ?? ids.get(layer.before!.path)!;
  const alike = layers.filter(({ status }) => status === 'equivalent');
  const missingAfter = alike.filter((layer) => !layer.after).map(idOf);
  const missingBefore = alike.filter((layer) => !layer.before).map(idOf);
  const quiet = new Set([...missingAfter, ...missingBefore]);
  const old = insertNodes(moved, after, missingBefore);
  const now = insertNodes(after, moved, missingAfter);
  const [inOld, inNow] = [new Set(old.map(keyOf)), new Set(now.map(keyOf))];
  const isQuiet = ({ source, target }: DiagramEdge) => quiet.has(source) || quiet.has(target);
  const gone = old
    .filter((edge) => !inNow.has(keyOf(edge)) && shown.has(edge.source) && shown.has(edge.target))
    .map((edge) => ({
      ...edge,
      id: `${edge.id} (removed)`,
      ...(isQuiet(edge) ? {} : { change: 'removed' as const }),
    }));
  return [
    ...now.map((edge) =>
      inOld.has(keyOf(edge)) || isQuiet(edge) ? edge : { ...edge, change: 'added' as const },
    ),
    ...gone,
  ];
}

function keyOf({ source, target }: Pick<DiagramEdge, 'source' | 'target'>): string {
  return JSON.stringify([source, target]);
}

/**
 * The lines of one network as they would be with the layers `missing`, which stand in the lines of `other`: what they give
 * there is given by them here.
 */
function insertNodes(
  edges: readonly DiagramEdge[],
  other: readonly DiagramEdge[],
  missing: readonly string[],
): readonly DiagramEdge[] {
  if (missing.length === 0) return edges;
  const [into, from] = [endsBy(other, 'target', 'source'), endsBy(other, 'source', 'target')];
  const lacks = new Set(missing);
  const sources = new Map<string, string>();
  const inserted: DiagramEdge[] = [];
  for (const id of missing) {
    const [before] = into.get(id) ?? [];
    if (before === undefined) continue;
    inserted.push({ id: `${before}->${id}:0`, source: before, target: id });
    let root: string | undefined = before;
    while (root !== undefined && lacks.has(root)) [root] = into.get(root) ?? [];
    for (const target of from.get(id) ?? []) sources.set(JSON.stringify([root, target]), id);
  }
  return [
    ...edges.map((edge) => ({ ...edge, source: sources.get(keyOf(edge)) ?? edge.source })),
    ...inserted,
  ];
}

function endsBy(
  edges: readonly DiagramEdge[],
  by: 'source' | 'target',
  end: 'source' | 'target',
): ReadonlyMap<string, readonly string[]> {
  const ends = new Map<string, string[]>();
  for (const edge of edges) ends.set(edge[by], [...(ends.get(edge[by]) ?? []), edge[end]]);
  return ends;
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
