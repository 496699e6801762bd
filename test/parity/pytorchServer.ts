// PyTorch in a process of its own, which answers requests for gradients and optimizer steps on files.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Call } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';

export interface PytorchRequest {
  readonly method: 'gradients' | 'steps';
  readonly network: Network;
  readonly loss: Call;
  /** Safetensors files, as the engine's requests read and write them. */
  readonly weights: string;
  readonly batch: string;
  readonly out: string;
  readonly type: 'float32' | 'float64';
  readonly optimizer?: Call;
  /** The largest norm of all gradients together. */
  readonly clip?: number | null;
  readonly steps?: number;
  /** A call with what it goes by. */
  readonly schedule?: (Call & Readonly<Record<string, unknown>>) | null;
}

export interface PytorchReply {
  readonly loss: number;
  /** How many deviations from zero the means are that batch and instance normalisation take away, at most. */
  readonly offset: number;
}

export class PytorchServer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly replies: AsyncIterator<string>;
  private complaints = '';

  constructor() {
    const python = process.env['NETWRIGHT_PYTHON'] ?? 'python3';
    this.child = spawn(python, ['-B', join(import.meta.dirname, 'pytorchServer.py')]);
    this.child.on('error', (error) => {
      this.complaints += error.message;
    });
    this.child.stderr.on('data', (text) => {
      this.complaints += text;
    });
    this.replies = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  /** One request at a time. */
  async request(request: PytorchRequest): Promise<PytorchReply> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.replies.next();
    if (done === true) throw new Error(`PyTorch ended: ${this.complaints}`);
    const reply = JSON.parse(value) as PytorchReply | { readonly error: string };
    if ('error' in reply) throw new Error(`PyTorch: ${reply.error}`);
    return reply;
  }

  stop(): void {
    this.child.stdin.end();
  }
}
