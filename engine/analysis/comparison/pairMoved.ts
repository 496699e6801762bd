// Pairs layers that only stand in another order, as branches that were exchanged.

import type { NetworkLayer } from '../../network/network.ts';
import type { LayerPair } from './alignLayers.ts';

/**
 * An alignment keeps the order of both texts, so of two exchanged branches it takes one for removed and added. Such a layer
 * does to the same inputs what it did before, and so is paired, at its new place; with that, the layers after it in its
 * branch. The pairs stay as they are where no order of the layers would let all lines of both networks go forward.
 */
export function pairMoved(pairs: readonly LayerPair[]): readonly LayerPair[] {
  const partners = new Map<string, string>();
  for (const { before, after } of pairs) if (before && after) partners.set(before.path, after.path);
  const waiting = waitingLayers(pairs);
  const moved = new Map<NetworkLayer, NetworkLayer>();
  for (const { before, after } of pairs) {
    if (!before || after) continue;
    const inputs = before.inputs.map((input) => partners.get(input));
    if (inputs.some((input) => input === undefined)) continue;
    const found = waiting.get(keyOf(before, inputs as readonly string[]))?.shift();
    if (!found) continue;
    moved.set(found, before);
    partners.set(before.path, found.path);
  }
  if (moved.size === 0) return pairs;
  const gone = new Set(moved.values());
  const merged = pairs.flatMap((pair): LayerPair[] => {
    if (pair.after) return [{ before: pair.before ?? moved.get(pair.after), after: pair.after } as LayerPair];
    return gone.has(pair.before) ? [] : [pair];
  });
  return forward(merged) ?? pairs;
}

/** Layers of the later network without a partner, by what they do. */
function waitingLayers(pairs: readonly LayerPair[]): ReadonlyMap<string, NetworkLayer[]> {
  const waiting = new Map<string, NetworkLayer[]>();
  for (const { before, after } of pairs) {
    if (before || !after) continue;
    const key = keyOf(after, after.inputs);
    waiting.set(key, [...(waiting.get(key) ?? []), after]);
  }
  return waiting;
}

function keyOf({ kind, attributes }: NetworkLayer, inputs: readonly string[]): string {
  return JSON.stringify([kind, attributes, inputs]);
}

/** Each pair after those that it reads in either network, and else as given; undefined where they run in a circle. */
function forward(pairs: readonly LayerPair[]): readonly LayerPair[] | undefined {
  const places = { before: new Map<string, number>(), after: new Map<string, number>() };
  pairs.forEach(({ before, after }, place) => {
    if (before) places.before.set(before.path, place);
    if (after) places.after.set(after.path, place);
  });
  const reads = pairs.map(({ before, after }) => [
    ...(before?.inputs ?? []).flatMap((input) => places.before.get(input) ?? []),
    ...(after?.inputs ?? []).flatMap((input) => places.after.get(input) ?? []),
  ]);
  const [OPEN, DONE] = [1, 2];
  const state = new Uint8Array(pairs.length);
  const sorted: LayerPair[] = [];
  for (let root = 0; root < pairs.length; root++) {
    const work = state[root] === DONE ? [] : [{ at: root, next: 0 }];
    for (let top = work.at(-1); top; top = work.at(-1)) {
      state[top.at] = OPEN;
      const read = reads[top.at]![top.next++];
      if (read === undefined) {
        state[top.at] = DONE;
        sorted.push(pairs[top.at]!);
        work.pop();
      } else if (state[read] === OPEN) return undefined;
      else if (state[read] !== DONE) work.push({ at: read, next: 0 });
    }
  }
  return sorted;
}
