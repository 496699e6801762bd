// The parent's half of the engine: starts the process, sends requests, and ends every one of them.

import { type ChildProcess, fork } from 'node:child_process';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type EngineEvent,
  type EngineProblem,
  type EventOf,
  type FromEngine,
  PROTOCOL_VERSION,
  type RequestName,
  type Requests,
  type ToEngine,
} from '../protocol/messages.ts';
import { UserError } from '../userError.ts';
import { describeEnd, wasEndedFromOutside } from './describeEnd.ts';
import { engineEnvironment } from './engineEnvironment.ts';
import { hasCheckpoint } from './hasCheckpoint.ts';
import { OutputTail } from './outputTail.ts';

export interface EngineOptions {
  /** The engine's bundle. */
  readonly modulePath: string;
  /** Options for Node itself; none by default, so that a debugged parent does not pass its own on. */
  readonly execArgv?: readonly string[];
  /** Variables added to the parent's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what the engine prints, line by line, and the stacks of its mistakes. */
  readonly log: (line: string) => void;
  /** How long the engine may take to say that it is ready; 30 seconds by default. */
  readonly handshakeTimeoutMs?: number;
  /** The process is no part of the parent's group, and may live on when the parent is gone; it is `release`d then. */
  readonly detached?: boolean;
  /** How long a disposed engine may take to write its checkpoint before it is killed; 10 seconds by default. */
  readonly graceMs?: number;
}

export interface EngineClient {
  readonly pid: number;
  /** Version of the runtime that the engine uses. */
  readonly runtimeVersion: string;
  /**
   * Sends a request; events come while it is worked on. Always ends: with the result, or with a `UserError`, of code
   * `engine.crashed` when the process ends first.
   */
  request<M extends RequestName>(
    method: M,
    parameters: Requests[M]['parameters'],
    onEvent?: (event: EventOf<M>) => void,
  ): Promise<Requests[M]['result']>;
  /** Asks the running job to end between two steps; its request then ends as stopped. */
  stop(): Promise<void>;
  /** Ends the process: a running job writes its checkpoint first. Requests still open are rejected. */
  dispose(): Promise<void>;
  /** Lets the process go on by itself, where its job is to outlive the parent. */
  release(): void;
}

/**
 * Starts the engine and agrees with it on the protocol.
 * @throws UserError `engine.start` or `engine.version`.
 */
export async function startEngine(options: EngineOptions): Promise<EngineClient> {
  const connection = new Connection(options);
  try {
    const runtimeVersion = await connection.handshake(options.handshakeTimeoutMs ?? 30_000);
    return {
      pid: connection.pid,
      runtimeVersion,
      request: (method, parameters, onEvent) => connection.request(method, parameters, onEvent),
      stop: async () => {
        await connection.request('stop', {});
      },
      dispose: () => connection.dispose(),
      release: () => connection.release(),
    };
  } catch (error) {
    connection.kill();
    throw error;
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: EngineEvent) => void) | undefined;
  /** The folder of the run that the request is about. */
  readonly run: string | undefined;
}

class Connection {
  private readonly child: ChildProcess;
  private readonly log: (line: string) => void;
  private readonly graceMs: number;
  private readonly tail = new OutputTail();
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private ready: { resolve: (version: number) => void; reject: (error: Error) => void } | undefined;
  /** Set once the process is gone or given up. */
  private over: UserError | undefined;
  private readonly ended: Promise<void>;

