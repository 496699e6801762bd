// The engine's half of a session in a thread of its own: feeds and results pass through shared memory.

import type { Graph, GraphInput } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import { UserError } from '../../userError.ts';
import { customProblem } from '../customProblem.ts';
import type { HostTensor, ResidentProgram } from '../runtime.ts';
import type { FromSession, SessionPlan, SharedTensor, ToSession } from './sessionMessages.ts';

/** A thread that runs `serveSession`. */
export interface SessionThread {
  postMessage(message: ToSession, moved?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: FromSession) => void): unknown;
  /** What ended the thread against its will. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit' | 'close', listener: () => void): unknown;
}

interface Pending {
  resolve(answer: FromSession): void;
  reject(error: Error): void;
}

export class ReplicaProgram implements ResidentProgram {
  private pending: Pending | undefined;
  private failure: Error | undefined;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly thread: SessionThread,
    private readonly graph: Graph,
    private readonly feeds: readonly SharedTensor[],
    /** By the names of the graph's outputs. */
    private readonly results: ReadonlyMap<string, SharedTensor>,
  ) {
    thread.on('message', (message) => this.answer(message));
    thread.on('error', (error) => this.fail(error));
    this.ended = new Promise((resolve) => {
      for (const event of ['exit', 'close'] as const) thread.on(event, resolve);
    });
    void this.ended.then(() => this.fail(new Error('The thread of a session ended before its time.')));
  }

  /** `outputNames` are the model's names of the graph's outputs that are results. */
  static async start(
    thread: SessionThread,
    graph: Graph,
    outputNames: ReadonlyMap<string, string>,
    plan: Omit<SessionPlan, 'feeds' | 'results'> & { readonly fed: readonly GraphInput[] },
  ): Promise<ReplicaProgram> {
    const { fed, ...rest } = plan;
    const feeds = fed.map(({ name, value }) => sharedTensor(name, value.shape));
    const results = new Map(
      graph.outputs
        .filter(({ name }) => outputNames.has(name))
        .map(({ name, value }) => [name, sharedTensor(outputNames.get(name)!, value.shape)]),
    );
    const program = new ReplicaProgram(thread, graph, feeds, results);
    const moved = [rest.model.buffer, ...rest.carried.map(({ data }) => data.buffer)] as ArrayBuffer[];
    try {
      await program.ask({ kind: 'prepare', plan: { ...rest, feeds, results: [...results.values()] } }, moved);
    } catch (error) {
      await program.dispose();
      throw error instanceof UserError ? error : cannotStart(error);
    }
    return program;
  }

  /** As `ResidentProgram.run`. */
  async run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    for (const { name, data } of this.feeds) {
      const feed = feeds.get(name);
      if (feed === undefined) throw new Error(`The feed for input ${name} is missing.`);
      data.set(feed.data as Float32Array);
    }
    await this.ask({ kind: 'run' });
    for (const [name, { data }] of into) (data as Float32Array).set(this.results.get(name)!.data);
  }

  /** As `ResidentProgram.read`. */
  async read(into: ReadonlyMap<string, HostTensor>): Promise<void> {
    const answer = await this.ask({ kind: 'read' });
    if (answer.kind !== 'tensors') return;
    for (const [name, { data }] of into) (data as Float32Array).set(answer.tensors.get(name)!);
  }

  async dispose(): Promise<void> {
    this.thread.postMessage({ kind: 'close' });
    await this.ended;
  }

  private ask(message: ToSession, moved: readonly ArrayBuffer[] = []): Promise<FromSession> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) {
        reject(this.failure);
        return;
      }
      this.pending = { resolve, reject };
      this.thread.postMessage(message, moved);
    });
  }

  private answer(message: FromSession): void {
    const pending = this.pending;
    this.pending = undefined;
    if (message.kind !== 'failed') {
      pending?.resolve(message);
      return;
    }
    const error = new Error(message.message);
    if (message.stack !== undefined) error.stack = message.stack;
    pending?.reject(customProblem(this.graph, error) ?? error);
  }

  /** Nobody waits for ever. */
  private fail(error: Error): void {
    this.failure ??= error;
    this.pending?.reject(this.failure);
    this.pending = undefined;
  }
}

function cannotStart(cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message.split('\n')[0]!.replace(/\.$/, '') : String(cause);
  return new UserError(
    'training.replicas',
    `Replicas could not be started: ${reason}. Train in one session: \`--replicas 1\`, or 1 in the setting ` +
      '`netwright.training.replicas`.',
    { cause },
  );
}

function sharedTensor(name: string, shape: readonly number[]): SharedTensor {
  const bytes = tensorSize(shape) * Float32Array.BYTES_PER_ELEMENT;
  return { name, shape, data: new Float32Array(new SharedArrayBuffer(bytes)) };
}
