// The work of a thread that runs one session: keeps its carried tensors, and answers on a port.

import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Library, loadLibrary } from '../loadLibrary.ts';
import { releaseCopies } from '../releaseCopies.ts';
import { createReplicaSession } from './createReplicaSession.ts';
import type { CarriedTensor, FromSession, SessionPlan, SharedTensor, ToSession } from './sessionMessages.ts';

/**
 * ONNX Runtime 1.30 lets the thread that asked for a run spin until the replicas are done, on a core that one of them may
 * need. On Linux each thread has a priority of its own, so this one steps back; 15 of 19 leaves it a fiftieth of a contended core,
 * and the other threads of the session were started before.
 */
const waitingPriority = 10;

/** Answers on `port` until it is told to close; `waits` says whether the thread has nothing else to do. */
export function serveSession(port: MessagePort, { waits }: { readonly waits: boolean }): void {
  let running: RunningSession | undefined;
  const answer = async (message: Exclude<ToSession, { kind: 'close' }>): Promise<FromSession> => {
    if (message.kind === 'prepare') {
      running = await RunningSession.create(message.plan);
      if (waits && process.platform === 'linux') setPriority(waitingPriority);
    } else if (message.kind === 'run') await running!.run();
    else return { kind: 'tensors', tensors: running!.read() };
    return { kind: 'done' };
  };
  port.on('message', async (message: ToSession) => {
    if (message.kind === 'close') {
      await running?.dispose();
      port.close();
      return;
    }
    const reply = await answer(message).catch(failure);
    const moved = reply.kind === 'tensors' ? [...reply.tensors.values()].map(({ buffer }) => buffer) : [];
    port.postMessage(reply, moved as ArrayBuffer[]);
  });
}

function failure(error: unknown): FromSession {
  if (!(error instanceof Error)) return { kind: 'failed', message: String(error), stack: undefined };
  return { kind: 'failed', message: error.message, stack: error.stack };
}

/** An array of the session's own beside the shared one. */
interface Mirrored {
  readonly name: string;
  readonly shared: Float32Array;
  readonly own: Tensor;
}

class RunningSession {
  private constructor(
    private readonly session: InferenceSession,
    private readonly feeds: readonly Mirrored[],
    private readonly results: readonly Mirrored[],
    private readonly carried: readonly CarriedTensor[],
    /** Two sets of carried tensors that swap roles. */
    private current: readonly Tensor[],
    private next: readonly Tensor[],
  ) {}

  static async create(plan: SessionPlan): Promise<RunningSession> {
    const library = await loadLibrary();
    const session = await createReplicaSession(library, plan);
    const { feeds, results, carried } = plan;
    return new RunningSession(
      session,
      feeds.map((tensor) => mirrored(library, tensor)),
      results.map((tensor) => mirrored(library, tensor)),
      carried,
      carried.map(({ shape, data }) => new library.Tensor('float32', data, shape)),
      carried.map(({ shape, data }) => new library.Tensor('float32', new Float32Array(data.length), shape)),
    );
  }

  async run(): Promise<void> {
    const inputs: Record<string, Tensor> = {};
    const outputs: Record<string, Tensor> = {};
    for (const { name, shared, own } of this.feeds) {
      (own.data as Float32Array).set(shared);
      inputs[name] = own;
    }
    for (const { name, own } of this.results) outputs[name] = own;
    this.carried.forEach(({ input, output }, index) => {
      inputs[input] = this.current[index]!;
      outputs[output] = this.next[index]!;
    });
    releaseCopies(await this.session.run(inputs, outputs), outputs);
    [this.current, this.next] = [this.next, this.current];
    for (const { shared, own } of this.results) shared.set(own.data as Float32Array);
  }

  read(): ReadonlyMap<string, Float32Array> {
    return new Map(
      this.carried.map(({ input }, index) => [input, (this.current[index]!.data as Float32Array).slice()]),
    );
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}

function mirrored(library: Library, { name, shape, data }: SharedTensor): Mirrored {
  return { name, shared: data, own: new library.Tensor('float32', new Float32Array(data.length), shape) };
}
