// What differs between two networks: layers, and the figures of the whole.

import type { AttributeValue } from '../../network/attribute.ts';
import type { Network, NetworkLayer } from '../../network/network.ts';
import type { ReceptiveField } from '../receptiveField.ts';
import type { LayerSummary, NetworkSummary } from '../summarize.ts';
import type { CategoryOf } from './alignLayers.ts';
import { type ComparedSide, categoriesOf, summarizeSide } from './comparedSide.ts';
import { pairLayers } from './pairLayers.ts';

/** Before and after. */
export type Change<T> = readonly [before: T, after: T];

export type ComparedLayer =
  | { readonly status: 'added'; readonly before: undefined; readonly after: LayerSummary }
  | { readonly status: 'removed'; readonly before: LayerSummary; readonly after: undefined }
  | {
      /** Written otherwise, or in one of the two alone, with the same results in inference. */
      readonly status: 'equivalent';
      readonly before: LayerSummary | undefined;
      readonly after: LayerSummary | undefined;
      /** `folded into conv1` */
      readonly reason: string;
      /** Path of the layer that gives its output where it is missing; absent where both have the layer, and in heads. */
      readonly into?: string;
    }
  | {
      /**
       * `changed`: another kind, other attributes or other inputs. `affected`: only its output, parameters or work
       * differ, since something before it does.
       */
      readonly status: 'same' | 'changed' | 'affected';
      readonly before: LayerSummary;
      readonly after: LayerSummary;
      /** Another kind is `kind`; attributes that only one of two kinds has are not listed. */
      readonly attributes: Readonly<Record<string, Change<AttributeValue>>>;
      /** Whether it reads other layers than before. */
      readonly rewired: boolean;
    };

/** Figures of inference for one image, auxiliary heads left out, as papers quote them. */
export interface ComparedFigures {
  readonly parameters: Change<number>;
  readonly macs: Change<number>;
  readonly flops: Change<number>;
  readonly depth: Change<number>;
  readonly neurons: Change<number>;
  readonly inferenceBytes: Change<number>;
  readonly trainingBytes: Change<number>;
  readonly receptiveField: Change<ReceptiveField | undefined>;
}

export interface NetworkComparison {
  readonly before: NetworkSummary;
  readonly after: NetworkSummary;
  /** Every layer of both, each after those that it reads; in the order of both texts but for what was moved. */
  readonly layers: readonly ComparedLayer[];
  readonly figures: ComparedFigures;
  /** What is not compared, or not known, in sentences. */
  readonly notes: readonly string[];
}

/** Compares two networks, with memory for `batch` images. Never fails, also on networks with errors. */
export function compareNetworks(
  before: Network,
  after: Network,
  options: { readonly batch: number },
): NetworkComparison {
  return compareSides({ network: before }, { network: after }, options);
}

/** Layers as both sides have them, one by one. */
export function compareSides(
  before: ComparedSide,
  after: ComparedSide,
  options: { readonly batch: number },
): NetworkComparison {
  const [old, now] = [summarizeSide(before, options), summarizeSide(after, options)];
  const layers = compareLayers(
    { network: before.network, summary: old },
    { network: after.network, summary: now },
    categoriesOf([before, after]),
  );
  return { before: old, after: now, layers, figures: figuresOf(old, now), notes: [] };
}

/** A network with what is told of its layers. */
export interface SummarizedNetwork {
  readonly network: Network;
  readonly summary: Pick<NetworkSummary, 'layers'>;
}

/** Pairs the layers of two networks, and tells what differs of each pair. */
export function compareLayers(
  before: SummarizedNetwork,
  after: SummarizedNetwork,
  categoryOf: CategoryOf,
): readonly Exclude<ComparedLayer, { status: 'equivalent' }>[] {
  const oldLayers = new Map(before.summary.layers.map((layer) => [layer.path, layer]));
  const nowLayers = new Map(after.summary.layers.map((layer) => [layer.path, layer]));
  const pairs = pairLayers(before.network, after.network, categoryOf);
  const partners = new Map(
    pairs.flatMap((pair) => (pair.before && pair.after ? [[pair.before.path, pair.after.path]] : [])),
  );
  const came = new Set(partners.values());
  return pairs.map((pair) => {
    const [left, right] = [oldLayers.get(pair.before?.path ?? ''), nowLayers.get(pair.after?.path ?? '')];
    if (!pair.before || !left) return { status: 'added', before: undefined, after: right! };
    if (!pair.after || !right) return { status: 'removed', before: left, after: undefined };
    const attributes = changedAttributes(pair.before, pair.after);
    const ordered = pair.after.kind === 'concat' || categoryOf(pair.after.kind) !== 'merge';
    const rewired = isRewired(pair.before, pair.after, { partners, came, ordered });
    const changed = Object.keys(attributes).length > 0 || rewired || pair.before.kind !== pair.after.kind;
    const status = changed ? 'changed' : isAffected(left, right) ? 'affected' : 'same';
    return { status, before: left, after: right, attributes, rewired };
  });
}

