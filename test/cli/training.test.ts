// `train`, `resume`, `eval` and `export` on real runs: events, files, weights bit for bit, and Ctrl+C.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import { openData } from '../../engine/datasets/openData.ts';
import { elementCount } from '../../engine/network/shape.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { folderWith, jsonLines, jsonOf, lenet5File, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

function bytesOf(...place: string[]): Buffer {
  return readFileSync(join(...place));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What ONNX Runtime makes of a run's model, by itself: the share of validation images whose class it tells. */
async function accuracyOf(folder: string): Promise<number> {
  const { record } = await readRun(folder);
  const { validation } = await openData(record.recipe, record.dataRoot);
  const { count, shape } = validation;
  const images = new Float32Array(count * elementCount(shape));
  const labels = new Int32Array(count);
  await validation.read(
    Array.from({ length: count }, (_, index) => index),
    images,
    labels,
  );
  // Loading it this way switches its telemetry off.
  await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(join(folder, 'model.onnx'));
  const { logits } = await session.run({ images: new Tensor('float32', images, [count, ...shape]) });
  const scores = logits!.data as Float32Array;
  const right = labels.filter((label, image) => {
    const row = scores.subarray(image * 10, image * 10 + 10);
    return row.indexOf(Math.max(...row)) === label;
  });
  return right.length / count;
}

describe('train', () => {
  it('tells its events as JSON lines, and leaves every file of a run', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const { code, out, log } = await cli.run(
      ['train', 'small.cnn', '--out', 'run', '--seed', '5', '--json'],
      { folder },
    );
    expect([code, log]).toEqual([0, '']);
    const events = jsonLines(out);
    const run = join(folder, 'run');
    expect(events[0]).toEqual({
      event: 'start',
      run,
      device: 'cpu',
      replicas: expect.any(Number),
      model: 'Small',
      recipe: 'Small',
      parameters: 500,
      trainingImages: 320,
      validationImages: 60,
      epochs: 3,
      stepsPerEpoch: 10,
      step: 0,
      notes: [expect.stringMatching(/^`auto` took the processor: /)],
    });
    const steps = events.filter(({ event }) => event === 'step');
    expect(steps.at(-1)).toEqual({
      event: 'step',
      step: 30,
      epoch: 3,
      loss: expect.any(Number),
      accuracy: expect.any(Number),
      learningRate: expect.any(Number),
      imagesPerSecond: expect.any(Number),
    });
    const score = { loss: expect.any(Number), accuracy: expect.any(Number), top5: expect.any(Number) };
    const epochs = events.filter(({ event }) => event === 'epoch');
    expect(epochs).toEqual(
      [1, 2, 3].map((epoch) => ({
        event: 'epoch',
        epoch,
        step: 10 * epoch,
        train: score,
        validation: score,
        seconds: expect.any(Number),
      })),
    );
    const end = events.at(-1) as { best: { epoch: number; accuracy: number } };
    expect(end).toEqual({
      event: 'end',
      reason: 'finished',
      best: end.best,
      run,
      seconds: expect.any(Number),
    });
    const accuracies = epochs.map(({ validation }) => (validation as { accuracy: number }).accuracy);
    expect(end.best.accuracy).toBe(Math.max(...accuracies));
    expect(accuracies.indexOf(end.best.accuracy)).toBe(end.best.epoch - 1);

    expect(readdirSync(run).sort()).toEqual([
      'best.safetensors',
      'checkpoint.previous.safetensors',
      'checkpoint.safetensors',
      'diagram.svg',
      'lock-1.json',
      'metrics.jsonl',
      'model.onnx',
      'network.json',
      'run.json',
      'small.cnn',
      'tensorboard',
    ]);
    expect(bytesOf(run, 'small.cnn').toString()).toBe(smallText);
    expect(jsonLines(bytesOf(run, 'metrics.jsonl').toString())).toEqual(events);
    expect(bytesOf(run, 'diagram.svg').toString()).toMatch(/<svg[\s\S]*<\/svg>\s*$/);
    const { record } = await readRun(run);
    expect(record).toMatchObject({
      state: 'finished',
      seed: 5,
      best: end.best,
      recipe: { seed: 5, epochs: 3, batch: 32 },
      dataRoot: folder,
      sourceFile: join(folder, 'small.cnn'),
    });
  });

  it('exports LeNet-5 so that ONNX Runtime alone finds the accuracy of its best epoch', async () => {
    const folder = folderWith({});
    const data = 'digits(1920), validation: digits(300, seed: 9)';
    const trained = await cli.run(
      ['train', lenet5File, '--data', data, '--epochs', '3', '--out', 'run', '--json'],
      { folder },
    );
    expect([trained.code, trained.log]).toEqual([0, '']);
    const { best } = jsonLines(trained.out).at(-1) as { best: { epoch: number; accuracy: number } };
    // Guessing gives 0.1.
    expect(best.accuracy).toBeGreaterThan(0.5);
    const run = join(folder, 'run');
    expect(await accuracyOf(run)).toBe(best.accuracy);

    const evaluated = jsonOf(await cli.run(['eval', 'run', '--json'], { folder })) as {
      confusion: number[][];
      perClass: { name: string; count: number; precision: number; recall: number }[];
    };
    expect(evaluated).toMatchObject({
      loss: expect.any(Number),
      top1: best.accuracy,
      top5: expect.any(Number),
      count: 300,
    });
    const { confusion, perClass } = evaluated;
    expect(confusion.map((row) => row.reduce((sum, cell) => sum + cell, 0))).toEqual(Array(10).fill(30));
    const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
    expect(right / 300).toBe(best.accuracy);
    for (const [label, { name, count, recall, precision }] of perClass.entries()) {
      const predicted = confusion.reduce((sum, row) => sum + row[label]!, 0);
      expect([name, count, recall]).toEqual([String(label), 30, confusion[label]![label]! / 30]);
      expect(precision).toBe(predicted === 0 ? 0 : confusion[label]![label]! / predicted);
    }

    const exported = await cli.run(['export', 'run', '--to', 'onnx', '-o', 'again.onnx', '--json'], {
      folder,
    });
    expect(jsonOf(exported)).toEqual({
      file: 'again.onnx',
      bytes: bytesOf(run, 'model.onnx').length,
      opset: expect.any(Number),
    });
    expect(bytesOf(folder, 'again.onnx').equals(bytesOf(run, 'model.onnx'))).toBe(true);
  });

  it('looks inside every so many steps, without a trace in the weights', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const train = (...options: string[]) => cli.run(['train', 'small.cnn', '--json', ...options], { folder });
    await train('--out', 'plain');
    const { code, out } = await train('--out', 'watched', '--internals=10');
    expect(code).toBe(0);
    const looks = jsonLines(out).filter(({ event }) => event === 'internals');
    expect(looks.map(({ step }) => step)).toEqual([1, 11, 21]);
    expect(jsonLines(bytesOf(folder, 'watched', 'internals.jsonl').toString())).toEqual(looks);
    const { record, network } = await readRun(join(folder, 'watched'));
    expect(record.internals).toBe(10);
    expect((looks[0]!['layers'] as { path: string }[]).map(({ path }) => path)).toEqual(
      network.layers.map(({ path }) => path),
    );
    for (const file of ['checkpoint.safetensors', 'best.safetensors']) {
      expect(bytesOf(folder, 'watched', file).equals(bytesOf(folder, 'plain', file))).toBe(true);
    }
    // Without a number the engine's own interval holds: 30 steps have one look.
    const bare = await train('--out', 'bare', '--internals');
    expect(jsonLines(bare.out).filter(({ event }) => event === 'internals')).toHaveLength(1);
    const wrong = await train('--out', 'wrong', '--internals=0');
    expect([wrong.code, wrong.log]).toEqual([
      2,
      expect.stringContaining('--internals must be a whole number'),
    ]);
  });

  it('gives the same weights, byte for byte, for the same seed, and others for another', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    for (const [out, seed] of [
      ['a', '7'],
      ['b', '7'],
      ['c', '8'],
    ] as const) {
      const { code } = await cli.run(['train', 'small.cnn', '--seed', seed, '--out', out], { folder });
      expect(code).toBe(0);
    }
    const best = (run: string) => bytesOf(folder, run, 'best.safetensors');
    expect(best('a').equals(best('b'))).toBe(true);
    expect(best('a').equals(best('c'))).toBe(false);
  });

  it('names the run after the recipe and the time where no folder is given', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const { code, out } = await cli.run(['train', 'small.cnn', '--epochs', '1'], { folder });
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'runs'))).toEqual([expect.stringMatching(/^Small-\d{8}-\d{6}$/)]);
    for (const control of ['\u001b', '\r']) expect(out).not.toContain(control);
    expect(out).toMatch(/^ {2}1\/1 +\d+\.\d{4} +\d+\.\d\d % +\d+\.\d{4} +\d+\.\d\d % +[\d,]+ +[\d.]+ s$/m);
    expect(out).toMatch(/^Trained in \d+\.\d+ s; best \d+\.\d\d % held out, after epoch 1\.$/m);
    expect(out).toMatch(/^ {2}node .*cli\.js eval runs\/Small-\d{8}-\d{6}$/m);
  });
});

