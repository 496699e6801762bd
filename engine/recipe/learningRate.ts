// The learning rate of every step, from the schedule alone.

import type { Call } from '../network/attribute.ts';
import { constant, cosine, multistep, step as stepSchedule } from './schedules.ts';

export interface TrainingPlace {
  /** The optimizer's `lr`. */
  readonly base: number;
  /** Steps done before this one: 0 for the first of the run. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
}

/** The learning rate of one step; the formulas are those of the schedules' documentation. */
export function learningRateAt(schedule: Call, { base, step, stepsPerEpoch, epochs }: TrainingPlace): number {
  const decay = readSchedule(schedule);
  const warmupSteps = decay.warmup * stepsPerEpoch;
  if (step < warmupSteps) return base * Math.min(1, (step + 1) / warmupSteps);
  const remaining = epochs * stepsPerEpoch - warmupSteps;
  return (
    base *
    decay.factorAt({
      epochsDone: Math.floor(step / stepsPerEpoch),
      progress: remaining > 0 ? Math.min(1, (step - warmupSteps) / remaining) : 0,
    })
  );
}

interface Decay {
  /** Epochs. */
  readonly warmup: number;
  /** `progress` goes from 0 (warm-up done) to 1 (run done). */
  factorAt(place: { readonly epochsDone: number; readonly progress: number }): number;
}

function readSchedule(schedule: Call): Decay {
  switch (schedule.kind) {
    case 'constant':
      return { warmup: constant.attributesOf(schedule).warmup, factorAt: () => 1 };
    case 'cosine': {
      const { warmup } = cosine.attributesOf(schedule);
      return { warmup, factorAt: ({ progress }) => (1 + Math.cos(Math.PI * progress)) / 2 };
    }
    case 'step': {
      const { warmup, every, factor } = stepSchedule.attributesOf(schedule);
      return { warmup, factorAt: ({ epochsDone }) => factor ** Math.floor(epochsDone / every) };
    }
    case 'multistep': {
      const { warmup, at, factor } = multistep.attributesOf(schedule);
      const changes = (epochsDone: number) => at.filter((epoch) => epoch <= epochsDone).length;
      return { warmup, factorAt: ({ epochsDone }) => factor ** changes(epochsDone) };
    }
    default:
      throw new Error(`There is no schedule called ${schedule.kind}.`);
  }
}