/**
 * Attributes with other values. What only one of two kinds has says nothing; of one kind, what is left out is null.
 */
export function changedAttributes(
  before: NetworkLayer,
  after: NetworkLayer,
): Readonly<Record<string, Change<AttributeValue>>> {
  const own = Object.keys(before.attributes);
  const names =
    before.kind === after.kind
      ? [...new Set([...own, ...Object.keys(after.attributes)])]
      : own.filter((name) => name in after.attributes);
  const changes = names.flatMap((name) => {
    const change: Change<AttributeValue> = [before.attributes[name] ?? null, after.attributes[name] ?? null];
    return JSON.stringify(change[0]) === JSON.stringify(change[1]) ? [] : [[name, change] as const];
  });
  return Object.fromEntries(changes);
}

interface Rewiring {
  /** Of layers before, by path; and all of them, by the path after. */
  readonly partners: ReadonlyMap<string, string>;
  readonly came: ReadonlySet<string>;
  /** Whether the order of inputs counts. */
  readonly ordered: boolean;
}

/** A layer put in between does not rewire the one after it, which reads what it read through something new. */
function isRewired(
  before: NetworkLayer,
  after: NetworkLayer,
  { partners, came, ordered }: Rewiring,
): boolean {
  if (before.inputs.length !== after.inputs.length) return true;
  const known = before.inputs.map((input) => partners.get(input));
  const now = new Set(after.inputs);
  if (ordered && !sameOrder(known, after.inputs)) return true;
  // An input without a partner was removed, or came in its stead: that is told of it, and not of this layer.
  return known.some((partner, place) => {
    const read = after.inputs[place]!;
    return partner !== undefined && !now.has(partner) && came.has(read);
  });
}

/** The channels of a concatenation stand in the order of its inputs, as a difference does; a sum or product does not care. */
function sameOrder(known: readonly (string | undefined)[], now: readonly string[]): boolean {
  const common = known.filter((partner) => partner !== undefined && now.includes(partner));
  return now.filter((input) => common.includes(input)).every((input, place) => input === common[place]);
}

/** Whether output, parameters or work differ. */
export function isAffected(before: LayerSummary, after: LayerSummary): boolean {
  return (
    before.outputShape?.join() !== after.outputShape?.join() ||
    before.parameters !== after.parameters ||
    before.macs !== after.macs
  );
}

/** Of the whole networks. */
export function figuresOf(before: NetworkSummary, after: NetworkSummary): ComparedFigures {
  const change = <T>(figure: (summary: NetworkSummary) => T): Change<T> => [figure(before), figure(after)];
  return {
    parameters: change(({ parameters }) => parameters.inference),
    macs: change(({ macs }) => macs.inference),
    flops: change(({ flops }) => flops),
    depth: change(({ depth }) => depth),
    neurons: change(({ neurons }) => neurons),
    inferenceBytes: change(({ memory }) => memory.inferenceBytes),
    trainingBytes: change(({ memory }) => memory.trainingBytes),
    receptiveField: change(({ receptiveField }) => receptiveField),
  };
}

/**
 * By how many pixels the field grew along height and width, as `+16x16`; empty where it is the same. `minus` is the sign
 * that the place writes.
 */
export function fieldDifference(
  [before, after]: Change<ReceptiveField | undefined>,
  minus: '-' | '−',
): string {
  if (!before || !after) return before === after ? '' : 'unknown';
  const grown = after.size.map((side, axis) => side - before.size[axis]!);
  if (grown.every((pixels) => pixels === 0)) return '';
  if (grown.every((pixels) => pixels >= 0)) return `+${grown.join('x')}`;
  if (grown.every((pixels) => pixels <= 0)) return minus + grown.map(Math.abs).join('x');
  return grown.map((pixels) => (pixels < 0 ? minus : '+') + Math.abs(pixels)).join('x');
}
