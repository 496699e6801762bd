// What of a network's groups the diagram draws: its frames, their nesting, and the names of values.

import type { DiagramGraph, DiagramGroup, DiagramNode } from '../../protocol/diagram.ts';
import { type Frame, type OutlineItem, signatureOf } from './frame.ts';
import { mergeRuns } from './repeatedFrames.ts';

interface Tree {
  readonly group: DiagramGroup;
  readonly depth: number;
  readonly children: (Tree | DiagramNode)[];
}

const ROLES: Readonly<Partial<Record<DiagramGroup['kind'], Frame['role']>>> = {
  head: 'head',
  iteration: 'round',
};
/** Values of at most this many plain layers need no box: the name beside the first layer says it. */
const TAGGED_LAYERS = 4;
/** Deeper nesting than any text gives; what is deeper is drawn flat. */
const DEEPEST = 64;

/**
 * The outline of a graph, in the order of the text. Any graph has one, however its groups refer to each
 * other.
 */
export function outlineOf(graph: DiagramGraph): readonly OutlineItem[] {
  const { roots } = groupTree(graph);
  const items = roots.flatMap((root) => simplify(root, false));
  return mergeRuns(apartFromLayers(items, new Set(graph.nodes.map(({ id }) => id))), graph.edges);
}

/** A value and the merge that gives it have one path: the frame of the value is told apart from the layer in it. */
function apartFromLayers(items: readonly OutlineItem[], layers: ReadonlySet<string>): readonly OutlineItem[] {
  return items.map((item) => {
    if (item.kind === 'leaf') return item;
    const id = layers.has(item.id) ? `whole of ${item.id}` : item.id;
    return { ...item, id, children: apartFromLayers(item.children, layers) };
  });
}

function groupTree(graph: DiagramGraph): { readonly roots: readonly (Tree | DiagramNode)[] } {
  const groups = new Map(graph.groups.map((group) => [group.id, group]));
  const trees = new Map<string, Tree>();
  const roots: (Tree | DiagramNode)[] = [];
  const treeOf = (id: string | undefined, below: ReadonlySet<string>): Tree | undefined => {
    const group = id === undefined ? undefined : groups.get(id);
    // Groups that contain each other have no place in the tree; the first of them stands at the top.
    if (!group || below.has(group.id)) return undefined;
    const known = trees.get(group.id);
    if (known) return known;
    const parent = treeOf(group.parent, new Set([...below, group.id]));
    if (parent && parent.depth >= DEEPEST) {
      trees.set(group.id, parent);
      return parent;
    }
    const tree: Tree = { group, depth: parent ? parent.depth + 1 : 0, children: [] };
    trees.set(group.id, tree);
    (parent?.children ?? roots).push(tree);
    return tree;
  };
  for (const node of graph.nodes) (treeOf(node.group, new Set())?.children ?? roots).push(node);
  return { roots };
}

function simplify(item: Tree | DiagramNode, inside: boolean): readonly OutlineItem[] {
  if (!('group' in item && 'children' in item))
    return [{ kind: 'leaf', node: item, tag: item.name, riders: [] }];
  const { group } = item;
  const within = inside || !['merge', 'branch'].includes(group.kind);
  const parts = item.children.map((child) => simplify(child, within));
  const children = parts.flat();
  switch (group.kind) {
    case 'branch':
      return children;
    case 'merge':
      return inside || children.length < 4 ? children : [frameOf(group, children)];
    case 'iteration':
      return children.length < 2 ? children : [frameOf(group, children)];
    case 'repeat':
      return repetition(group, parts);
    case 'value':
      return namedValue(group, children);
    default:
      return children.length === 0 ? [] : [frameOf(group, children)];
  }
}

function frameOf(group: DiagramGroup, children: readonly OutlineItem[]): Frame {
  const { id, label, parameters } = group;
  const role = ROLES[group.kind] ?? 'main';
  const detail = group.name === undefined ? group.detail : `${label} ${group.detail}`.trimEnd();
  const title = group.name ?? label;
  return { kind: 'frame', id, role, group: id, title, detail, count: 1, parameters, children };
}

/** Equal rounds make one frame that folds to `Basic x 8`; rounds that differ stand by themselves. */
function repetition(
  group: DiagramGroup,
  rounds: readonly (readonly OutlineItem[])[],
): readonly OutlineItem[] {
  const children = rounds.flat();
  const signatures = new Set(rounds.map((round) => round.map(signatureOf).join(';')));
  if (rounds.length < 2 || signatures.size !== 1 || children.length === 0) return children;
  const [only, ...others] = rounds[0]!;
  const single = others.length === 0 && only?.kind === 'frame' ? only : undefined;
  const isRound = single?.role === 'round' || (single?.group !== undefined && single.title === group.label);
  const title = single && !isRound ? single.title : group.label.replace(/^repeat\b.*/, 'repeat');
  return [{ ...frameOf(group, children), title, detail: single?.detail ?? '', count: rounds.length }];
}

function namedValue(group: DiagramGroup, children: readonly OutlineItem[]): readonly OutlineItem[] {
  const [first, ...others] = children;
  if (!first) return [];
  const plain = children.every((child) => child.kind === 'leaf' && child.node.category !== 'merge');
  if (first.kind === 'leaf' && (others.length === 0 || (plain && children.length <= TAGGED_LAYERS))) {
    return [{ ...first, tag: group.label }, ...others];
  }
  if (first.kind === 'frame' && others.length === 0) {
    const detail = first.detail === '' ? first.title : `${first.title} ${first.detail}`;
    return [{ ...first, title: group.label, detail }];
  }
  return [frameOf(group, children)];
}
