// Trains what a study asks for with the command line, one run after another, and keeps what its figures need.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Distribution, InternalsEvent } from '../../engine/protocol/internals.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { Data, Experiment, Run } from './experiments.ts';
import {
  type Errors,
  keepRun,
  type Look,
  type Quantiles,
  type RecordedRun,
  readRuns,
} from './recordedRun.ts';

type Event<K extends TrainingEvent['event']> = TrainingEvent & { readonly event: K };

/** Runs that are there already stay, unless `again` says otherwise. */
export async function trainRuns(
  study: string,
  { runs, seeds }: Experiment,
  { data, threads, again }: { readonly data: Data; readonly threads: string; readonly again: boolean },
): Promise<void> {
  const all = runs.flatMap((run) => (run.seeds ?? seeds).map((seed) => ({ run, seed })));
  // Seed by seed, so that a study that is broken off compares like with like.
  all.sort((a, b) => a.seed - b.seed);
  const there = again ? [] : readRuns(study);
  for (const { run, seed } of all) {
    if (there.some((kept) => kept.name === run.name && kept.seed === seed)) continue;
    const looks = seed === 1 ? run.looks : undefined;
    const words = wordsOf(run, { seed, threads, every: looks?.every });
    const events = await eventsOf(words(data));
    keepRun(
      study,
      recordOf(run, {
        seed,
        command: commandOf(words({ mnist: '$DATA/mnist', cifar: '$DATA/cifar10/cifar10-jpg.tar.gz' })),
        events,
      }),
    );
    const { train, test } = readable(events);
    console.log(`${study}: ${run.name}, seed ${seed}: training error ${train}, test error ${test}`);
  }
}

function wordsOf(
  { file, recipe, set = {}, data: kind }: Run,
  {
    seed,
    threads,
    every,
  }: { readonly seed: number; readonly threads: string; readonly every: number | undefined },
): (data: Data) => readonly string[] {
  return (data) => [
    'train',
    file,
    ...['--recipe', recipe],
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...['--data', kind === 'mnist' ? `mnist("${data.mnist}")` : `images("${data.cifar}", size: 16)`],
    ...['--seed', String(seed)],
    ...['--threads', threads],
    ...(every === undefined ? [] : [`--internals=${every}`]),
  ];
}

/** As a shell takes it. */
function commandOf(words: readonly string[]): string {
  const quoted = words.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`));
  return ['netwright', ...quoted].join(' ');
}

async function eventsOf(words: readonly string[]): Promise<readonly TrainingEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), 'netwright-study-'));
  try {
    const child = spawn(process.execPath, ['dist/cli.js', ...words, '--out', join(folder, 'run'), '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const events: TrainingEvent[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      events.push(JSON.parse(line) as TrainingEvent);
    }
    const code = await ended;
    if (code !== 0) throw new Error(`\`${commandOf(words)}\` ended with ${code}.`);
    return events;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function recordOf(
  run: Run,
  { seed, command, events }: { seed: number; command: string; events: readonly TrainingEvent[] },
): RecordedRun {
  const start = events.find((event): event is Event<'start'> => event.event === 'start')!;
  const end = events.find((event): event is Event<'end'> => event.event === 'end')!;
  const epochs = events.filter((event): event is Event<'epoch'> => event.event === 'epoch');
  const looks = events.filter((event): event is InternalsEvent => event.event === 'internals');
  return {
    name: run.name,
    seed,
    command,
    parameters: start.parameters,
    epochs: epochs.map(({ epoch, step, train, validation }) => ({
      epoch,
      step,
      train: errorsOf(train),
      test: errorsOf(validation),
    })),
    steps: meansOf(
      events.filter((event): event is Event<'step'> => event.event === 'step'),
      25,
    ),
    looks: looks.map((look) => lookOf(look, run)),
    seconds: Math.round(end.seconds),
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`,
    ended: new Date().toISOString(),
  };
}

function errorsOf({ loss, accuracy }: { readonly loss: number; readonly accuracy: number }): Errors {
  return { loss: digits(loss), error: digits(1 - accuracy) };
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

function readable(events: readonly TrainingEvent[]): { readonly train: string; readonly test: string } {
  const last = events.findLast((event): event is Event<'epoch'> => event.event === 'epoch');
  const percent = (accuracy = Number.NaN) => `${(100 * (1 - accuracy)).toFixed(2)} %`;
  return { train: percent(last?.train.accuracy), test: percent(last?.validation.accuracy) };
}
