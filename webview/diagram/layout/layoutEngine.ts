// Lays graphs out in a worker that can be ended: the layout algorithm itself can neither be cancelled nor
// trusted to end.

import type { ElkNode } from './elkGraph.ts';

export interface LayoutEngine {
  /**
   * Rejects with a `LayoutFailure` when it is cancelled, too slow, or fails. A new call cancels the one
   * before.
   */
  layout(graph: ElkNode, options: LayoutRequestOptions): Promise<ElkNode>;
  /** Starts what the first layout would have to wait for. */
  prepare?(): void;
  dispose(): void;
}

export interface LayoutRequestOptions {
  readonly signal?: AbortSignal;
  readonly deadlineMs: number;
}

/** `cancelled`: nobody wants the answer any more. */
export class LayoutFailure extends Error {
  readonly reason: 'cancelled' | 'deadline' | 'failed';

  constructor(reason: LayoutFailure['reason'], message: string) {
    super(message);
    this.name = 'LayoutFailure';
    this.reason = reason;
  }
}

/** A running worker with ELK's script: a blob worker in a page, a thread in Node. */
export interface LayoutWorker {
  post(message: unknown): void;
  listen(handlers: {
    readonly message: (data: unknown) => void;
    readonly failure: (message: string) => void;
  }): void;
  terminate(): void;
}

/** A request that waits for its worker's answer. */
interface Pending {
  readonly id: number;
  resolve(graph: ElkNode): void;
  reject(failure: LayoutFailure): void;
}

/** What ELK's worker answers: https://github.com/kieler/elkjs, `elk-worker.js`. */
interface WorkerAnswer {
  readonly id?: number;
  readonly data?: ElkNode;
  readonly error?: { readonly message?: string };
}

/** Nobody waits for its layout, which makes the algorithm ready: the first one takes a quarter of a second. */
const SMALLEST: ElkNode = {
  id: 'smallest',
  layoutOptions: { 'elk.algorithm': 'layered' },
  children: ['a', 'b'].map((id) => ({ id, width: 10, height: 10, layoutOptions: {} })),
  edges: [{ id: 'e', sources: ['a'], targets: ['b'] }],
};

/** Starts workers with `spawn`, keeps one warm, and ends it when its work is no longer wanted. */
export function createWorkerEngine(spawn: () => Promise<LayoutWorker>): LayoutEngine {
  let worker: Promise<LayoutWorker> | undefined;
  let pending: Pending | undefined;
  let requests = 0;

  const endWorker = () => {
    worker?.then((running) => running.terminate()).catch(() => undefined);
    worker = undefined;
  };
  const settle = (request: Pending, outcome: ElkNode | LayoutFailure) => {
    if (pending !== request) return;
    pending = undefined;
    if (outcome instanceof LayoutFailure) {
      endWorker();
      request.reject(outcome);
    } else request.resolve(outcome);
  };
  const receive = (data: unknown) => {
    const answer = data as WorkerAnswer;
    if (!pending || answer.id !== pending.id) return;
    if (answer.data) settle(pending, answer.data);
    else settle(pending, new LayoutFailure('failed', answer.error?.message ?? 'The layout gave no reason.'));
  };
  const start = async (): Promise<LayoutWorker> => {
    const started = await spawn();
    started.listen({
      message: receive,
      failure: (message) => pending && settle(pending, new LayoutFailure('failed', message)),
    });
    started.post({ id: 0, cmd: 'register', algorithms: ['layered'] });
    return started;
  };

  const layout = (graph: ElkNode, { signal, deadlineMs }: LayoutRequestOptions): Promise<ElkNode> => {
    if (pending) settle(pending, new LayoutFailure('cancelled', 'A newer layout was asked for.'));
    if (signal?.aborted) return Promise.reject(new LayoutFailure('cancelled', 'The layout was cancelled.'));
    requests += 1;
    const id = requests;
    return new Promise<ElkNode>((resolve, reject) => {
      const cancel = () => settle(request, new LayoutFailure('cancelled', 'The layout was cancelled.'));
      const late = () => settle(request, new LayoutFailure('deadline', `No layout within ${deadlineMs} ms.`));
      const timer = setTimeout(late, deadlineMs);
      const release = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      const request: Pending = {
        id,
        resolve: (result) => {
          release();
          resolve(result);
        },
        reject: (failure) => {
          release();
          reject(failure);
        },
      };
      pending = request;
      signal?.addEventListener('abort', cancel, { once: true });
      worker ??= start();
      worker.then(
        (running) => pending === request && running.post({ id, cmd: 'layout', graph }),
        (failure: unknown) => settle(request, new LayoutFailure('failed', String(failure))),
      );
    });
  };

  return {
    layout,
    prepare() {
      worker ??= start();
      worker
        .then((running) => running.post({ id: 0, cmd: 'layout', graph: SMALLEST }))
        .catch(() => undefined);
    },
    dispose() {
      if (pending) settle(pending, new LayoutFailure('cancelled', 'The layout was cancelled.'));
      endWorker();
    },
  };
}