describe('Ctrl+C', () => {
  const endless = ['--epochs', '100000'];
  /** Takes lines, and calls `kill` at the first that fits: a second Ctrl+C would end the command at once. */
  function once(line: RegExp, kill: () => unknown): (line: string) => void {
    let done = false;
    return (text) => {
      if (done || !line.test(text)) return;
      done = true;
      kill();
    };
  }

  /** A run that is interrupted after its first epoch. */
  async function interrupted(folder: string, words: readonly string[]) {
    const { child, ended } = cli.start(['train', 'small.cnn', ...words, '--json'], {
      folder,
      onLine: once(/"event":"epoch"/, () => child.kill('SIGINT')),
    });
    return ended;
  }

  // That runs go on byte for byte is held by test/process/resume.test.ts.
  it('ends a run with 130 and a checkpoint to go on from', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const stopped = await interrupted(folder, [...endless, '--out', 'stopped']);
    expect(stopped.code).toBe(130);
    expect(stopped.log).toMatch(/^Stopping after this step; press Ctrl\+C again to end at once\.$/m);
    const end = jsonLines(stopped.out).at(-1)!;
    expect(end).toMatchObject({ event: 'end', reason: 'stopped', run: join(folder, 'stopped') });
    const { record } = await readRun(join(folder, 'stopped'));
    expect(record.state).toBe('stopped');
    expect(record.step).toBeGreaterThanOrEqual(10);
    const { metadata } = await readSafetensors(join(folder, 'stopped/checkpoint.safetensors'));
    expect(metadata['step']).toBe(String(record.step));
  });

  it('says how to go on, and the run goes on with the threads it had', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const { child, ended } = cli.start(['train', 'small.cnn', ...endless, '--threads', '1', '--out', 'run'], {
      folder,
      onLine: once(/^ +1\/100000/, () => child.kill('SIGINT')),
    });
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(out).toMatch(/^Stopped after .* s; best /m);
    expect(out).toMatch(/^Go on where it stopped:\n {2}node .*cli\.js resume run$/m);
    const again = cli.start(['resume', 'run', '--json'], {
      folder,
      onLine: once(/"event":"epoch"/, () => again.child.kill('SIGTERM')),
    });
    expect((await again.ended).code).toBe(130);
    expect((await readRun(join(folder, 'run'))).record).toMatchObject({ state: 'stopped', threads: 1 });
  });

  it('ends other commands at once with 130, and says so as JSON', async () => {
    const folder = folderWith({});
    // Two million drawn digits take minutes to look at.
    const { child, ended } = cli.start(['data', 'digits(2000000)', '--json', '--debug'], { folder });
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const { code, out, log } = await ended;
    expect(code).toBe(130);
    expect(jsonLines(out)).toEqual([{ error: { code: 'cancelled', message: 'Cancelled.' } }]);
    expect(log).toMatch(/^engine: process \d+, ONNX Runtime \d+\.\d+\.\d+\n[\s\S]*^Cancelled\.$/m);
    expect(isAlive(Number(/process (\d+)/.exec(log)![1]))).toBe(false);
  });
});

