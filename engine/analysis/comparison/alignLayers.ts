// Finds which layer of one network is which layer of another.

import type { LayerCategory } from '../../layers/layer.ts';
import type { NetworkLayer } from '../../network/network.ts';
import { alignSequences, longestRising } from './alignSequences.ts';

/** A layer in both networks, or in one of them. */
export type LayerPair =
  | { readonly before: NetworkLayer; readonly after: NetworkLayer }
  | { readonly before: NetworkLayer; readonly after: undefined }
  | { readonly before: undefined; readonly after: NetworkLayer };

/** The family of a kind; undefined of one that nobody knows. */
export type CategoryOf = (kind: string) => LayerCategory | undefined;

/**
 * Pairs layers of two networks, in an order that both keep. What is equal at the beginning and at the end is the same;
 * between, layers of one kind are paired so that as many as possible agree in path, name, attributes and output. So a
 * layer that is put in between does not make all later ones seem changed, though their numbers move on.
 */
export function alignLayers(
  before: readonly NetworkLayer[],
  after: readonly NetworkLayer[],
  categoryOf: CategoryOf,
): readonly LayerPair[] {
  const features = (layer: NetworkLayer) => featuresOf(layer, categoryOf);
  const [left, right] = [before.map(features), after.map(features)];
  const pairs: LayerPair[] = [];
  let [i, j] = [0, 0];
  const align = (endBefore: number, endAfter: number): void => {
    const [startBefore, startAfter] = [i, j];
    const places = alignSequences({
      before: endBefore - startBefore,
      after: endAfter - startAfter,
      score: (a, b) => likeness(left[startBefore + a]!, right[startAfter + b]!),
    });
    for (const place of places) {
      const old = place.before === undefined ? undefined : before[startBefore + place.before];
      const now = place.after === undefined ? undefined : after[startAfter + place.after];
      pairs.push({ before: old, after: now } as LayerPair);
    }
    [i, j] = [endBefore, endAfter];
  };
  for (const anchor of anchorsOf(left, right)) {
    align(anchor.before, anchor.after);
    pairs.push({ before: before[i++]!, after: after[j++]! });
  }
  align(before.length, after.length);
  return pairs;
}

interface Features {
  readonly kind: string;
  readonly category: LayerCategory;
  readonly path: string;
  /** The path without its last segment: the block, round or value around it. */
  readonly scope: string;
  /** The name that the text gives; undefined where the path ends in kind and number. */
  readonly name: string | undefined;
  readonly attributes: string;
  readonly shape: string;
}

function featuresOf(layer: NetworkLayer, categoryOf: CategoryOf): Features {
  // Operators of files stand in scopes that `/` parts.
  const end = Math.max(layer.path.lastIndexOf('.'), layer.path.lastIndexOf('/'));
  const last = layer.path.slice(end + 1);
  return {
    kind: layer.kind,
    category: categoryOf(layer.kind) ?? 'input',
    path: layer.path,
    scope: layer.path.slice(0, Math.max(0, end)),
    name: last.replace(/(_?\d+| \(\d+\))$/, '') === layer.kind ? undefined : last,
    attributes: JSON.stringify(layer.attributes),
    shape: layer.outputShape?.join('x') ?? '?',
  };
}

interface Anchor {
  readonly before: number;
  readonly after: number;
}

/** Up to so many pairs of layers between the equal ends are weighed, in about a tenth of a second. */
const MOST_WEIGHED = 4_000_000;

/** Places that are paired without weighing: equal ends; in very large networks also equal layers between. */
function anchorsOf(left: readonly Features[], right: readonly Features[]): readonly Anchor[] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && isEqual(left[start]!, right[start]!)) start++;
  let rest = 0;
  while (rest < shorter - start && isEqual(left.at(-1 - rest)!, right.at(-1 - rest)!)) rest++;
  const [endBefore, endAfter] = [left.length - rest, right.length - rest];
  const head = Array.from({ length: start }, (_, place) => ({ before: place, after: place }));
  const tail = Array.from({ length: rest }, (_, place) => ({
    before: endBefore + place,
    after: endAfter + place,
  }));
  const large = (endBefore - start) * (endAfter - start) > MOST_WEIGHED;
  const between = large ? equalBetween(left, right, { start, endBefore, endAfter }) : [];
  return [...head, ...between, ...tail];
}

/** As many layers with one path, kind, attributes and output as keep their order. */
function equalBetween(
  left: readonly Features[],
  right: readonly Features[],
  { start, endBefore, endAfter }: Readonly<Record<'start' | 'endBefore' | 'endAfter', number>>,
): readonly Anchor[] {
  const places = new Map<string, number>();
  for (let place = start; place < endAfter; place++) places.set(right[place]!.path, place);
  const equal: Anchor[] = [];
  for (let before = start; before < endBefore; before++) {
    const after = places.get(left[before]!.path);
    if (after !== undefined && isEqual(left[before]!, right[after]!)) equal.push({ before, after });
  }
  return longestRising(equal.map(({ after }) => after)).map((place) => equal[place]!);
}

function isEqual(a: Features, b: Features): boolean {
  return a.path === b.path && a.kind === b.kind && a.attributes === b.attributes && a.shape === b.shape;
}

/**
 * Attributes say more than the place, and the place more than the path, whose numbers move when a layer comes before; a
 * given name says as much as they.
 */
function likeness(a: Features, b: Features): number {
  if (a.kind !== b.kind && !(replaceable.has(a.category) && a.category === b.category)) return 0;
  return (
    1 +
    (a.kind === b.kind ? 1 : 0) +
    (a.kind === b.kind && a.attributes === b.attributes ? 6 : 0) +
    (a.scope === b.scope ? 3 : 0) +
    (a.path === b.path ? 2 : 0) +
    (a.name !== undefined && a.name === b.name ? 4 : 0) +
    (a.shape === b.shape ? 1 : 0)
  );
}

/** One kind of these in the place of another is a change of the layer, not another layer. */
const replaceable: ReadonlySet<LayerCategory> = new Set(['activation', 'normalization', 'pooling']);
