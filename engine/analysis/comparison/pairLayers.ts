// Pairs the layers of two networks, those that only stand in another order among them.

import type { Network, NetworkLayer } from '../../network/network.ts';
import { alignLayers, type CategoryOf, type LayerPair } from './alignLayers.ts';

/**
 * Layers are paired in the order of both texts. Of exchanged branches that makes changed layers, or removed and added ones;
 * where fewer differ when layers are paired that do the same to the same inputs, wherever they stand, these are the pairs.
 * Each pair comes after those that it reads in either network.
 */
export function pairLayers(before: Network, after: Network, categoryOf: CategoryOf): readonly LayerPair[] {
  const aligned = alignLayers(before.layers, after.layers, categoryOf);
  const work: Work = (layer, inputs) => workOf(layer, inputs, categoryOf);
  const differs = ({ before: old, after: now }: LayerPair) => !old || !now || work(old, []) !== work(now, []);
  const differing = aligned.filter(differs).length;
  if (differing === 0) return aligned;
  const byWork = forward(pairByWork(before.layers, after.layers, work, categoryOf), after.layers);
  return byWork && byWork.filter(differs).length < differing ? byWork : aligned;
}

/** Equal for layers that do the same to inputs with these paths. */
type Work = (layer: NetworkLayer, inputs: readonly string[]) => string;

/** From the inputs on, as far as the networks do the same; the rest in the order of both. */
function pairByWork(
  before: readonly NetworkLayer[],
  after: readonly NetworkLayer[],
  workOf: Work,
  categoryOf: CategoryOf,
): readonly LayerPair[] {
  const labels = new Map<string, number>();
  const [leadsTo, nowLeadsTo] = [outlooks(before, labels, workOf), outlooks(after, labels, workOf)];
  const waiting = new Map<string, NetworkLayer[]>();
  for (const layer of after) {
    const work = workOf(layer, layer.inputs);
    const known = waiting.get(work);
    if (known) known.push(layer);
    else waiting.set(work, [layer]);
  }
  const partners = new Map<string, NetworkLayer>();
  for (const layer of before) {
    const inputs = layer.inputs.flatMap((input) => partners.get(input)?.path ?? []);
    const alike = (inputs.length === layer.inputs.length && waiting.get(workOf(layer, inputs))) || [];
    const same = alike.findIndex(({ path }) => nowLeadsTo.get(path) === leadsTo.get(layer.path));
    const [partner] = alike.splice(Math.max(0, same), 1);
    if (partner) partners.set(layer.path, partner);
  }
  const found = new Set(partners.values());
  return [
    ...before.flatMap((layer): LayerPair[] => {
      const partner = partners.get(layer.path);
      return partner ? [{ before: layer, after: partner }] : [];
    }),
    ...alignLayers(
      before.filter(({ path }) => !partners.has(path)),
      after.filter((layer) => !found.has(layer)),
      categoryOf,
    ),
  ];
}

/** Steps that are looked ahead to tell branches apart that begin alike. */
const OUTLOOK = 4;

/** A number for each layer, equal where the next steps after it are; `labels` are shared by both networks. */
function outlooks(
  layers: readonly NetworkLayer[],
  labels: Map<string, number>,
  workOf: Work,
): ReadonlyMap<string, number> {
  const readers = new Map<string, string[]>();
  for (const { path, inputs } of layers) {
    for (const input of inputs) {
      const known = readers.get(input);
      if (known) known.push(path);
      else readers.set(input, [path]);
    }
  }
  let known: ReadonlyMap<string, number> = new Map();
  for (let step = 0; step < OUTLOOK; step++) {
    known = new Map(
      layers.map((layer) => {
        const next = (readers.get(layer.path) ?? []).map((reader) => known.get(reader) ?? -1);
        const label = workOf(layer, next.sort((a, b) => a - b).map(String));
        if (!labels.has(label)) labels.set(label, labels.size);
        return [layer.path, labels.get(label)!];
      }),
    );
  }
  return known;
}

/** A merge may take its inputs in any order. */
function workOf(
  { kind, attributes }: NetworkLayer,
  inputs: readonly string[],
  categoryOf: CategoryOf,
): string {
  const merges = categoryOf(kind) === 'merge';
  return JSON.stringify([kind, attributes, merges ? [...inputs].sort() : inputs]);
}

/**
 * Near the order of the later text, and each pair after those that it reads in either network; undefined where they run in
 * a circle.
 */
function forward(
  pairs: readonly LayerPair[],
  after: readonly NetworkLayer[],
): readonly LayerPair[] | undefined {
  const places = { before: new Map<string, number>(), after: new Map<string, number>() };
  pairs.forEach((pair, place) => {
    if (pair.before) places.before.set(pair.before.path, place);
    if (pair.after) places.after.set(pair.after.path, place);
  });
  const reads = pairs.map((pair) => [
    ...(pair.before?.inputs ?? []).flatMap((input) => places.before.get(input) ?? []),
    ...(pair.after?.inputs ?? []).flatMap((input) => places.after.get(input) ?? []),
  ]);
  const roots = [...after.map(({ path }) => places.after.get(path)!), ...pairs.keys()];
  const sorted = depthFirst(roots, reads);
  return sorted?.map((place) => pairs[place]!);
}

/** What each reads, and then itself; without recursion, since a chain may be as long as the network. */
function depthFirst(
  roots: readonly number[],
  reads: readonly (readonly number[])[],
): readonly number[] | undefined {
  const [OPEN, DONE] = [1, 2];
  const state = new Uint8Array(reads.length);
  const sorted: number[] = [];
  for (const root of roots) {
    const work = state[root] === DONE ? [] : [{ at: root, next: 0 }];
    for (let top = work.at(-1); top; top = work.at(-1)) {
      state[top.at] = OPEN;
      const read = reads[top.at]![top.next++];
      if (read === undefined) {
        state[top.at] = DONE;
        sorted.push(top.at);
        work.pop();
      } else if (state[read] === OPEN) return undefined;
      else if (state[read] !== DONE) work.push({ at: read, next: 0 });
    }
  }
  return sorted;
}
