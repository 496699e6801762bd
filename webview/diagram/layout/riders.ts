// Lets normalisations and activations that only follow a layer ride on it, as chips of one node.

import type { DiagramEdge, NodeCategory } from '../../protocol/diagram.ts';
import type { Leaf, OutlineItem } from './frame.ts';

const CARRIERS: ReadonlySet<NodeCategory> = new Set(['convolution', 'dense', 'pooling']);
const RIDERS: ReadonlySet<NodeCategory> = new Set(['normalization', 'activation']);
/** More would make the node longer than it saves height. */
const MOST = 3;

/** A rider reads nothing but what it rides on, which feeds nothing else, and has no name of its own. */
export function withRiders(
  outline: readonly OutlineItem[],
  edges: readonly DiagramEdge[],
): readonly OutlineItem[] {
  const feeds = new Map<string, string[]>();
  const reads = new Map<string, string[]>();
  const note = (map: Map<string, string[]>, from: string, to: string) => {
    const known = map.get(from);
    if (known) known.push(to);
    else map.set(from, [to]);
  };
  for (const { source, target } of edges) {
    note(feeds, source, target);
    note(reads, target, source);
  }
  const follows = (before: string, after: string) =>
    feeds.get(before)?.length === 1 && reads.get(after)?.length === 1 && reads.get(after)?.[0] === before;
  return mount(outline, follows);
}

function mount(
  items: readonly OutlineItem[],
  follows: (before: string, after: string) => boolean,
): readonly OutlineItem[] {
  const mounted: OutlineItem[] = [];
  for (const item of items) {
    const carrier = mounted.at(-1);
    if (item.kind === 'frame') mounted.push({ ...item, children: mount(item.children, follows) });
    else if (carrier?.kind === 'leaf' && rides(item, carrier, follows)) {
      mounted[mounted.length - 1] = { ...carrier, riders: [...carrier.riders, item.node] };
    } else mounted.push(item);
  }
  return mounted;
}

function rides(item: Leaf, carrier: Leaf, follows: (before: string, after: string) => boolean): boolean {
  const last = carrier.riders.at(-1) ?? carrier.node;
  return (
    CARRIERS.has(carrier.node.category) &&
    RIDERS.has(item.node.category) &&
    carrier.riders.length < MOST &&
    item.tag === undefined &&
    item.node.change?.kind === carrier.node.change?.kind &&
    follows(last.id, item.node.id)
  );
}
