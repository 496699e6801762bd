// What differs between two networks in inference: a text and the file that was exported of it, written by whatever program.

import type { LayerSummary } from '../summarize.ts';
import { type ComparedSide, categoriesOf, gapsIn, summarizeSide } from './comparedSide.ts';
import {
  type ComparedLayer,
  changedAttributes,
  compareLayers,
  figuresOf,
  isAffected,
  type NetworkComparison,
} from './compareNetworks.ts';
import { type AbsorbedLayer, type InferenceForm, inferenceForm, parametersOf } from './inferenceForm.ts';
import { plainLayer, plainNetwork } from './plainForm.ts';

/** What a side is called in sentences. */
export interface NamedSide extends ComparedSide {
  readonly name: string;
}

/**
 * Compares what two networks compute in inference. Layers that only training needs, normalisation that is folded into the
 * layer before it, and other ways of saying the same are told as equivalent.
 */
export function compareForInference(
  before: NamedSide,
  after: NamedSide,
  options: { readonly batch: number },
): NetworkComparison {
  const heads = before.network.heads.length > 0 && after.network.heads.length > 0;
  const sides = [preparedSide(before, options, heads), preparedSide(after, options, heads)] as const;
  const [old, now] = sides;
  const compared = compareLayers(old.plain, now.plain, categoriesOf([before, after]));
  const layers = withAbsorbed(
    compared.map((layer) => inOwnWords(layer, old, now)),
    old,
    now,
  );
  const gaps = sides.flatMap(({ side, summary }) => gapsIn(side, summary, side.name));
  const notes = [...outputNote(compared, old, now), ...gaps];
  return {
    before: old.summary,
    after: now.summary,
    layers,
    figures: figuresOf(old.summary, now.summary),
    notes,
  };
}

/** Layers may be equal one by one, and the outputs those of different ones: an export gives the scores before a softmax. */
function outputNote(
  compared: readonly {
    readonly before?: LayerSummary | undefined;
    readonly after?: LayerSummary | undefined;
  }[],
  old: Prepared,
  now: Prepared,
): readonly string[] {
  const [left, right] = [old.form.network.output, now.form.network.output];
  const alike = compared.some(({ before, after }) => before?.path === left && after?.path === right);
  if (alike) return [];
  return [
    `The output of ${old.side.name} is that of \`${left}\`, the output of ${now.side.name} that of \`${right}\`.`,
  ];
}

type Prepared = ReturnType<typeof preparedSide>;

function preparedSide(side: NamedSide, options: { readonly batch: number }, heads: boolean) {
  const form = inferenceForm(side.network, { heads });
  const network = withPlainParameters(plainNetwork(form.network));
  const foreign = side.foreign ? { foreign: side.foreign } : {};
  const summary = summarizeSide(side, options);
  return {
    side,
    form,
    summary,
    own: new Map(summary.layers.map((layer) => [layer.path, layer])),
    plain: { network, summary: summarizeSide({ network, ...foreign }, options) },
    absorbed: absorbedByLayer(form),
  };
}

/** A kind's plain form may count otherwise than the kind. */
function withPlainParameters(network: NamedSide['network']): NamedSide['network'] {
  const shapes = new Map(network.layers.map((layer) => [layer.path, layer.outputShape]));
  const layers = network.layers.map((layer) => {
    const parameters = parametersOf(
      layer,
      layer.inputs.map((path) => shapes.get(path)),
    );
    return parameters.length > 0 ? { ...layer, parameters } : layer;
  });
  return { ...network, layers };
}

function absorbedByLayer({ absorbed }: InferenceForm): ReadonlyMap<string, readonly AbsorbedLayer[]> {
  const found = new Map<string, AbsorbedLayer[]>();
  for (const one of absorbed) {
    if (one.into === undefined) continue;
    found.set(one.into, [...(found.get(one.into) ?? []), one]);
  }
  return found;
}

/** With kinds, labels and figures as each side has them, not in the plain form. */
function inOwnWords(
  layer: Exclude<ComparedLayer, { status: 'equivalent' }>,
  old: Prepared,
  now: Prepared,
): ComparedLayer {
  const before = layer.before && old.own.get(layer.before.path);
  const after = layer.after && now.own.get(layer.after.path);
  if (!before || !after) return { ...layer, before, after } as ComparedLayer;
  if (layer.status !== 'same') return { ...layer, before, after } as ComparedLayer;
  const reason = otherwise(before, after, old, now);
  return reason === undefined
    ? ({ ...layer, before, after } as ComparedLayer)
    : { status: 'equivalent', before, after, reason };
}

