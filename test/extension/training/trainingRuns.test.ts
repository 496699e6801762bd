// Runs in the editor: what they do when they are stopped, started or resumed at awkward moments, and beside each other.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../engine/userError.ts';
import { temporaryFolder } from '../../engine/training/temporaryFolder.ts';
import { deferred, fakeEngines, settled, start, step, training, trainRequest } from './fakeEngines.ts';
import { done, forget } from './fakeVsCode.ts';

vi.mock('vscode', () => import('./fakeVsCode.ts'));

const { TrainingRuns } = await import('../../../extension/training/trainingRuns.ts');

const { engines, surroundings } = fakeEngines();
const newRuns = () => new TrainingRuns(surroundings);
const recorded = (folder: string) =>
  ({ start: { model: 'Net', recipe: 'a', device: 'cpu', folder }, lane: 'cpu' }) as const;

beforeEach(() => {
  engines.length = 0;
  forget();
});

describe('a training run in the editor', () => {
  test('that is stopped while its engine starts is stopped as soon as it runs', async () => {
    const run = newRuns().train(trainRequest('/runs/a'), 'cpu');
    await settled();
    await run.stop();
    expect(run.record.state.status).toBe('stopping');
    engines[0]!.start();
    await settled();
    expect(engines[0]!.calls).toEqual(['train', 'stop']);
    engines[0]!.emit(start(0));
    engines[0]!.end('stopped');
    expect(run.record.state.status).toBe('stopped');
  });

  test('waits for the engine of the run before on its device, and can be stopped', async () => {
    const runs = newRuns();
    const { engine } = await training(runs, engines, '/runs/a');
    engine.emit({ event: 'end', reason: 'finished', best: undefined, run: '/runs/a', seconds: 1 });
    engine.answer.resolve(undefined);
    const run = runs.train(trainRequest('/runs/b'), 'cpu');
    await settled();
    expect(engines).toHaveLength(1);
    engine.gone.resolve();
    await settled();
    engines[1]!.start();
    await settled();
    await run.stop();
    expect(engines[1]!.calls).toEqual(['train', 'stop']);
    expect(done.contexts).toEqual([true, false, true]);
  });

  test('whose engine dies while it is asked to stop fails once', async () => {
    const { run, engine } = await training(newRuns(), engines, '/runs/a');
    const { promise, reject } = deferred<void>();
    Object.assign(await engine.started.promise, { stop: () => promise });
    const stopping = run.stop();
    const failure = new UserError('engine.crashed', 'The engine crashed.');
    reject(failure);
    engine.answer.reject(failure);
    await expect(stopping).resolves.toBeUndefined();
    await settled();
    expect(run.record.state).toMatchObject({ status: 'crashed', message: 'The engine crashed.' });
  });

  test('that is resumed shows its viewers the points up to its checkpoint only, over epochs', async () => {
    const runs = newRuns();
    const shown: { steps: number[]; stepsPerEpoch: number }[] = [];
    runs.onDidStart(({ record }) =>
      shown.push({ steps: [...record.steps.slice(0, 99).step], stepsPerEpoch: record.state.stepsPerEpoch }),
    );
    const { engine } = await training(runs, engines, '/runs/a');
    for (const number of [5, 10, 15]) engine.emit(step(number));
    engine.answer.reject(new UserError('engine.crashed', 'The engine crashed.'));
    engine.gone.resolve();
    await settled();
    runs.resume({ folder: '/runs/a', threads: 1 }, recorded('/runs/a'));
    await settled();
    engines[1]!.start();
    await settled();
    engines[1]!.emit(start(10));
    expect(shown.slice(2)).toEqual([
      { steps: [5, 10, 15], stepsPerEpoch: 10 },
      { steps: [5, 10], stepsPerEpoch: 10 },
    ]);
  });

  test('that another window trained is resumed with its whole curve', async () => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder);
    const events = [start(0, { run: folder }), step(5), step(10), step(15)];
    writeFileSync(
      join(folder, 'metrics.jsonl'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
    const runs = newRuns();
    const run = runs.resume({ folder, threads: 1 }, recorded(folder));
    const stepsOf = () => [...run.record.steps.slice(0, 99).step];
    await settled();
    expect(run.record.state.status).toBe('preparing');
    engines[0]!.start();
    await expect.poll(stepsOf).toEqual([5, 10, 15]);
    await expect.poll(() => engines[0]!.calls).toEqual(['resume']);
    expect(run.record.state.status).toBe('preparing');
    engines[0]!.emit(start(10, { run: folder }));
    engines[0]!.emit(step(15));
    engines[0]!.emit(step(20));
    expect(stepsOf()).toEqual([5, 10, 15, 20]);
  });

  test('that another window resumed first is followed', async () => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder);
    const end = { event: 'end', reason: 'finished', best: undefined, run: folder, seconds: 1 };
    const events = [start(0, { run: folder }), step(5), step(10), end];
    writeFileSync(
      join(folder, 'metrics.jsonl'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );
    const run = newRuns().resume({ folder, threads: 1 }, recorded(folder));
    await settled();
    engines[0]!.start();
    await expect.poll(() => engines[0]!.calls).toEqual(['resume']);
    engines[0]!.answer.reject(new UserError('run.active', 'The run is under way in process 7.'));
    engines[0]!.gone.resolve();
    await run.done;
    expect([...run.record.steps.slice(0, 99).step]).toEqual([5, 10]);
    expect(run.record.state).toMatchObject({ status: 'finished', message: undefined });
  });

  test('is paused, given another rate and continued by messages to its engine', async () => {
    const run = newRuns().train(trainRequest('/runs/a'), 'cpu');
    await settled();
    engines[0]!.start();
    await settled();
    await run.changeLearningRate(0.1);
    engines[0]!.emit(start(0));
    expect(engines[0]!.calls).toEqual(['train']);
    await run.pause();
    expect(run.record.state.status).toBe('pausing');
    expect(engines[0]!.wish).toEqual({ action: 'pause' });
    await run.changeLearningRate(0.01);
    expect(engines[0]!.wish).toEqual({ action: 'learningRate', learningRate: 0.01 });
    await run.goOn();
    expect(engines[0]!.wish).toEqual({ action: 'continue' });
  });
});

