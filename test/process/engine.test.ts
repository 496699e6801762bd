// The built engine through its client: whole runs, stops, kills, refusals and silence towards the network.

import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import { type FromEngine, PROTOCOL_VERSION, type TrainingEvent } from '../../engine/protocol/messages.ts';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { UserError } from '../../engine/userError.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { runFileNames, start, trainRequest, useBuiltEngine } from './builtEngine.ts';
import { stopAfterStep } from './stopAfterStep.ts';

const built = useBuiltEngine();
/** Long enough that no test sees its end. */
const endless = { epochs: 100_000 };

async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** Resolves with the first event of a kind; `note` takes the events. */
function waitFor(kind: TrainingEvent['event']): {
  note: (event: TrainingEvent) => void;
  seen: Promise<void>;
} {
  let resolve: () => void = () => undefined;
  const seen = new Promise<void>((done) => {
    resolve = done;
  });
  return { note: (event) => event.event === kind && resolve(), seen };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function bytesOf(folder: string, file: string): Buffer {
  return readFileSync(join(folder, file));
}

describe('the engine', () => {
  it('trains, resumes nothing that is finished, and evaluates what it wrote', async () => {
    const engine = await start(built.modulePath);
    expect(engine.runtimeVersion).toMatch(/^\d+\.\d+\.\d+/);
    const request = trainRequest({ epochs: 6 });
    const events: TrainingEvent[] = [];
    const end = await engine.request('train', request, (event) => events.push(event));
    expect(end.reason).toBe('finished');
    expect(end.problem).toBeUndefined();
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['start', 'step', 'epoch', 'end']),
    );
    expect(end.best!.accuracy).toBeGreaterThan(0.4);
    expect(readdirSync(request.folder).sort()).toEqual(runFileNames);
    expect((await failureOf(engine.request('resume', { folder: request.folder, threads: 1 }))).code).toBe(
      'run.finished',
    );
    const { dataRoot, device, threads } = request;
    const weights = join(request.folder, 'best.safetensors');
    const scores = await engine.request('evaluate', { network, recipe, weights, dataRoot, device, threads });
    expect(scores.accuracy).toBe(end.best!.accuracy);
    expect(scores.count).toBe(70);
    expect(scores.confusion.flat().reduce((sum, cell) => sum + cell, 0)).toBe(70);
    expect((await failureOf(engine.request('train', request))).code).toBe('run.exists');
  });

  it('stops between two steps when it is asked to, with a checkpoint to go on from', async () => {
    const engine = await start(built.modulePath);
    const request = trainRequest(endless);
    const first = waitFor('epoch');
    const running = engine.request('train', request, first.note);
    await first.seen;
    await engine.stop();
    const end = await running;
    expect(end.reason).toBe('stopped');
    const { record } = await readRun(request.folder);
    expect(record.state).toBe('stopped');
    expect(record.step).toBeGreaterThanOrEqual(6);
    const { metadata } = await readSafetensors(join(request.folder, 'checkpoint.safetensors'));
    expect(metadata['step']).toBe(String(record.step));
  });

  it('lets one of two engines that resume a run at the same moment go on with it', async () => {
    const engines = [await start(built.modulePath), await start(built.modulePath)] as const;
    const request = trainRequest(endless);
    const stopping = await start(built.modulePath, stopAfterStep(4));
    expect((await stopping.request('train', request)).reason).toBe('stopped');
    for (let round = 0; round < 3; round++) {
      const begun = engines.map(() => waitFor('start'));
      const outcomes = engines.map((engine, at) => {
        const { folder, threads } = request;
        return engine.request('resume', { folder, threads }, begun[at]!.note).then(
          ({ reason }) => reason,
          (failure: UserError) => failure.code,
        );
      });
      // The loser is refused while the winner trains: a run without end can be stopped by nobody else.
      const refused = await Promise.race(outcomes);
      expect(refused).toBe('run.active');
      await Promise.race(begun.map(({ seen }) => seen));
      await Promise.all(engines.map((engine) => engine.stop()));
      expect((await Promise.all(outcomes)).sort()).toEqual(['run.active', 'stopped']);
    }
  });

  it('can be killed at any moment: the client says so, and the checkpoint goes on bit for bit', async () => {
    const killed = await start(built.modulePath);
    const request = trainRequest({ epochs: 40 });
    const first = waitFor('epoch');
    const running = failureOf(killed.request('train', request, first.note));
    await first.seen;
    process.kill(killed.pid, 'SIGKILL');
    const failure = await running;
    expect(failure.code).toBe('engine.crashed');
    expect(failure.message).toContain('was killed (SIGKILL)');
    expect(failure.message).toContain(`The last checkpoint is in ${request.folder}`);
    const { record } = await readRun(request.folder);
    expect(record.state).toBe('running');

    const engine = await start(built.modulePath);
    const resumed = await engine.request('resume', { folder: request.folder, threads: 1 });
    expect(resumed.reason).toBe('finished');
    const whole = trainRequest({ epochs: 40 });
    await engine.request('train', whole);
    expect(
      bytesOf(request.folder, 'checkpoint.safetensors').equals(
        bytesOf(whole.folder, 'checkpoint.safetensors'),
      ),
    ).toBe(true);
  });

  it('does one job at a time and says so', async () => {
    const engine = await start(built.modulePath);
    const first = waitFor('start');
    const running = engine.request('train', trainRequest(endless), first.note);
    await first.seen;
    const second = await failureOf(engine.request('train', trainRequest()));
    expect(second.code).toBe('engine.busy');
    expect(second.message).toMatch(
      /^The engine is busy with another training run and does one thing at a time/,
    );
    expect((await engine.request('devices', {})).find(({ name }) => name === 'cpu')).toEqual({
      name: 'cpu',
      available: true,
    });
    await engine.stop();
    expect((await running).reason).toBe('stopped');
  });

  it('ends by itself when its parent goes away, with a checkpoint to go on from', async () => {
    const engine = await start(built.modulePath);
    const request = trainRequest(endless);
    const first = waitFor('epoch');
    const running = failureOf(engine.request('train', request, first.note));
    await first.seen;
    await engine.dispose();
    expect((await running).code).toBe('engine.closed');
    const { record } = await readRun(request.folder);
    expect(record.state).toBe('stopped');
    const { metadata } = await readSafetensors(join(request.folder, 'checkpoint.safetensors'));
    expect(metadata['step']).toBe(String(record.step));
  });

  it('refuses what does not fit before it makes a folder', async () => {
    const engine = await start(built.modulePath);
    const large = trainRequest({ batch: 300 });
    expect((await failureOf(engine.request('train', large))).code).toBe('training.batch');
    const padded = trainRequest({ transforms: [{ kind: 'pad', attributes: { amount: [2, 2, 2, 2] } }] });
    const shape = await failureOf(engine.request('train', padded));
    expect(shape.message).toContain('are 1x32x32, and Small takes 1x28x28');
    const missing = trainRequest({ data: { kind: 'mnist', attributes: { folder: 'nowhere' } } });
    expect((await failureOf(engine.request('train', missing))).message).toContain('nowhere');
    for (const { folder } of [large, padded, missing]) expect(existsSync(folder)).toBe(false);
    const none = await failureOf(engine.request('resume', { folder: '/nowhere', threads: 1 }));
    expect(none).toMatchObject({ code: 'run.unreadable' });
  });

  it('writes nothing outside the run: no telemetry', async () => {
    const home = temporaryFolder();
    const temporary = join(home, 'tmp');
    mkdirSync(temporary);
    const environment = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), TMPDIR: temporary };
    const engine = await start(built.modulePath, { environment });
    await engine.request('train', trainRequest());
    await engine.dispose();
    expect(readdirSync(home, { recursive: true })).toEqual(['tmp']);
  });

  it('answers messages that are no requests, or passes them over, and goes on', async () => {
    const child = fork(built.modulePath, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const answers: FromEngine[] = [];
    const inbox: ((message: FromEngine) => void)[] = [];
    child.on('message', (message) => {
      answers.push(message as FromEngine);
      inbox.shift()?.(message as FromEngine);
    });
    const next = () => new Promise<FromEngine>((resolve) => inbox.push(resolve));
    expect(await next()).toEqual({ kind: 'ready', protocolVersion: PROTOCOL_VERSION });
    const ask = (message: unknown) => {
      const answer = next();
      child.send(message as object);
      return answer;
    };
    const problem = (code: string, message: RegExp) => ({
      kind: 'failure',
      problem: { code, message: expect.stringMatching(message) },
    });
    expect(await ask({ kind: 'request', id: 1, method: 'devices', parameters: {} })).toMatchObject(
      problem('protocol.handshake', /expects a handshake/),
    );
    expect(
      await ask({ kind: 'request', id: 2, method: 'handshake', parameters: { protocolVersion: 99 } }),
    ).toMatchObject(problem('engine.version', /speaks version \d+ .* asked for version 99/));
    for (const nonsense of ['text', 5, [], {}, { id: '1' }, { id: 1.5 }]) child.send(nonsense as object);
    expect(await ask({ id: 3, kind: 'reply' })).toMatchObject(
      problem('protocol.malformed', /kind is "reply"/),
    );
    for (const method of ['fly', 'toString', undefined]) {
      expect(await ask({ kind: 'request', id: 4, method, parameters: {} })).toMatchObject(
        problem('protocol.malformed', /knows no method/),
      );
    }
    expect(
      await ask({ kind: 'request', id: 5, method: 'train', parameters: { network: 'x' } }),
    ).toMatchObject(problem('protocol.malformed', /train request's network is not of type object/));
    const shaken = await ask({
      kind: 'request',
      id: 6,
      method: 'handshake',
      parameters: { protocolVersion: PROTOCOL_VERSION },
    });
    expect(shaken).toMatchObject({
      kind: 'reply',
      id: 6,
      result: { protocolVersion: PROTOCOL_VERSION, pid: child.pid },
    });
    expect(await ask({ kind: 'request', id: 7, method: 'stop', parameters: {} })).toEqual({
      kind: 'reply',
      id: 7,
      result: null,
    });
    expect(answers).toHaveLength(10);
  });

  it('tells a mistake of its own as such, with the stack in the log, and stays usable', async () => {
    const logged: string[] = [];
    const engine = await start(built.modulePath, { log: (line) => logged.push(line) });
    const broken = { ...trainRequest(), network: { ...network, layers: [] } };
    const failure = await failureOf(engine.request('train', broken));
    expect(failure.code).toBe('internal');
    expect(failure.message).toMatch(/^The engine made a mistake: .* Please report it with the log\.$/);
    expect(logged.join('\n')).toMatch(/\n\s+at /);
    expect((await engine.request('train', trainRequest())).reason).toBe('finished');
  });

  it('answers what is open before it ends on an uncaught exception', async () => {
    const hook = join(temporaryFolder(), 'hook.cjs');
    writeFileSync(
      hook,
      `process.on('message', ({ method }) => {
        if (method === 'stop') setImmediate(() => { throw new Error('native callback failed'); });
      });`,
    );
    const engine = await start(built.modulePath, { execArgv: ['--require', hook] });
    const first = waitFor('start');
    const running = failureOf(engine.request('train', trainRequest(endless), first.note));
    await first.seen;
    engine.stop().catch(() => undefined);
    const failure = await running;
    expect(failure.code).toBe('internal');
    expect(failure.message).toContain('native callback failed');
    await engine.dispose();
  });

  it('writes its checkpoint and ends when its parent is killed', async () => {
    const request = trainRequest(endless);
    const script = join(temporaryFolder(), 'parent.cjs');
    writeFileSync(
      script,
      `const engine = require('node:child_process').fork(${JSON.stringify(built.modulePath)}, [], { silent: true });
      let id = 0;
      const ask = (method, parameters) => engine.send({ kind: 'request', id: ++id, method, parameters });
      engine.on('message', (message) => {
        if (message.kind === 'ready') ask('handshake', { protocolVersion: ${PROTOCOL_VERSION} });
        if (message.kind === 'reply') ask('train', ${JSON.stringify(request)});
        if (message.event?.event === 'epoch') process.send(engine.pid);
      });`,
    );
    const parent = fork(script, [], { execArgv: [] });
    const pid = await new Promise<number>((resolve) => {
      parent.once('message', (message) => resolve(message as number));
    });
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
    expect((await readRun(request.folder)).record.state).toBe('stopped');
  });

  it('says who it is when it is started by hand', async () => {
    const { spawnSync } = await import('node:child_process');
    const { status, stderr } = spawnSync(process.execPath, [built.modulePath], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^This is the engine of Netwright/);
  });
});
