// One side of the comparison: a process that measures when it is told to.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { engineEnvironment } from '../../engine/client/engineEnvironment.ts';

export type Mode = 'training' | 'inference';

/** What a process says of itself once it is ready. */
export interface Readiness {
  readonly graphMs?: number;
  readonly sessionMs?: number;
  /** Share of a step's time that is not spent in the runtime. */
  readonly javascriptShare?: number;
  /** To a device with a memory of its own, for the batch of a step and an answer. */
  readonly transferMs?: number;
  readonly version: string;
  /** Whose matrix products PyTorch uses. */
  readonly blas?: string;
  /** The name of the card that PyTorch uses. */
  readonly gpu?: string;
}

interface Measurement {
  readonly durations: readonly number[];
  readonly peakBytes: number;
}

export class Side {
  readonly durations: number[] = [];
  peakBytes = 0;
  private readonly replies: AsyncIterator<string>;
  private complaints = '';

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    child.stderr!.on('data', (text) => {
      this.complaints += text;
    });
    this.replies = createInterface(child.stdout!)[Symbol.asyncIterator]();
  }

  /** Starts a process and waits until it is ready. */
  static async start(
    name: string,
    [program, ...parameters]: readonly [string, ...string[]],
  ): Promise<{ readonly side: Side; readonly ready: Readiness }> {
    // The engine's own process has this environment too.
    const env = program === process.execPath ? engineEnvironment(process.env) : process.env;
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'], env });
    const side = new Side(name, child);
    return { side, ready: await side.reply<Readiness>() };
  }

  /** Steps for so long; their milliseconds are kept. */
  async measure(seconds: number): Promise<void> {
    const { durations, peakBytes } = await this.ask<Measurement>({ seconds });
    this.durations.push(...durations);
    this.peakBytes = peakBytes;
  }

  end(): void {
    this.child.stdin!.end();
  }

  async ask<T>(request: object): Promise<T> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.reply<T>();
  }

  private async reply<T>(): Promise<T> {
    for (;;) {
      const { done, value } = await this.replies.next();
      if (done === true) throw new Error(`${this.name} ended: ${this.complaints}`);
      // ONNX Runtime prints how it shares memory among the nodes of several replicas.
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }
}