describe('runs beside each other', () => {
  test('have a device each, and are steered and stopped apart', async () => {
    const runs = newRuns();
    const cpu = await training(runs, engines, '/runs/a', 'cpu');
    const gpu = await training(runs, engines, '/runs/b', 'webgpu');
    expect(runs.active).toEqual([cpu.run, gpu.run]);
    expect([runs.isFree('cpu'), runs.isFree('webgpu'), runs.isFree('cuda')]).toEqual([false, false, true]);
    await gpu.run.pause();
    expect([cpu.engine.wish, gpu.engine.wish]).toEqual([undefined, { action: 'pause' }]);
    await cpu.run.stop();
    expect(gpu.engine.calls).not.toContain('stop');
    cpu.engine.end('stopped');
    await settled();
    expect([runs.isFree('cpu'), runs.isFree('webgpu')]).toEqual([true, false]);
    expect(runs.of('/runs/a')?.record.state.status).toBe('stopped');
    expect(runs.current).toBe(gpu.run);
    expect(done.contexts).toEqual([true]);
    gpu.engine.end('finished', '/runs/b');
    expect(done.contexts).toEqual([true, false]);
  });

  test('are not two on one device', async () => {
    const runs = newRuns();
    const { run } = await training(runs, engines, '/runs/a', 'cpu');
    expect(() => runs.train(trainRequest('/runs/b'), 'cpu')).toThrow(/trained on cpu already/);
    expect(runs.active).toEqual([run]);
    expect(engines).toHaveLength(1);
  });

  test('wait for one whose engine chooses the device, until it has chosen', async () => {
    const runs = newRuns();
    const run = runs.train(trainRequest('/runs/a', 'auto'), undefined);
    await settled();
    engines[0]!.start();
    await settled();
    expect([runs.isFree('cpu'), runs.isFree('cuda')]).toEqual([false, false]);
    engines[0]!.emit(start(0, { device: 'cuda' }));
    expect([run.lane, runs.isFree('cpu'), runs.isFree('cuda')]).toEqual(['cuda', true, false]);
  });

  test('tell which of them changed', async () => {
    const runs = newRuns();
    const cpu = await training(runs, engines, '/runs/a', 'cpu');
    const gpu = await training(runs, engines, '/runs/b', 'cuda');
    const told: string[] = [];
    runs.onDidChange(({ folder }) => told.push(folder));
    gpu.engine.emit(step(1));
    cpu.engine.emit(step(1));
    expect(told).toEqual(['/runs/b', '/runs/a']);
  });

  test('are left to go on when the window is closed', async () => {
    const runs = newRuns();
    const cpu = await training(runs, engines, '/runs/a', 'cpu');
    const gpu = await training(runs, engines, '/runs/b', 'cuda');
    runs.dispose();
    expect([cpu.engine.calls, gpu.engine.calls]).toEqual([
      ['train', 'release'],
      ['train', 'release'],
    ]);
  });

  test('that have ended are forgotten, but for the last: their folders have their points', async () => {
    const runs = newRuns();
    for (const folder of ['/runs/a', '/runs/b', '/runs/c']) {
      const { engine } = await training(runs, engines, folder);
      engine.end('finished', folder);
      await settled();
    }
    await training(runs, engines, '/runs/d');
    expect(runs.all.map(({ folder }) => folder)).toEqual(['/runs/d', '/runs/c']);
  });
});
