// Devices are tried in processes that may crash or hang; the engine itself goes on.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDevice, probeDevice } from '../../engine/process/probe.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const engine = useBuiltEngine();

function program(text: string): string {
  const file = join(temporaryFolder(), 'probe.cjs');
  writeFileSync(file, text);
  return file;
}

describe('a trial of a device', () => {
  it('says that the processor works, and why a device that this build lacks does not', async () => {
    expect(await probeDevice('cpu', { program: engine.modulePath })).toBeUndefined();
    expect(await probeDevice('coreml', { program: engine.modulePath })).toBe(
      'this build of ONNX Runtime does not contain it',
    );
  });

  it('compares it with the processor where that is asked for', async () => {
    const { speedup } = await compareDevice('cpu', { program: engine.modulePath, threads: 1 });
    expect(speedup).toBeGreaterThan(0);
    const { reason } = await compareDevice('coreml', { program: engine.modulePath, threads: 1 });
    expect(reason).toBe('this build of ONNX Runtime does not contain it');
  });

  it('survives a crash, and tells of it', async () => {
    const crashing = program(`process.kill(process.pid, 'SIGSEGV');`);
    expect(await probeDevice('cuda', { program: crashing })).toBe(
      'a trial of it crashed (its process ended with SIGSEGV)',
    );
  });

  it('ends one that hangs', async () => {
    const hanging = program('setInterval(() => {}, 1000);');
    expect(await probeDevice('cuda', { program: hanging, patienceMs: 200 })).toBe(
      'a trial of it did not end within 0.2 seconds',
    );
  });
});

it('auto says in the first event why it took the processor', async () => {
  const client = await start(engine.modulePath);
  const events: { event: string; notes?: readonly string[] }[] = [];
  await client.request('train', { ...trainRequest({ epochs: 1 }), device: 'auto' }, (event) =>
    events.push(event),
  );
  expect(events[0]).toMatchObject({ event: 'start', device: 'cpu' });
  expect(events[0]!.notes).toHaveLength(1);
  expect(events[0]!.notes![0]).toMatch(
    /^`auto` took the processor: `cuda` cannot be used here \(.+\), `webgpu` cannot be used here \(.+\)\.$/,
  );
});

it('of two engines that resume a run at the same moment, one is refused', async () => {
  const request = trainRequest({ epochs: 40 });
  const first = await start(engine.modulePath);
  await first.request('train', request, (event) => event.event === 'epoch' && void first.stop());
  const others = [await start(engine.modulePath), await start(engine.modulePath)];
  const answers = await Promise.allSettled(
    others.map((client) =>
      client.request('resume', { folder: request.folder, threads: 1 }, (event) => {
        if (event.event === 'epoch') void client.stop();
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused).toHaveLength(1);
  expect(refused[0]!.reason).toMatchObject({ code: 'run.active' });
});
