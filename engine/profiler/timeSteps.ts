// Times steps: a warm-up, then as many as a budget of time allows.

import { UserError } from '../userError.ts';

export interface StepBudget {
  readonly warmUp: number;
  readonly least: number;
  readonly most: number;
  /** No further step is begun after this time, once there are `least`. */
  readonly milliseconds: number;
}

export interface StepTiming {
  readonly signal: AbortSignal;
  /** Lets messages in between two steps. */
  readonly breathe: () => Promise<void>;
  readonly now: () => number;
}

/**
 * The wall-clock time of each step after the warm-up, in milliseconds.
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function timeSteps(
  step: (index: number) => Promise<unknown>,
  { warmUp, least, most, milliseconds }: StepBudget,
  { signal, breathe, now }: StepTiming,
): Promise<readonly number[]> {
  const durations: number[] = [];
  let began = now();
  for (let index = 0; durations.length < most; index++) {
    await breathe();
    if (signal.aborted) throw new UserError('engine.stopped', 'The profile was stopped before it was done.');
    const start = now();
    if (index === warmUp) began = start;
    if (durations.length >= least && start - began >= milliseconds) break;
    await step(index);
    if (index >= warmUp) durations.push(now() - start);
  }
  return durations;
}