  constructor(options: EngineOptions) {
    this.log = options.log;
    this.graceMs = options.graceMs ?? 10_000;
    this.child = fork(options.modulePath, [], {
      execArgv: [...(options.execArgv ?? [])],
      env: engineEnvironment(process.env, options.environment),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      detached: options.detached ?? false,
    });
    this.child.on('message', (message) => this.receive(message as FromEngine));
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.on('data', (chunk: Buffer) => {
        for (const line of this.tail.add(name, chunk)) this.log(line);
      });
    }
    this.ended = this.watchEnd();
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async handshake(timeoutMs: number): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = globalThis.setTimeout(() => {
        const said = this.tail.quoted();
        reject(
          new UserError(
            'engine.start',
            `The engine did not answer within ${timeoutMs / 1000} seconds.${said}`,
          ),
        );
      }, timeoutMs);
    });
    try {
      return await Promise.race([this.agree(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async agree(): Promise<string> {
    const version = await new Promise<number>((resolve, reject) => {
      if (this.over) reject(this.over);
      this.ready = { resolve, reject };
    });
    this.ready = undefined;
    if (version !== PROTOCOL_VERSION) throw otherVersion(version);
    const answer = await this.request('handshake', { protocolVersion: PROTOCOL_VERSION });
    return answer.runtimeVersion;
  }

  request<M extends RequestName>(
    method: M,
    parameters: Requests[M]['parameters'],
    onEvent?: (event: EventOf<M>) => void,
  ): Promise<Requests[M]['result']> {
    return new Promise((resolve, reject) => {
      if (this.over) {
        reject(this.over);
        return;
      }
      const id = this.nextId++;
      const run = 'folder' in parameters ? parameters.folder : undefined;
      this.pending.set(id, {
        resolve: (result) => resolve(result as Requests[M]['result']),
        reject,
        // What comes belongs to the request, which the compiler cannot follow through the channel.
        onEvent: onEvent as Pending['onEvent'],
        run,
      });
      const message = { kind: 'request', id, method, parameters } as ToEngine;
      // A failed send means that the process is ending; its end rejects the request with the reason.
      this.child.send(
        message,
        (error) => error && this.log(`The engine could not be reached: ${error.message}`),
      );
    });
  }

  private receive(message: FromEngine): void {
    if (message.kind === 'ready') {
      this.ready?.resolve(message.protocolVersion);
      return;
    }
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    if (message.kind === 'event') {
      this.deliver(pending, message.event);
      return;
    }
    this.pending.delete(message.id);
    if (message.kind === 'reply') pending.resolve(message.result);
    else pending.reject(this.errorFrom(message.problem));
  }

  /** A viewer's mistake must not end the run. */
  private deliver(pending: Pending, event: EngineEvent): void {
    try {
      pending.onEvent?.(event);
    } catch (error) {
      this.log(`Showing an event failed: ${(error as Error).stack ?? String(error)}`);
    }
  }

  private errorFrom(problem: EngineProblem): UserError {
    if (problem.stack !== undefined) this.log(problem.stack);
    const { file, line } = problem;
    return new UserError(problem.code, problem.message, { file, line });
  }

  /** Ends everything that waits when the process does: after its last words were read, or a second later. */
  private async watchEnd(): Promise<void> {
    const { child } = this;
    const started = await new Promise<boolean>((resolve) => {
      child.once('spawn', () => resolve(true));
      child.on('error', (error) => {
        this.log(`The engine's process: ${error.message}`);
        if (child.pid !== undefined) return;
        this.giveUp(`could not be started: ${error.message}`, 'engine.start');
        resolve(false);
      });
    });
    if (!started) return;
    const lastWords = Promise.all([
      new Promise((resolve) => child.once('disconnect', resolve)),
      new Promise((resolve) => child.stdout?.once('close', resolve)),
      new Promise((resolve) => child.stderr?.once('close', resolve)),
    ]);
    const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    await Promise.race([lastWords, setTimeout(1000, undefined, { ref: false })]);
    // Where this process was held up meanwhile, its timers come before what the engine said: one turn reads it.
    await setImmediate();
    await setImmediate();
    this.giveUp(describeEnd(ended.code, ended.signal), 'engine.crashed', wasEndedFromOutside(ended.signal));
  }

  private giveUp(how: string, code: 'engine.crashed' | 'engine.start', fromOutside = false): void {
    if (this.over) return;
    // What a process said before it was killed does not explain why.
    const said = fromOutside ? '' : this.tail.quoted();
    this.ready?.reject(new UserError('engine.start', `The engine ${how} before it was ready.${said}`));
    this.over = new UserError(code, `The engine ${how}.${said}`);
    for (const { reject, run } of this.pending.values()) {
      const kept = hasCheckpoint(run)
        ? ` The last checkpoint is in ${run}: resume the run to go on from it.`
        : '';
      reject(new UserError(code, `The engine ${how}.${kept}${said}`));
    }
    this.pending.clear();
  }

  async dispose(): Promise<void> {
    this.shutDown();
    const timer = globalThis.setTimeout(() => this.child.kill('SIGKILL'), this.graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  release(): void {
    this.shutDown();
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.destroy();
    this.child.unref();
  }

  private shutDown(): void {
    if (!this.over) {
      this.over = new UserError('engine.closed', 'The engine was shut down.');
      for (const { reject } of this.pending.values()) reject(this.over);
      this.pending.clear();
    }
    if (this.child.connected) this.child.disconnect();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

function otherVersion(version: number): UserError {
  return new UserError(
    'engine.version',
    `The engine speaks version ${version} of the protocol and this program version ${PROTOCOL_VERSION}: ` +
      'they come from different installations. Reload the window, or install Netwright again.',
  );
}
