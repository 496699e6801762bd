// Runs whose batches replicas share, in the real engine.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import type { TrainingEvent } from '../../engine/protocol/trainingEvent.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

function bytesOf(folder: string, file: string): Buffer {
  return readFileSync(join(folder, file));
}

it('a run with two replicas says so, goes on bit for bit where it stopped, and is evaluated alike', async () => {
  const engine = await start(built.modulePath);
  const shared = { threads: 2, replicas: 2 };
  const events: TrainingEvent[] = [];
  const whole = { ...trainRequest({ epochs: 4 }), ...shared };
  const end = await engine.request('train', whole, (event) => events.push(event));
  expect(end.reason).toBe('finished');
  expect(events[0]).toMatchObject({ event: 'start', device: 'cpu', replicas: 2 });
  const stopped = { ...trainRequest({ epochs: 4 }), ...shared };
  let stop: (() => void) | undefined;
  const seen = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const running = engine.request('train', stopped, ({ event }) => event === 'epoch' && stop?.());
  await seen;
  await engine.stop();
  expect((await running).reason).toBe('stopped');
  expect((await readRun(stopped.folder)).record).toMatchObject({ replicas: 2, threads: 2 });
  await engine.request('resume', { folder: stopped.folder, threads: 2 });
  for (const file of ['checkpoint.safetensors', 'best.safetensors', 'model.onnx']) {
    expect(bytesOf(stopped.folder, file).equals(bytesOf(whole.folder, file)), file).toBe(true);
  }
  const { dataRoot, device } = whole;
  const weights = join(whole.folder, 'best.safetensors');
  const scores = await engine.request('evaluate', { network, recipe, weights, dataRoot, device, threads: 1 });
  expect(scores.accuracy).toBe(end.best!.accuracy);
});

it('a number of replicas that the batch cannot be shared by is refused before anything is written', async () => {
  const engine = await start(built.modulePath);
  const request = { ...trainRequest(), threads: 3, replicas: 3 };
  await expect(engine.request('train', request)).rejects.toMatchObject({
    code: 'training.replicas',
    message: 'A batch of 32 cannot be shared equally by 3 replicas. Take 2, or a batch that 3 divides.',
  });
});
