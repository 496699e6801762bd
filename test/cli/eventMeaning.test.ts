// What the fields of `train`, `resume` and `eval` mean: each figure is computed again from others, or from the recipe.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { learningRateAt } from '../../engine/recipe/learningRate.ts';
import { stopAfterStep } from '../process/stopAfterStep.ts';
import { folderWith, jsonLines, jsonOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

type Of<K extends TrainingEvent['event']> = TrainingEvent & { readonly event: K };

const of = <K extends TrainingEvent['event']>(events: readonly TrainingEvent[], kind: K): readonly Of<K>[] =>
  events.filter((event): event is Of<K> => event.event === kind);

/** 330 images of which ten are left out in each epoch: ten steps of 32, six epochs. */
const text = smallText
  .replace('digits(320)', 'digits(330)')
  .replace('momentum: 0.9)', 'momentum: 0.9)\n  schedule cosine(warmup: 1)')
  .replace('epochs 3', 'epochs 6');
const [stepsPerEpoch, epochs] = [10, 6];

/** What holds for the events of any run, from the step after `begin` on. */
function audit(events: readonly TrainingEvent[], begin: number): void {
  const [steps, ends] = [of(events, 'step'), of(events, 'epoch')];
  const numbers = steps.map(({ step }) => step);
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  for (const { step, epoch, learningRate, imagesPerSecond, accuracy } of steps) {
    expect(step).toBeGreaterThan(begin);
    expect(epoch).toBe(Math.ceil(step / stepsPerEpoch));
    const schedule = { kind: 'cosine', attributes: { warmup: 1 } };
    // Of the step itself, which is the (step - 1)-th after the beginning of the run.
    const place = { base: 0.1, step: step - 1, stepsPerEpoch, epochs };
    expect(learningRate).toBe(learningRateAt(schedule, place));
    expect(imagesPerSecond).toBeGreaterThan(0);
    expect(accuracy).toBeGreaterThanOrEqual(0);
    expect(accuracy).toBeLessThanOrEqual(1);
  }
  for (const { epoch, step, train, seconds } of ends) {
    expect(step).toBe(epoch * stepsPerEpoch);
    expect(seconds).toBeGreaterThan(0);
    // Each event tells the means of the steps since the one before it, and an epoch those of all its steps.
    const within = steps.filter((event) => event.epoch === epoch);
    expect(within.at(-1)!.step).toBe(step);
    const first = step - stepsPerEpoch;
    if (first < begin) continue;
    const weighted = (value: (event: Of<'step'>) => number) =>
      within.reduce(
        (sum, event, at) => sum + value(event) * (event.step - (within[at - 1]?.step ?? first)),
        0,
      ) / stepsPerEpoch;
    expect(weighted(({ loss }) => loss)).toBeCloseTo(train.loss, 6);
    expect(weighted(({ accuracy }) => accuracy)).toBeCloseTo(train.accuracy, 9);
  }
  for (const { train, validation } of ends)
    for (const { accuracy, top5 } of [train, validation]) expect(top5).toBeGreaterThanOrEqual(accuracy);
}

it('is what the contract says, of a run that is stopped, resumed and evaluated', async () => {
  const folder = folderWith({ 'small.cnn': text });
  const place = join(folder, 'run');
  const words = ['train', 'small.cnn', '--out', 'run', '--json', '--device', 'cpu'];
  // The engine, as the command line's child, takes on its options for Node.
  const env = { NODE_OPTIONS: stopAfterStep(23).execArgv.join(' ') };
  const stopped = await cli.run(words, { folder, env });
  expect([stopped.code, stopped.log]).toEqual([130, '']);
  const before = jsonLines(stopped.out) as unknown as TrainingEvent[];
  audit(before, 0);
  expect(before[0]).toEqual({
    event: 'start',
    run: place,
    device: 'cpu',
    model: 'Small',
    recipe: 'Small',
    // 49 pixels after the pooling, to ten scores, with biases.
    parameters: 49 * 10 + 10,
    trainingImages: 330,
    validationImages: 60,
    epochs,
    stepsPerEpoch,
    step: 0,
    replicas: 1,
  });
  const paused = before.at(-1) as Of<'end'>;
  const { record } = await readRun(place);
  expect(paused).toMatchObject({ event: 'end', reason: 'stopped', run: place, best: record.best });
  expect(record).toMatchObject({ state: 'stopped', epoch: 2, step: 23 });
  expect(of(before, 'step').map(({ step }) => step)).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));

  const resumed = await cli.run(['resume', 'run', '--json'], { folder });
  expect([resumed.code, resumed.log]).toEqual([0, '']);
  const after = jsonLines(resumed.out) as unknown as TrainingEvent[];
  audit(after, record.step);
  expect(after[0]).toEqual({ ...before[0], step: record.step });
  const finished = [...of(before, 'epoch'), ...of(after, 'epoch')];
  expect(finished.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  const end = after.at(-1) as Of<'end'>;
  const most = Math.max(...finished.map(({ validation }) => validation.accuracy));
  // The first of equals.
  const best = finished.find(({ validation }) => validation.accuracy === most)!;
  expect(end).toEqual({
    event: 'end',
    reason: 'finished',
    best: { epoch: best.epoch, accuracy: most },
    run: place,
    seconds: expect.any(Number),
  });
  expect(end.seconds).toBeGreaterThanOrEqual(
    of(after, 'epoch')
      .slice(1)
      .reduce((sum, { seconds }) => sum + seconds, 0),
  );
  // The file has the events of both, but for the end of the first.
  const noted = jsonLines(readFileSync(join(place, 'metrics.jsonl'), 'utf8'));
  expect(noted.filter(({ event }) => event !== 'start')).toEqual(
    [...before, ...after].filter(({ event }) => event !== 'start').filter((event) => event !== paused),
  );

  const scores = jsonOf(await cli.run(['eval', 'run', '--json'], { folder })) as Evaluated;
  const { confusion, perClass, top1, top5, loss } = scores;
  expect({ top1, top5 }).toEqual({ top1: best.validation.accuracy, top5: best.validation.top5 });
  expect(loss).toBeCloseTo(best.validation.loss, 6);
  const total = (row: readonly number[]) => row.reduce((sum, cell) => sum + cell, 0);
  const right = confusion.map((row, label) => row[label]!);
  expect(total(confusion.map(total))).toBe(60);
  expect(total(right) / 60).toBe(top1);
  for (const [label, { name, count, precision, recall, f1 }] of perClass.entries()) {
    expect([name, count]).toEqual([String(label), total(confusion[label]!)]);
    const called = total(confusion.map((row) => row[label]!));
    expect(recall).toBeCloseTo(count === 0 ? 0 : right[label]! / count, 12);
    expect(precision).toBeCloseTo(called === 0 ? 0 : right[label]! / called, 12);
    expect(f1).toBeCloseTo(
      precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
      12,
    );
  }
}, 60_000);

interface Evaluated {
  readonly loss: number;
  readonly top1: number;
  readonly top5: number;
  readonly perClass: readonly {
    name: string;
    count: number;
    precision: number;
    recall: number;
    f1: number;
  }[];
  readonly confusion: readonly (readonly number[])[];
}
