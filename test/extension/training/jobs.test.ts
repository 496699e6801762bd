// Commands and views with several jobs: which run they speak of, and when a job waits.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Lane } from '../../../extension/training/lane.ts';
import { queueText } from '../../../webview/dashboard/jobStrip.ts';
import { fakeEngines, settled, training, trainRequest } from './fakeEngines.ts';
import { done, forget, user } from './fakeVsCode.ts';

vi.mock('vscode', () => import('./fakeVsCode.ts'));

const { TrainingRuns } = await import('../../../extension/training/trainingRuns.ts');
const { TrainingQueue } = await import('../../../extension/training/trainingQueue.ts');
const { AutoDevice } = await import('../../../extension/training/autoDevice.ts');
const { stopTraining } = await import('../../../extension/commands/stopTraining.ts');
const { pauseTraining } = await import('../../../extension/commands/pauseTraining.ts');
const { changeLearningRate } = await import('../../../extension/commands/changeLearningRate.ts');
const { laneFor, startJob, startOrQueue } = await import('../../../extension/commands/startJob.ts');
const { jobsMessage } = await import('../../../extension/panels/jobLines.ts');

const { engines, surroundings } = fakeEngines();
const job = (name: string) => ({ kind: 'train', request: trainRequest(`/runs/${name}`) }) as const;

function services() {
  const runs = new TrainingRuns(surroundings);
  const shown: string[] = [];
  const dashboard = {
    openRun: ({ folder }: { readonly folder: string }) => shown.push(folder),
    openCurrent: () => shown.push('current'),
  };
  const memory = { get: (_: string, usual: unknown) => usual, update: async () => undefined };
  const queue = new TrainingQueue(memory as never, runs, (next, lane) => {
    void startJob({ training: runs, dashboard: dashboard as never }, next, lane);
  });
  const asked: string[] = [];
  const auto = new AutoDevice(async () => {
    asked.push('auto');
    return 'cuda';
  });
  return { training: runs, dashboard: dashboard as never, queue, auto, shown, asked };
}

async function two() {
  const all = services();
  const cpu = await training(all.training, engines, '/runs/a', 'cpu');
  const gpu = await training(all.training, engines, '/runs/b', 'cuda');
  return { ...all, cpu, gpu };
}

beforeEach(() => {
  engines.length = 0;
  forget();
});

describe('a command that steers', () => {
  test('speaks of the run that it is given, by its folder or its row', async () => {
    const { training: runs, cpu, gpu } = await two();
    await pauseTraining(runs, '/runs/a');
    await changeLearningRate(runs, 0.5, '/runs/b');
    expect(cpu.engine.wish).toEqual({ action: 'pause' });
    expect(gpu.engine.wish).toEqual({ action: 'learningRate', learningRate: 0.5 });
    await stopTraining(runs, { folder: '/runs/b', name: 'b' });
    expect([cpu.engine.calls.at(-1), gpu.engine.calls.at(-1)]).toEqual(['control', 'stop']);
    expect(done.picks).toEqual([]);
  });

  test('asks which one where there are several, the newest first', async () => {
    const { training: runs, cpu, gpu } = await two();
    user.picks = 1;
    await stopTraining(runs);
    expect(done.picks).toEqual([['b, cuda', 'a, cpu']]);
    expect([cpu.engine.calls.at(-1), gpu.engine.calls.at(-1)]).toEqual(['stop', 'train']);
  });

  test('takes the only one that fits without asking, and says where there is none', async () => {
    const { training: runs, cpu, gpu } = await two();
    cpu.engine.end('finished');
    await settled();
    await stopTraining(runs, new URL('file:///models/net.cnn'));
    expect(gpu.engine.calls.at(-1)).toBe('stop');
    gpu.engine.end('stopped', '/runs/b');
    await stopTraining(runs);
    await pauseTraining(runs, '/runs/a');
    expect(done.messages).toEqual(['No network is being trained.', 'This run is not being trained.']);
  });
});

describe('a job', () => {
  test('begins beside another one where its device is free', async () => {
    const all = services();
    await training(all.training, engines, '/runs/a', 'cpu');
    void startOrQueue(all, job('b'), 'cuda');
    await settled();
    expect(all.training.active.map(({ folder }) => folder)).toEqual(['/runs/a', '/runs/b']);
    expect([all.shown, done.questions]).toEqual([['/runs/b'], []]);
  });

  test('is offered to wait where its device is taken, and begins when that is free', async () => {
    const all = await two();
    user.answer = 'Queue';
    await startOrQueue(all, job('c'), 'cpu');
    expect(done.questions).toEqual([
      { message: 'Net is being trained on cpu. Train c after it?', answers: ['Queue', 'Show It'] },
    ]);
    expect(jobsMessage(all.training, all.queue, '/runs/a')).toEqual({
      kind: 'jobs',
      jobs: [
        { folder: '/runs/a', name: 'a', device: 'cpu', status: 'running', shown: true },
        { folder: '/runs/b', name: 'b', device: 'cuda', status: 'running', shown: false },
      ],
      waiting: [{ name: 'c', device: 'cpu' }],
    });
    all.gpu.engine.end('finished', '/runs/b');
    expect(all.training.active).toHaveLength(1);
    all.cpu.engine.end('finished');
    await settled();
    expect(all.training.active.map(({ record }) => record.state.recipe)).toEqual(['c']);
    expect(all.queue.runs).toEqual([]);
  });

  test('for any device begins at once where nothing is trained, and has its device found out otherwise', async () => {
    const all = services();
    expect(await laneFor(all, 'auto')).toBeUndefined();
    expect(await laneFor(all, 'cpu')).toBe<Lane>('cpu');
    expect(all.asked).toEqual([]);
    await training(all.training, engines, '/runs/a', 'cpu');
    expect(await laneFor(all, 'auto')).toBe<Lane>('cuda');
    expect(await laneFor(all, 'auto')).toBe<Lane>('cuda');
    expect(all.asked).toEqual(['auto']);
  });
});

test('the training view says nothing of jobs where the only one is the one that it shows', async () => {
  const all = services();
  await training(all.training, engines, '/runs/a', 'cpu');
  expect(jobsMessage(all.training, all.queue, '/runs/a')).toEqual({ kind: 'jobs', jobs: [], waiting: [] });
  expect(jobsMessage(all.training, all.queue, '/runs/old').jobs).toHaveLength(1);
});

test('the training view tells what is next on each device, and how many more wait', () => {
  const line = (name: string, device: string) => ({ name, device });
  expect(queueText([line('a', 'cpu')])).toBe('Next on cpu: a');
  expect(queueText([line('a', 'cpu'), line('b', 'cuda'), line('c', 'cpu'), line('d', 'cpu')])).toBe(
    'Next on cpu: a, Next on cuda: b, 2 more',
  );
});
