// Trouble that looks inside show: gradients that vanish or explode, units that die, activations that saturate.

import type { Network } from '../../network/network.ts';
import type { InternalsEvent, LayerInternals } from '../../protocol/internals.ts';
import { type Finding, percent, short } from './findings.ts';

export const thresholds = {
  /** Of the largest gradient, each relative to its weights: below it, a layer hardly learns. */
  vanishing: 1e-3,
  /** Times the median norm of the looks before. */
  exploding: 100,
  /** Looks before, without which there is no median to speak of. */
  looksBefore: 3,
  /** Share of a rectifier's units that give zero for every image of a batch. */
  dying: 0.5,
  /** Of the range of tanh: 15 % of its outputs lie further out on either side, or 85 % on one. */
  saturation: 0.97,
} as const;

/** Names of the weights that vanishing is judged by: matrices and kernels on the way to the output. */
export function judgedWeights(network: Network): readonly string[] {
  return network.layers.flatMap(({ head, parameters }) =>
    head === undefined
      ? parameters.filter(({ trainable, shape }) => trainable && shape.length > 1).map(({ name }) => name)
      : [],
  );
}

/** The layer whose gradient is smallest beside its weights, where that is far less than another's. */
export function vanishingGradient(
  { parameters }: Pick<InternalsEvent, 'parameters'>,
  judged: readonly string[],
): Finding | undefined {
  const ratios = parameters.flatMap(({ name, weight, gradient }) =>
    judged.includes(name) && weight !== null && gradient !== null && weight > 0
      ? [{ layer: layerOf(name), ratio: gradient / weight }]
      : [],
  );
  if (ratios.length < 2) return undefined;
  const largest = ratios.reduce((most, found) => (found.ratio > most.ratio ? found : most));
  const smallest = ratios.reduce((least, found) => (found.ratio < least.ratio ? found : least));
  if (!(smallest.ratio < thresholds.vanishing * largest.ratio)) return undefined;
  const message =
    `Vanishing gradient: beside its weights, that of \`${smallest.layer}\` is ${short(smallest.ratio / largest.ratio)} ` +
    `of that of \`${largest.layer}\`. Shortcuts, batch normalisation or relu in place of sigmoid and tanh let it through.`;
  return { code: 'vanishing-gradient', layer: smallest.layer, message };
}

/** The gradient of all parameters together, far above the median of the looks before; `norms` are theirs. */
export function explodingGradient(
  event: Pick<InternalsEvent, 'parameters'>,
  norms: readonly number[],
): Finding | undefined {
  if (norms.length < thresholds.looksBefore) return undefined;
  const usual = norms.toSorted((a, b) => a - b)[Math.floor(norms.length / 2)]!;
  const norm = gradientNorm(event);
  if (!(norm > thresholds.exploding * usual)) return undefined;
  const largest = event.parameters.reduce((most, found) =>
    (found.gradient ?? Number.POSITIVE_INFINITY) > (most.gradient ?? Number.POSITIVE_INFINITY) ? found : most,
  );
  const layer = layerOf(largest.name);
  const size = Number.isFinite(norm)
    ? `is ${short(norm / usual)} times the usual one`
    : 'is not finite any more';
  const message =
    `Exploding gradient: its norm ${size}, most of it in \`${layer}\`. ` +
    'A smaller learning rate or `clip` in the recipe holds it back.';
  return { code: 'exploding-gradient', layer, message };
}

/** Infinite where a gradient is not finite. */
export function gradientNorm({ parameters }: Pick<InternalsEvent, 'parameters'>): number {
  return Math.sqrt(
    parameters.reduce((sum, { gradient }) => sum + (gradient ?? Number.POSITIVE_INFINITY) ** 2, 0),
  );
}

/** The rectifier with the most dead units, where that is at least half of them. */
export function dyingUnits({ layers }: Pick<InternalsEvent, 'layers'>): Finding | undefined {
  const worst = layers.reduce<LayerInternals | undefined>(
    (most, layer) => ((layer.dead ?? -1) > (most?.dead ?? -1) ? layer : most),
    undefined,
  );
  if (worst === undefined || (worst.dead ?? 0) < thresholds.dying) return undefined;
  const message =
    `Dying units: ${percent(worst.dead ?? 0)} of those of \`${worst.path}\` give zero for every image of a batch, ` +
    'so nothing teaches them. A smaller learning rate, or leaky_relu, keeps units alive.';
  return { code: 'dying-units', layer: worst.path, message };
}

/** The first tanh or sigmoid most of whose outputs lie at its ends; `kinds` are the layers' by path. */
export function saturation(
  { layers }: Pick<InternalsEvent, 'layers'>,
  kinds: ReadonlyMap<string, string>,
): Finding | undefined {
  const found = layers.find(({ path, output: { p15, p85 } }) => {
    const kind = kinds.get(path);
    if ((kind !== 'tanh' && kind !== 'sigmoid') || p15 === null || p85 === null) return false;
    // sigmoid(x) = (1 + tanh(x / 2)) / 2
    const [low, high] = kind === 'tanh' ? [p15, p85] : [2 * p15 - 1, 2 * p85 - 1];
    return Math.abs(low) > thresholds.saturation && Math.abs(high) > thresholds.saturation;
  });
  if (!found) return undefined;
  const message =
    `Saturation: the outputs of \`${found.path}\` lie at its ends, where its slope is almost zero. ` +
    'Batch normalisation before it, smaller first weights, or relu keep it in its middle.';
  return { code: 'saturation', layer: found.path, message };
}

function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('.'));
}
