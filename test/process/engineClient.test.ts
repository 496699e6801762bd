// The client against engines that misbehave: every request ends, and says why.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION, type TrainingEvent } from '../../engine/protocol/messages.ts';
import { UserError } from '../../engine/userError.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { behaving, startFake } from './fakeEngine.ts';

async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('the engine client', () => {
  it('agrees on the protocol, and passes telemetry off and Node mode to the child', async () => {
    const { engine } = await startFake(
      behaving('reply(message.id, [process.env.ORT_DISABLE_TELEMETRY, process.env.ELECTRON_RUN_AS_NODE])'),
    );
    expect(engine.runtimeVersion).toBe('fake');
    expect(engine.pid).toBeGreaterThan(0);
    expect(await engine.request('devices', {})).toEqual(['1', '1']);
  });

  it('ignores garbage on both output streams, and logs it', async () => {
    const { engine, logged } = await startFake(
      `process.stdout.write('{"kind":"reply","id":1,"result":"forged"}\\n\\0\\xff half');
       process.stderr.write('warning: no GPU\\n');
       ${behaving(`process.stdout.write(' a line\\n', () => reply(message.id, 'true answer'))`)}`,
    );
    expect(await engine.request('devices', {})).toBe('true answer');
    await engine.dispose();
    expect(logged).toContain('warning: no GPU');
    expect(logged).toContain('{"kind":"reply","id":1,"result":"forged"}');
  });

  it('hands events to the request that they belong to, and survives a viewer that throws', async () => {
    const { engine, logged } = await startFake(
      behaving(`event(message.id, { event: 'step', step: message.id }); event(999, { event: 'step', step: 0 });
        reply(message.id, null)`),
    );
    const steps: number[] = [];
    const note = (event: TrainingEvent) => {
      if (event.event === 'step') steps.push(event.step);
      throw new Error('the page is gone');
    };
    await engine.request('devices', {}, note);
    await engine.request('devices', {}, note);
    expect(steps).toEqual([2, 3]);
    expect(logged.join('\n')).toContain('the page is gone');
  });

  it('turns a failure into a UserError with its place, and logs the stack', async () => {
    const { engine, logged } = await startFake(
      behaving(`fail(message.id, { code: 'data.truncated', message: 'x.gz ends early.', file: 'x.gz', line: 3,
        stack: 'Error: deep' })`),
    );
    const failure = await failureOf(engine.request('devices', {}));
    expect(failure).toMatchObject({
      code: 'data.truncated',
      message: 'x.gz ends early.',
      file: 'x.gz',
      line: 3,
    });
    expect(logged).toContain('Error: deep');
  });

  it.each([
    [
      'exits',
      `process.stderr.write('std::bad_alloc\\n', () => process.exit(3))`,
      /^The engine ended with the exit code 3\. Its last output was:\nstd::bad_alloc$/,
    ],
    [
      'is killed',
      `process.kill(process.pid, 'SIGKILL')`,
      /^The engine was killed \(SIGKILL\), by hand or because/,
    ],
    ['aborts', 'process.abort()', /^The engine aborted in native code \(SIGABRT\)/],
    ['just ends', 'process.exit(0)', /^The engine ended by itself\.$/],
  ])('rejects what waits when the engine %s, and says how it ended', async (_, end, message) => {
    const { engine } = await startFake(behaving(`if (message.method === 'stop') ${end}`));
    const waiting = failureOf(engine.request('devices', {}));
    const stop = failureOf(engine.stop());
    for (const failure of [await waiting, await stop]) {
      expect(failure.code).toBe('engine.crashed');
      expect(failure.message).toMatch(message);
    }
    const later = await failureOf(engine.request('devices', {}));
    expect(later.code).toBe('engine.crashed');
  });

  it('names the last checkpoint when a run dies that has one', async () => {
    const folder = join(temporaryFolder(), 'run');
    const { engine } = await startFake(behaving('process.exit(1)'));
    mkdirSync(folder);
    writeFileSync(join(folder, 'checkpoint.safetensors'), '');
    const failure = await failureOf(engine.request('resume', { folder, threads: 1 }));
    expect(failure.message).toContain(
      `The last checkpoint is in ${folder}: resume the run to go on from it.`,
    );
  });

  it('names none when there is none', async () => {
    const folder = join(temporaryFolder(), 'run');
    const { engine } = await startFake(behaving('process.exit(1)'));
    const failure = await failureOf(engine.request('resume', { folder, threads: 1 }));
    expect(failure.message).toBe('The engine ended with the exit code 1.');
  });

  it('says why an engine could not start', async () => {
    const broken = await failureOf(startFake(`throw new Error('no such library')`));
    expect(broken.code).toBe('engine.start');
    expect(broken.message).toMatch(
      /^The engine ended with the exit code 1 before it was ready\. Its last output/,
    );
    expect(broken.message).toContain('Error: no such library');
    const missing = await failureOf(startFake('', { modulePath: '/nowhere/engine.js' }));
    expect(missing.code).toBe('engine.start');
    expect(missing.message).toContain('/nowhere/engine.js');
  });

  it('does not wait for ever for an engine that says nothing', async () => {
    const silent = await failureOf(
      startFake(`console.error('loading'); setInterval(() => undefined, 1000)`, { handshakeTimeoutMs: 400 }),
    );
    expect(silent.code).toBe('engine.start');
    expect(silent.message).toMatch(/^The engine did not answer within 0\.4 seconds\./);
  });

  it('refuses an engine of another protocol version in a sentence', async () => {
    const other = await failureOf(
      startFake(`process.send({ kind: 'ready', protocolVersion: 99 }); setInterval(() => undefined, 1000)`),
    );
    expect(other.code).toBe('engine.version');
    expect(other.message).toMatch(
      new RegExp(
        `^The engine speaks version 99 of the protocol and this program version ${PROTOCOL_VERSION}: `,
      ),
    );
  });

  it('ends open requests when it is disposed, and kills an engine that does not leave', async () => {
    const { engine } = await startFake(
      `${behaving('')}; process.removeAllListeners('disconnect');
      setInterval(() => undefined, 1000)`,
      { graceMs: 50 },
    );
    const waiting = failureOf(engine.request('devices', {}));
    await engine.dispose();
    expect((await waiting).code).toBe('engine.closed');
    expect((await failureOf(engine.request('devices', {}))).code).toBe('engine.closed');
    expect(() => process.kill(engine.pid, 0)).toThrow('ESRCH');
    await engine.dispose();
  });
});
