// The outline's parts: frames that can be folded, and the layers in them.

import type { DiagramNode, NodeChange } from '../../protocol/diagram.ts';

/** A group that is drawn as a box and can be folded. */
export interface Frame {
  readonly kind: 'frame';
  readonly id: string;
  /** An auxiliary head stands beside the main line; a round of a loop is called by its number. */
  readonly role: 'main' | 'head' | 'round';
  /** The group to go to in the text. */
  readonly group: string;
  readonly title: string;
  readonly detail: string;
  /** How many equal parts it has: 8 for `Basic x 8`. */
  readonly count: number;
  readonly parameters: number;
  readonly children: readonly OutlineItem[];
}

/** A layer in the outline. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly node: DiagramNode;
  /** The name that the text gives to its value. */
  readonly tag: string | undefined;
  /** Layers that are drawn on it as chips, in order. */
  readonly riders: readonly DiagramNode[];
}

export type OutlineItem = Frame | Leaf;

/** Equal for items that read alike: the same kinds and attributes in the same nesting. */
export function signatureOf(item: OutlineItem): string {
  if (item.kind === 'leaf') {
    const { kind, detail, change } = item.node;
    return JSON.stringify(change === undefined ? [kind, detail] : [kind, detail, change]);
  }
  const children = item.children.map(signatureOf).join(',');
  const title = item.role === 'round' ? '' : item.title;
  return `${JSON.stringify([title, item.detail, item.count])}{${children}}`;
}

/** All frames, outer ones first, with their depth from 0. */
export function framesOf(items: readonly OutlineItem[], depth = 0): { frame: Frame; depth: number }[] {
  return items.flatMap((item) =>
    item.kind === 'frame' ? [{ frame: item, depth }, ...framesOf(item.children, depth + 1)] : [],
  );
}

/** In a word: the name that the text gives to it, or else what it is. */
export function nameOf(item: OutlineItem): string {
  return item.kind === 'leaf' ? (item.tag ?? item.node.kind) : item.title;
}

/** A layer and what rides on it. */
export function nodesOf(leaf: Leaf): readonly DiagramNode[] {
  return [leaf.node, ...leaf.riders];
}

/** Ids of the layers of an item, in the order of the text. */
export function layersOf(item: OutlineItem): readonly string[] {
  return item.kind === 'leaf' ? nodesOf(item).map(({ id }) => id) : item.children.flatMap(layersOf);
}

/** Multiply-adds of all layers of an item. */
export function macsOf(item: OutlineItem): number {
  return item.kind === 'leaf'
    ? nodesOf(item).reduce((total, { macs }) => total + macs, 0)
    : item.children.reduce((total, child) => total + macsOf(child), 0);
}

/** Layers of each kind of change in an item; empty where nothing differs. */
export function changesIn(item: OutlineItem): ReadonlyMap<NodeChange['kind'], number> {
  const counts = new Map<NodeChange['kind'], number>();
  const count = (part: OutlineItem): void => {
    if (part.kind === 'frame') for (const child of part.children) count(child);
    else {
      for (const { change } of nodesOf(part)) {
        if (change) counts.set(change.kind, (counts.get(change.kind) ?? 0) + 1);
      }
    }
  };
  count(item);
  return counts;
}

/** The first error of an item's layers, or else the first warning. */
export function problemIn(item: OutlineItem): DiagramNode['problem'] {
  const found =
    item.kind === 'leaf' ? nodesOf(item).map(({ problem }) => problem) : item.children.map(problemIn);
  const problems = found.filter((problem) => problem !== undefined);
  return problems.find((problem) => problem.severity === 'error') ?? problems[0];
}
