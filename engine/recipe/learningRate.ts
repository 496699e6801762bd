// The learning rate of every step, from the schedule and, for some, the validation losses so far.

import type { AttributesOf, Call } from '../network/attribute.ts';
import {
  constant,
  cosine,
  multistep,
  oneCycle,
  plateau,
  polynomial,
  step as stepSchedule,
} from './schedules.ts';

export interface TrainingPlace {
  /** The optimizer's `lr`. */
  readonly base: number;
  /** Steps done before this one: 0 for the first of the run. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
  /** Of the epochs done, in order; none where they are not known. */
  readonly validationLosses?: readonly number[];
}

/** The learning rate of one step; the formulas are those of the schedules' documentation. */
export function learningRateAt(schedule: Call, place: TrainingPlace): number {
  const { base, step, stepsPerEpoch, epochs, validationLosses = [] } = place;
  const decay = readSchedule(schedule);
  const warmupSteps = decay.warmup * stepsPerEpoch;
  if (step < warmupSteps) return base * Math.min(1, (step + 1) / warmupSteps);
  const steps = epochs * stepsPerEpoch;
  const remaining = steps - warmupSteps;
  return (
    base *
    decay.factorAt({
      epochsDone: Math.floor(step / stepsPerEpoch),
      progress: remaining > 0 ? Math.min(1, (step - warmupSteps) / remaining) : 0,
      step,
      steps,
      validationLosses,
    })
  );
}

interface DecayPlace {
  readonly epochsDone: number;
  /** From 0 (warm-up done) to 1 (run done). */
  readonly progress: number;
  readonly step: number;
  /** Of the whole run. */
  readonly steps: number;
  readonly validationLosses: readonly number[];
}

interface Decay {
  /** Epochs. */
  readonly warmup: number;
  factorAt(place: DecayPlace): number;
}

const readers: Readonly<Record<string, (schedule: Call) => Decay>> = {
  constant: (schedule) => ({ warmup: constant.attributesOf(schedule).warmup, factorAt: () => 1 }),
  cosine(schedule) {
    const { warmup } = cosine.attributesOf(schedule);
    return { warmup, factorAt: ({ progress }) => (1 + Math.cos(Math.PI * progress)) / 2 };
  },
  step(schedule) {
    const { warmup, every, factor } = stepSchedule.attributesOf(schedule);
    return { warmup, factorAt: ({ epochsDone }) => factor ** Math.floor(epochsDone / every) };
  },
  multistep(schedule) {
    const { warmup, at, factor } = multistep.attributesOf(schedule);
    const changes = (epochsDone: number) => at.filter((epoch) => epoch <= epochsDone).length;
    return { warmup, factorAt: ({ epochsDone }) => factor ** changes(epochsDone) };
  },
  polynomial(schedule) {
    const { warmup, power } = polynomial.attributesOf(schedule);
    return { warmup, factorAt: ({ progress }) => (1 - progress) ** power };
  },
  one_cycle(schedule) {
    const attributes = oneCycle.attributesOf(schedule);
    return { warmup: 0, factorAt: (place) => oneCycleFactor(attributes, place) };
  },
  plateau(schedule) {
    const attributes = plateau.attributesOf(schedule);
    const factorAt = ({ validationLosses }: DecayPlace) =>
      attributes.factor ** countPlateaus(attributes, validationLosses);
    return { warmup: attributes.warmup, factorAt };
  },
};

function readSchedule(schedule: Call): Decay {
  const read = readers[schedule.kind];
  if (read === undefined) throw new Error(`There is no schedule called ${schedule.kind}.`);
  return read(schedule);
}

/** The peak is at step `rise * steps - 1`, the end at step `steps - 1`, as in PyTorch. */
function oneCycleFactor(
  { rise, start, end, anneal }: AttributesOf<typeof oneCycle.attributes>,
  { step, steps }: DecayPlace,
): number {
  const peak = rise * steps - 1;
  const last = steps - 1;
  const first = 1 / start;
  const way = (from: number, to: number, share: number) =>
    anneal === 'linear'
      ? from + (to - from) * share
      : to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  if (step < peak) return way(first, 1, step / peak);
  return last > peak ? way(1, first / end, Math.min(1, (step - peak) / (last - peak))) : 1;
}

/** How often the loss stopped falling. */
function countPlateaus(
  { patience, threshold, cooldown }: AttributesOf<typeof plateau.attributes>,
  losses: readonly number[],
): number {
  let best = Infinity;
  let [worse, cooling, count] = [0, 0, 0];
  for (const loss of losses) {
    if (loss < best * (1 - threshold)) {
      best = loss;
      worse = 0;
    } else worse++;
    if (cooling > 0) {
      cooling--;
      worse = 0;
    }
    if (worse > patience) {
      count++;
      cooling = cooldown;
      worse = 0;
    }
  }
  return count;
}
