// A run that outlives whoever asked for it: it goes on to its end, and is followed and asked through its folder.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import { PROTOCOL_VERSION, type TrainingEvent, type TrainRequest } from '../../engine/protocol/messages.ts';
import { isAlive, isRunHeld } from '../../engine/training/runLock.ts';
import { FollowedEngine } from '../../extension/training/followedEngine.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

/** A program that asks for a run and tells the engine's number at its first epoch. */
async function parentOf(
  request: TrainRequest,
): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
  const script = join(temporaryFolder(), 'parent.cjs');
  writeFileSync(
    script,
    `const { fork } = require('node:child_process');
    const engine = fork(${JSON.stringify(built.modulePath)}, [], { silent: true, detached: true });
    let id = 0;
    const ask = (method, parameters) => engine.send({ kind: 'request', id: ++id, method, parameters });
    engine.on('message', (message) => {
      if (message.kind === 'ready') ask('handshake', { protocolVersion: ${PROTOCOL_VERSION} });
      if (message.kind === 'reply') ask('train', ${JSON.stringify({ ...request, outlive: true })});
      if (message.event?.event === 'epoch') process.send(engine.pid);
    });`,
  );
  const parent = fork(script, [], { execArgv: [] });
  const pid = await new Promise<number>((resolve) =>
    parent.once('message', (message) => resolve(message as number)),
  );
  onTestFinished(() => {
    parent.kill('SIGKILL');
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return { parent, pid };
}

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 40_000 });

describe('a run that is to outlive its parent', () => {
  it('goes on to its last epoch after the parent is killed, and its engine ends then', async () => {
    const request = trainRequest({ epochs: 12 });
    const { parent, pid } = await parentOf(request);
    parent.kill('SIGKILL');
    await gone(pid);
    const { record } = await readRun(request.folder);
    expect(record).toMatchObject({ state: 'finished', epoch: 12, problem: null });
    expect(existsSync(join(request.folder, 'model.onnx'))).toBe(true);
    expect(await isRunHeld(request.folder)).toBe(false);
  });

  it('is followed by another window from its first event on, and stopped by it', async () => {
    const request = trainRequest({ epochs: 100_000 });
    const { parent, pid } = await parentOf(request);
    parent.kill('SIGKILL');
    expect(await isRunHeld(request.folder)).toBe(true);
    const engine = new FollowedEngine(request.folder);
    const events: TrainingEvent[] = [];
    let asked = false;
    await engine.follow((event) => {
      events.push(event);
      if (event.event !== 'epoch' || asked) return;
      asked = true;
      void engine.stop();
    });
    expect(events[0]).toMatchObject({ event: 'start', step: 0 });
    expect(events.at(-1)).toMatchObject({ event: 'end', reason: 'stopped' });
    await gone(pid);
    expect((await readRun(request.folder)).record.state).toBe('stopped');
  });

  it('is paused, given another learning rate and continued through its folder', async () => {
    const request = trainRequest({ epochs: 100_000 });
    const { parent, pid } = await parentOf(request);
    parent.kill('SIGKILL');
    const engine = new FollowedEngine(request.folder);
    const kinds: string[] = [];
    await engine.control({ action: 'pause' });
    await engine.follow((event) => {
      if (event.event !== 'step' && event.event !== 'epoch') kinds.push(event.event);
      if (event.event === 'paused') {
        void engine.control({ action: 'learningRate', learningRate: 0.001 });
        void engine.control({ action: 'continue' });
      }
      if (event.event === 'learningRate') void engine.stop();
    });
    expect(kinds.filter((kind) => kind !== 'warning')).toEqual([
      'start',
      'paused',
      'continued',
      'learningRate',
      'end',
    ]);
    await gone(pid);
  });

  it('says that its engine is gone where it was killed', async () => {
    const request = trainRequest({ epochs: 100_000 });
    const { pid } = await parentOf(request);
    const following = new FollowedEngine(request.folder).follow(() => undefined);
    process.kill(pid, 'SIGKILL');
    await expect(following).rejects.toMatchObject({ code: 'engine.crashed' });
    await expect(following).rejects.toThrow(/ended without a word: resume the run/);
    const engine = await start(built.modulePath);
    const resumed = engine.request('resume', { folder: request.folder, threads: 1 }, (event) => {
      if (event.event === 'step') void engine.stop();
    });
    expect((await resumed).reason).toBe('stopped');
  });
});