/** Why layers that do the same do not look the same; undefined where they do. */
function otherwise(
  before: LayerSummary,
  after: LayerSummary,
  old: Prepared,
  now: Prepared,
): string | undefined {
  if (before.kind !== after.kind) return `${before.kind} is another word for ${after.kind}`;
  if (before.parameters === after.parameters) return undefined;
  const folded = [...(old.absorbed.get(before.path) ?? []), ...(now.absorbed.get(after.path) ?? [])].find(
    ({ why }) => why === 'folded',
  );
  return folded ? `${folded.layer.kind} is folded into it` : 'its parameters are counted otherwise';
}

/** After the layer that gives their output stand those that are part of it, or do nothing; heads at the end. */
function withAbsorbed(
  layers: readonly ComparedLayer[],
  old: Prepared,
  now: Prepared,
): readonly ComparedLayer[] {
  const heads = ({ form, own }: Prepared) =>
    form.absorbed.filter(({ why }) => why === 'head').map(({ layer }) => own.get(layer.path)!);
  const reason = 'part of an auxiliary head, which only training uses';
  return [
    ...layers.flatMap((layer) => [layer, ...absorbedAt(layer, old, now)]),
    ...heads(old).map((before) => ({ status: 'equivalent', before, after: undefined, reason }) as const),
    ...heads(now).map((after) => ({ status: 'equivalent', before: undefined, after, reason }) as const),
  ];
}

function absorbedAt(layer: ComparedLayer, old: Prepared, now: Prepared): readonly ComparedLayer[] {
  const left = (layer.before && old.absorbed.get(layer.before.path)) ?? [];
  const right = [...((layer.after && now.absorbed.get(layer.after.path)) ?? [])];
  const alone = !layer.before || !layer.after;
  // A bias that the other side lacks: then normalisation is not part of it, but gone.
  const unbiased = layer.status === 'changed' && 'bias' in layer.attributes;
  const oneSided = (side: 'before' | 'after', one: AbsorbedLayer): readonly ComparedLayer[] => {
    // It is no more than a line.
    if (one.layer.kind === 'identity') return [];
    const own = (side === 'before' ? old : now).own.get(one.layer.path)!;
    const [before, after] = side === 'before' ? [own, undefined] : [undefined, own];
    const isText = (side === 'before' ? old : now).side.foreign === undefined;
    if (alone || (one.why === 'folded' && unbiased) || (one.why === 'scores' && !isText)) {
      return [{ status: side === 'before' ? 'removed' : 'added', before, after } as ComparedLayer];
    }
    const into = (side === 'before' ? layer.after : layer.before)!.path;
    return [{ status: 'equivalent', before, after, reason: reasonOf(one, into), into }];
  };
  const pairs = left.flatMap((one): readonly ComparedLayer[] => {
    const place = right.findIndex((other) => other.layer.kind === one.layer.kind);
    if (place < 0) return oneSided('before', one);
    const [other] = right.splice(place, 1);
    return [pairOf(one, other!, old, now)];
  });
  return [...pairs, ...right.flatMap((one) => oneSided('after', one))];
}

function reasonOf({ why }: AbsorbedLayer, into: string): string {
  if (why === 'scores') return 'follows the output, which is the scores';
  return why === 'folded' ? `folded into ${into}` : 'does nothing in inference';
}

/** Normalisation that both sides have; of dropout nothing matters in inference. */
function pairOf(one: AbsorbedLayer, other: AbsorbedLayer, old: Prepared, now: Prepared): ComparedLayer {
  const [before, after] = [old.own.get(one.layer.path)!, now.own.get(other.layer.path)!];
  const none = new Map();
  const attributes =
    one.why === 'folded' ? changedAttributes(plainLayer(one.layer, none), plainLayer(other.layer, none)) : {};
  const changed = Object.keys(attributes).length > 0;
  const status = changed ? 'changed' : isAffected(before, after) ? 'affected' : 'same';
  return { status, before, after, attributes, rewired: false };
}
