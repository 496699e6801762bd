// The blocks whose inside a figure shows: those with branches, each once, as boxes in series and in parallel.

import type { Network, NetworkGroup, NetworkLayer } from '../../../engine/network/network.ts';
import type { FigureModule, ModuleItem } from '../../../webview/protocol/figure.ts';
import { boxTitle, categoryOf, isCompanion } from './layerWords.ts';

const MOST_MODULES = 6;

interface Node {
  readonly group: NetworkGroup;
  readonly children: (Node | NetworkLayer)[];
}

export function modulesOf(network: Network): readonly FigureModule[] {
  const roots = treeOf(network);
  const modules = new Map<string, FigureModule>();
  const visit = (item: Node | NetworkLayer): void => {
    if (!isNode(item)) return;
    const { group } = item;
    if (group.kind === 'head') return;
    if (group.kind === 'block' && !modules.has(group.label) && hasMerge(item)) {
      modules.set(group.label, moduleOf(item, denseRun(network, group)));
      // What it is made of is drawn in it.
      return;
    }
    for (const child of item.children) visit(child);
  };
  for (const root of roots) visit(root);
  return [...modules.values()].slice(0, MOST_MODULES);
}

function moduleOf(node: Node, dense: number | undefined): FigureModule {
  const { label, detail } = node.group;
  return { title: label, detail, items: itemsOf(node.children), dense };
}

function isNode(item: Node | NetworkLayer): item is Node {
  return 'children' in item;
}

function hasMerge(node: Node): boolean {
  return node.children.some((child) => isNode(child) && (child.group.kind === 'merge' || hasMerge(child)));
}

function treeOf(network: Network): readonly (Node | NetworkLayer)[] {
  const nodes = new Map<string, Node>(network.groups.map((group) => [group.id, { group, children: [] }]));
  const placed = new Set<string>();
  const roots: (Node | NetworkLayer)[] = [];
  const place = (id: string): Node | undefined => {
    const node = nodes.get(id);
    if (!node || placed.has(id)) return node;
    placed.add(id);
    const parent = node.group.parent === undefined ? undefined : place(node.group.parent);
    (parent?.children ?? roots).push(node);
    return node;
  };
  for (const layer of network.layers) {
    const node = layer.group === undefined ? undefined : place(layer.group);
    (node?.children ?? roots).push(layer);
  }
  return roots;
}

/** Companions join the box of the layer that they go with: after it, or before it where none is before them. */
function itemsOf(children: readonly (Node | NetworkLayer)[]): readonly ModuleItem[] {
  const items: ModuleItem[] = [];
  let row: NetworkLayer[] = [];
  const close = () => {
    const box = boxOf(row);
    if (box) items.push(box);
    row = [];
  };
  for (const child of children.flatMap(withoutPlainGroups)) {
    if (isNode(child)) {
      close();
      items.push(forkOf(child));
    } else if (child.kind !== 'identity' && child.kind !== 'flatten') {
      if (!isCompanion(child) && row.some((layer) => !isCompanion(layer))) {
        // A normalisation that comes before a convolution belongs to it when the layers before are complete.
        const last = row.findLastIndex((layer) => !isCompanion(layer));
        const before = row.slice(last + 1);
        const preactivated = categoryOf(row[0]!) === 'normalization';
        row = preactivated ? row.slice(0, last + 1) : row;
        close();
        row = preactivated ? before : [];
      }
      row.push(child);
    }
  }
  close();
  return items;
}

/** Blocks, rounds and values in a module are drawn as what they hold; only merges branch. */
function withoutPlainGroups(item: Node | NetworkLayer): readonly (Node | NetworkLayer)[] {
  if (!isNode(item) || item.group.kind === 'merge') return [item];
  return item.children.flatMap(withoutPlainGroups);
}

function boxOf(row: readonly NetworkLayer[]): ModuleItem | undefined {
  const main = row.find((layer) => !isCompanion(layer)) ?? row[0];
  if (main === undefined) return undefined;
  const detail = row.length === 1 ? '' : row.map(({ kind }) => kind).join(' - ');
  return { kind: 'box', category: categoryOf(main), title: boxTitle(main), detail };
}

/** Each child of a merge but the merge layer itself is a branch. */
function forkOf({ group, children }: Node): ModuleItem {
  const branches = children
    .filter((child) => isNode(child) || child.path !== group.id)
    .map((child) => itemsOf([child]));
  return { kind: 'fork', merge: group.label, branches };
}

/** How many uses of a block follow each other in which `concat` joins its input to what it makes of it. */
function denseRun(network: Network, { id, label, parent }: NetworkGroup): number | undefined {
  const merge = network.layers.find(
    ({ kind, path }) =>
      kind === 'concat' && path.startsWith(`${id}.`) && path.split('.').length === id.split('.').length + 1,
  );
  const byPath = new Map(network.layers.map((layer) => [layer.path, layer]));
  const inside = (path: string): boolean =>
    path.startsWith(`${id}.`) && byPath.get(path)?.kind !== 'identity';
  const passes = merge?.inputs.some((input) => !inside(input)) ?? false;
  if (merge?.inputs.length !== 2 || !passes) return undefined;
  const uses = network.groups.filter((group) => group.label === label && group.parent === parent).length;
  return uses >= 3 ? uses : undefined;
}
