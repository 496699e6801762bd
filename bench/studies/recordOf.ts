// What is kept of a run, from its events so far.

import { cpus } from 'node:os';
import type { Distribution, InternalsEvent } from '../../engine/protocol/internals.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { Run } from './experiments.ts';
import type { Errors, Look, Quantiles, RecordedRun } from './recordedRun.ts';

type Event<K extends TrainingEvent['event']> = TrainingEvent & { readonly event: K };

export interface RunSoFar {
  readonly seed: number;
  readonly command: string;
  readonly events: readonly TrainingEvent[];
  readonly seconds: number;
}

/** Undefined as long as no epoch is over and nothing went wrong. */
export function recordOf(run: Run, { seed, command, events, seconds }: RunSoFar): RecordedRun | undefined {
  const start = events.find((event): event is Event<'start'> => event.event === 'start');
  const problem = events.find((event): event is Event<'end'> => event.event === 'end')?.problem;
  const epochs = events.filter(
    (event): event is Event<'epoch'> => event.event === 'epoch' && isNumber(event.validation.loss),
  );
  if (start === undefined || (epochs.length === 0 && problem === undefined)) return undefined;
  const looks = events.filter((event): event is InternalsEvent => event.event === 'internals');
  return {
    name: run.name,
    seed,
    command,
    parameters: start.parameters,
    planned: start.epochs,
    ...(problem === undefined ? {} : { failure: problem.message }),
    epochs: epochs.map(({ epoch, step, train, validation }) => ({
      epoch,
      step,
      train: errorsOf(train),
      test: errorsOf(validation),
    })),
    steps: meansOf(
      events.filter((event): event is Event<'step'> => event.event === 'step' && isNumber(event.loss)),
      25,
    ),
    looks: looks.map((look) => lookOf(look, run)),
    seconds: Math.round(seconds),
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`,
    ended: new Date().toISOString(),
  };
}

function errorsOf({ loss, accuracy }: { readonly loss: number; readonly accuracy: number }): Errors {
  return { loss: digits(loss), error: digits(1 - accuracy) };
}

/** A loss that became NaN arrives as null. */
function isNumber(value: number | null): boolean {
  return value !== null;
}

function digits(number: number): number {
  return Number(number.toFixed(5));
}

/** Each event is a mean over the steps since the one before; these are means over at least `width` steps. */
function meansOf(events: readonly Event<'step'>[], width: number): RecordedRun['steps'] {
  const means: { step: number; loss: number; error: number }[] = [];
  let [before, count, loss, error] = [0, 0, 0, 0];
  for (const event of events) {
    const steps = event.step - before;
    [before, count] = [event.step, count + steps];
    loss += event.loss * steps;
    error += (1 - event.accuracy) * steps;
    if (count < width) continue;
    means.push({ step: event.step, loss: digits(loss / count), error: digits(error / count) });
    [count, loss, error] = [0, 0, 0];
  }
  return means;
}

function quantilesOf({ p15, p50, p85 }: Distribution): Quantiles {
  return { p15, p50, p85 };
}

function lookOf({ step, layers, parameters }: InternalsEvent, { looks }: Run): Look {
  return {
    step,
    inputs: Object.fromEntries(
      layers
        .filter(({ path }) => looks!.layers.test(path))
        .map(({ path, inputs }) => [path, quantilesOf(inputs[0]!)]),
    ),
    gradients: Object.fromEntries(
      parameters
        .filter(({ name }) => looks!.parameters.test(name))
        .map(({ name, gradient }) => [name, gradient]),
    ),
  };
}
