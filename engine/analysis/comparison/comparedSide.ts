// One side of a comparison: a network, and what is known of layers that the language has no kind for.

import type { LayerCategory } from '../../layers/layer.ts';
import { findLayer } from '../../layers/registry.ts';
import type { Network } from '../../network/network.ts';
import { type NetworkSummary, summarize } from '../summarize.ts';

/** A layer that is an operator of a file, with what its kind cannot tell. */
export interface ForeignLayer {
  readonly category: LayerCategory;
  /** Attributes as the papers write them. */
  readonly label: string;
  /** Multiply-adds for one image; undefined where they are not known. */
  readonly macs: number | undefined;
}

export interface ComparedSide {
  readonly network: Network;
  /** By path. */
  readonly foreign?: ReadonlyMap<string, ForeignLayer>;
  /** The same network in layers, where `network` has the file's operators: for the figures of the whole. */
  readonly inLayers?: ComparedSide;
}

/** All figures, those of foreign layers among them. Never fails. */
export function summarizeSide(
  { network, foreign }: ComparedSide,
  options: { readonly batch: number },
): NetworkSummary {
  const summary = summarize(network, options);
  if (!foreign || foreign.size === 0) return summary;
  const layers = summary.layers.map((layer) => {
    const told = foreign.get(layer.path);
    return told ? { ...layer, label: told.label, macs: told.macs ?? 0 } : layer;
  });
  const work = (counts: (head: string | undefined) => boolean) =>
    layers.reduce((sum, { head, macs }) => sum + (counts(head) ? macs : 0), 0);
  return {
    ...summary,
    layers,
    macs: { total: work(() => true), inference: work((head) => head === undefined) },
  };
}

/** The family of each kind that occurs. */
export function categoriesOf(sides: readonly ComparedSide[]): (kind: string) => LayerCategory | undefined {
  const known = new Map<string, LayerCategory>();
  for (const { network, foreign } of sides) {
    for (const { kind, path } of network.layers) {
      const category = foreign?.get(path)?.category;
      if (category !== undefined) known.set(kind, category);
    }
  }
  return (kind) => findLayer(kind)?.category ?? known.get(kind);
}

/** What the figures of `side` leave out, in sentences; `name` is what it is called. */
export function gapsIn(side: ComparedSide, summary: NetworkSummary, name: string): readonly string[] {
  const { network, foreign } = side.inLayers ?? side;
  const kinds = (paths: (path: string) => boolean) => [
    ...new Set(network.layers.filter(({ path }) => paths(path)).map(({ kind }) => kind)),
  ];
  const uncounted = kinds((path) => foreign?.has(path) === true && foreign.get(path)!.macs === undefined);
  const shapeless = network.layers.filter(({ outputShape }) => outputShape === undefined).length;
  return [
    ...(uncounted.length > 0
      ? [`The multiply-adds of ${listed(uncounted)} in ${name} are not known, and not counted.`]
      : []),
    ...(shapeless > 0
      ? [
          `The output of ${shapeless === 1 ? 'one layer' : `${shapeless} layers`} of ${name} has no known shape: multiply-adds and memory leave it out.`,
        ]
      : []),
    ...(summary.receptiveField === undefined && (foreign?.size ?? 0) > 0
      ? [`The receptive field of ${name} is not known past ${listed(kinds((path) => foreign!.has(path)))}.`]
      : []),
  ];
}

const MOST_LISTED = 5;

function listed(words: readonly string[]): string {
  const told = words.slice(0, MOST_LISTED).map((word) => `\`${word.slice(0, 60)}\``);
  return words.length > MOST_LISTED ? `${told.join(', ')} and others` : told.join(', ');
}
