// The editor's one training run: what it does when it is stopped, started or resumed at awkward moments.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import type { TrainingEvent, TrainRequest } from '../../engine/protocol/messages.ts';
import { UserError } from '../../engine/userError.ts';

/** What the controller told the editor, in order. */
const contexts: unknown[] = [];
const engines: FakeEngine[] = [];

vi.mock('vscode', () => ({
  Uri: { file: (path: string) => ({ toString: () => `file://${path}` }) },
  workspace: { getConfiguration: () => ({ get: (_: string, usual: unknown) => usual }) },
  EventEmitter: class<T> {
    private readonly listeners: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void) => this.listeners.push(listener);
    fire(value: T): void {
      for (const listener of this.listeners) listener(value);
    }
    dispose(): void {
      this.listeners.length = 0;
    }
  },
  commands: {
    executeCommand: async (_command: string, _key: string, value: unknown) => {
      contexts.push(value);
    },
  },
}));

vi.mock('../../engine/client/engineClient.ts', () => ({
  startEngine: () => {
    const engine = new FakeEngine();
    engines.push(engine);
    return engine.started.promise;
  },
}));

const { TrainingController } = await import('../../extension/training/trainingController.ts');

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

class FakeEngine {
  readonly started = deferred<EngineClient>();
  readonly answer = deferred<unknown>();
  readonly gone = deferred<void>();
  readonly calls: string[] = [];
  emit: (event: TrainingEvent) => void = () => undefined;

  start(): void {
    this.started.resolve({
      pid: 1,
      runtimeVersion: '1',
      request: (method: string, _parameters: unknown, onEvent: (event: TrainingEvent) => void) => {
        this.calls.push(method);
        this.emit = onEvent;
        return this.answer.promise;
      },
      stop: async () => {
        this.calls.push('stop');
      },
      dispose: () => {
        this.calls.push('dispose');
        return this.gone.promise;
      },
    } as unknown as EngineClient);
  }

  end(reason: 'finished' | 'stopped'): void {
    this.emit({ event: 'end', reason, best: undefined, run: '/runs/a', seconds: 1 });
    this.answer.resolve(undefined);
  }
}

const request = {
  network: { name: 'Net' },
  recipe: { name: 'Net' },
  folder: '/runs/a',
  device: 'cpu',
  source: { file: '/models/net.cnn', text: '' },
} as unknown as TrainRequest;

function start(step: number): TrainingEvent {
  return {
    event: 'start',
    run: '/runs/a',
    device: 'cpu',
    replicas: 1,
    model: 'Net',
    recipe: 'Net',
    parameters: 10,
    trainingImages: 640,
    validationImages: 64,
    epochs: 4,
    stepsPerEpoch: 10,
    step,
  };
}

function step(number: number): TrainingEvent {
  const learningRate = 0.1;
  return { event: 'step', step: number, epoch: 1, loss: 1, accuracy: 0, learningRate, imagesPerSecond: 1 };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const log = { info: () => undefined, error: () => undefined };
const controller = () => new TrainingController('engine.js', log as never);

beforeEach(() => {
  contexts.length = 0;
  engines.length = 0;
});

describe('a training run in the editor', () => {
  test('that is stopped while its engine starts is stopped as soon as it runs', async () => {
    const training = controller();
    void training.train(request);
    await settled();
    await training.stop();
    expect(training.run?.state.status).toBe('stopping');
    engines[0]!.start();
    await settled();
    expect(engines[0]!.calls).toEqual(['train', 'stop']);
    engines[0]!.emit(start(0));
    engines[0]!.end('stopped');
    expect(training.run?.state.status).toBe('stopped');
  });

  test('is not joined by a second one', async () => {
    const training = controller();
    void training.train(request);
    await settled();
    await expect(training.train({ ...request, folder: '/runs/b' })).rejects.toThrow(UserError);
    expect(training.run?.state.folder).toBe('/runs/a');
    expect(engines).toHaveLength(1);
  });

  test('waits for the engine of the run before, and can be stopped', async () => {
    const training = controller();
    void training.train(request);
    await settled();
    engines[0]!.start();
    await settled();
    engines[0]!.end('finished');
    void training.train({ ...request, folder: '/runs/b' });
    await settled();
    expect(engines).toHaveLength(1);
    engines[0]!.gone.resolve();
    await settled();
    expect(contexts).toEqual([true, false, true]);
    engines[1]!.start();
    await settled();
    await training.stop();
    expect(engines[1]!.calls).toEqual(['train', 'stop']);
  });

  test('whose engine dies while it is asked to stop fails once', async () => {
    const training = controller();
    void training.train(request);
    await settled();
    engines[0]!.start();
    await settled();
    const { promise, reject } = deferred<void>();
    const engine = await engines[0]!.started.promise;
    Object.assign(engine, { stop: () => promise });
    const stopping = training.stop();
    const failure = new UserError('engine.crashed', 'The engine crashed.');
    reject(failure);
    engines[0]!.answer.reject(failure);
    await expect(stopping).resolves.toBeUndefined();
    await settled();
    expect(training.run?.state).toMatchObject({ status: 'crashed', message: 'The engine crashed.' });
  });

  test('that is resumed shows its viewers the points up to its checkpoint only, over epochs', async () => {
    const training = controller();
    const shown: { steps: number[]; stepsPerEpoch: number }[] = [];
    training.onDidStart((run) =>
      shown.push({ steps: [...run.steps.slice(0, 99).step], stepsPerEpoch: run.state.stepsPerEpoch }),
    );
    void training.train(request);
    await settled();
    engines[0]!.start();
    await settled();
    for (const event of [start(0), step(5), step(10), step(15)]) engines[0]!.emit(event);
    engines[0]!.answer.reject(new UserError('engine.crashed', 'The engine crashed.'));
    engines[0]!.gone.resolve();
    await settled();
    void training.resume({ folder: '/runs/a', threads: 1 });
    await settled();
    engines[1]!.start();
    await settled();
    engines[1]!.emit(start(10));
    expect(shown.slice(2)).toEqual([
      { steps: [5, 10, 15], stepsPerEpoch: 10 },
      { steps: [5, 10], stepsPerEpoch: 10 },
    ]);
  });

  test('is paused, given another rate and continued by messages to its engine', async () => {
    const training = controller();
    void training.train(request);
    await settled();
    engines[0]!.start();
    await settled();
    await training.changeLearningRate(0.1);
    engines[0]!.emit(start(0));
    const asked = engines[0]!.calls.length;
    void training.pause();
    expect(training.run?.state.status).toBe('pausing');
    void training.changeLearningRate(0.01);
    void training.goOn();
    expect(engines[0]!.calls.slice(asked)).toEqual(['control', 'control', 'control']);
    expect(engines[0]!.calls.slice(0, asked)).toEqual(['train']);
  });
});
