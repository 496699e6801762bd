// Engines in memory: they note what they are asked, and say what a test has them say.
import type { EngineClient } from '../../../engine/client/engineClient.ts';
import type { TrainingEvent, TrainRequest } from '../../../engine/protocol/messages.ts';
import type { Device } from '../../../engine/runtime/device.ts';
import type { RunSurroundings } from '../../../extension/training/trainingRun.ts';
import type { TrainingRuns } from '../../../extension/training/trainingRuns.ts';

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

export class FakeEngine {
  readonly started = deferred<EngineClient>();
  readonly answer = deferred<unknown>();
  readonly gone = deferred<void>();
  readonly calls: string[] = [];
  /** What the last `control` asked for. */
  wish: unknown;
  emit: (event: TrainingEvent) => void = () => undefined;

  start(): void {
    const client = {
      pid: 1,
      runtimeVersion: '1',
      request: (method: string, parameters: unknown, onEvent: (event: TrainingEvent) => void) => {
        this.calls.push(method);
        if (method === 'control') {
          this.wish = parameters;
          return Promise.resolve(null);
        }
        this.emit = onEvent;
        return this.answer.promise;
      },
      stop: async () => {
        this.calls.push('stop');
      },
      release: () => this.calls.push('release'),
      dispose: () => {
        this.calls.push('dispose');
        return this.gone.promise;
      },
    };
    this.started.resolve(client as unknown as EngineClient);
  }

  /** The run ends, and the engine with it. */
  end(reason: 'finished' | 'stopped', folder = '/runs/a'): void {
    this.emit({ event: 'end', reason, best: undefined, run: folder, seconds: 1 });
    this.answer.resolve(undefined);
    this.gone.resolve();
  }
}

/** Every engine that was started, in order, and where runs take them from. */
export function fakeEngines() {
  const engines: FakeEngine[] = [];
  const surroundings: RunSurroundings = {
    log: { info: () => undefined, error: () => undefined },
    outlives: () => true,
    startEngine: () => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine.started.promise;
    },
  };
  return { engines, surroundings };
}

/** What asks for a new run. */
export function trainRequest(folder: string, device: Device = 'cpu'): TrainRequest {
  const name = folder.split('/').at(-1);
  return {
    network: { name: 'Net' },
    recipe: { name },
    folder,
    device,
    source: { file: '/models/net.cnn', text: '' },
  } as unknown as TrainRequest;
}

interface Begun {
  readonly run?: string;
  readonly recipe?: string;
  readonly device?: Device;
}

export function start(step: number, changes: Begun = {}) {
  return {
    event: 'start',
    run: '/runs/a',
    device: 'cpu',
    replicas: 1,
    model: 'Net',
    recipe: 'a',
    parameters: 10,
    trainingImages: 640,
    validationImages: 64,
    epochs: 4,
    stepsPerEpoch: 10,
    step,
    ...changes,
  } as const satisfies TrainingEvent;
}

export function step(number: number): TrainingEvent {
  const learningRate = 0.1;
  return { event: 'step', step: number, epoch: 1, loss: 1, accuracy: 0, learningRate, imagesPerSecond: 1 };
}

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Begins a run and lets its engine say that it trains. */
export async function training(
  runs: TrainingRuns,
  engines: readonly FakeEngine[],
  folder: string,
  device: 'cpu' | 'webgpu' | 'cuda' = 'cpu',
) {
  const run = runs.train(trainRequest(folder, device), device);
  await settled();
  const engine = engines.at(-1)!;
  engine.start();
  await settled();
  engine.emit(start(0, { run: folder, recipe: run.record.state.recipe, device }));
  return { run, engine };
}