describe('resume', () => {
  it('says that a finished run is finished', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    await cli.run(['train', 'small.cnn', '--epochs', '1', '--out', 'run'], { folder });
    const before = bytesOf(folder, 'run', 'checkpoint.safetensors');
    const problem = await problemOf(cli, ['resume', 'run'], folder);
    expect(problem.code).toBe('run.finished');
    expect(problem.log).toBe(
      'The run in run is finished: all 1 epochs are done. For more, raise `epochs` in the text and train anew.',
    );
    expect(bytesOf(folder, 'run', 'checkpoint.safetensors').equals(before)).toBe(true);
  });
});

describe('a run that diverges', () => {
  it('ends with 1, keeps its last good checkpoint and names it', async () => {
    const deep = smallText.replace('  flatten\n', '  flatten -> dense(16) -> relu -> dense(16) -> relu\n');
    const folder = folderWith({ 'small.cnn': deep.replace('lr: 0.1', 'lr: 1e30') });
    const { code, out, log } = await cli.run(['train', 'small.cnn', '--out', 'run', '--json'], { folder });
    expect(code).toBe(1);
    const lines = jsonLines(out);
    expect(lines.at(-2)).toMatchObject({ event: 'end', reason: 'failed' });
    const checkpoint = join(folder, 'run', 'checkpoint.safetensors');
    expect(lines.at(-1)).toEqual({
      error: { code: 'training.diverged', message: expect.stringContaining(checkpoint), file: checkpoint },
    });
    expect(log).toMatch(
      /^Training diverged: .* at step \d+, in epoch 1, .* are in run\/checkpoint\.safetensors\.\n$/,
    );
    const { tensors } = await readSafetensors(checkpoint);
    for (const [name, { data }] of tensors) {
      expect(
        [...data].every((value) => Number.isFinite(Number(value))),
        name,
      ).toBe(true);
    }
    expect(existsSync(join(folder, 'run', 'model.onnx'))).toBe(false);
    expect((await problemOf(cli, ['eval', 'run'], folder)).code).toBe('run.no-best');
  });
});
