// Answers requests: one job at a time, every request once, and nothing before the handshake.

import type { ControlRequest } from '../protocol/control.ts';
import {
  type EngineEvent,
  type FromEngine,
  PROTOCOL_VERSION,
  type RequestName,
  type Requests,
  type ToEngine,
} from '../protocol/messages.ts';
import { engineProblem } from '../training/engineProblem.ts';
import { RunControls } from '../training/runControls.ts';
import { UserError } from '../userError.ts';
import { readRequest } from './requestReader.ts';

/** What a running job may use. */
export interface JobContext {
  emit(event: EngineEvent): void;
  log(line: string): void;
  /** Aborted when the user stops the job or the parent goes away. */
  readonly signal: AbortSignal;
  /** What the user asks of a training that is under way. */
  readonly controls: RunControls;
  /** Ends the job between two steps, as the user's own request does. */
  stop(): void;
}

/** Requests that occupy the engine until they end. */
export type JobName = Exclude<RequestName, 'handshake' | 'devices' | 'automaticDevice' | 'control' | 'stop'>;

export type Jobs = {
  readonly [K in JobName]: (
    parameters: Requests[K]['parameters'],
    context: JobContext,
  ) => Promise<Requests[K]['result']>;
};

export interface Services extends Jobs {
  readonly runtimeVersion: () => Promise<string>;
  readonly devices: () => Promise<Requests['devices']['result']>;
  readonly automaticDevice: (threads: number) => Promise<Requests['automaticDevice']['result']>;
}

interface RunningJob {
  readonly method: JobName;
  readonly abort: AbortController;
  readonly controls: RunControls;
  readonly done: Promise<void>;
  /** It goes on when the parent is gone. */
  readonly outlives: boolean;
}

export class RequestServer {
  private agreed = false;
  private job: RunningJob | undefined;
  private readonly open = new Set<number>();

  constructor(
    private readonly services: Services,
    private readonly send: (message: FromEngine) => void,
    private readonly log: (line: string) => void,
  ) {}

  start(): void {
    this.send({ kind: 'ready', protocolVersion: PROTOCOL_VERSION });
  }

  /** Takes any message whatever; what is no request is answered as malformed, or logged where that is impossible. */
  async receive(message: unknown): Promise<void> {
    const read = readRequest(message);
    if (read.kind === 'unanswerable') {
      this.log(`Ignored a message: ${read.reason}.`);
      return;
    }
    if (read.kind === 'malformed') {
      this.fail(
        read.id,
        new UserError('protocol.malformed', `The engine was asked wrongly: ${read.reason}.`),
      );
      return;
    }
    const { request } = read;
    this.open.add(request.id);
    try {
      this.reply(request.id, await this.answer(request));
    } catch (error) {
      this.fail(request.id, error);
    }
  }

  /** Ends the running job between two steps, and waits until it has. */
  async stopJob(): Promise<void> {
    this.job?.abort.abort();
    await this.job?.done;
  }

  /** Settles with the job that is to outlive the parent; undefined where there is none. */
  get outliving(): Promise<void> | undefined {
    return this.job?.outlives ? this.job.done : undefined;
  }

  /** Answers everything that is open: the process is about to end. */
  failAll(error: unknown): void {
    for (const id of [...this.open]) this.fail(id, error);
  }

  private async answer(request: ToEngine): Promise<unknown> {
    if (request.method === 'handshake') return this.handshake(request.parameters.protocolVersion);
    if (!this.agreed) throw new UserError('protocol.handshake', 'The engine expects a handshake first.');
    if (request.method === 'devices') return this.services.devices();
    if (request.method === 'automaticDevice')
      return this.services.automaticDevice(request.parameters.threads);
    if (request.method === 'stop') {
      this.job?.abort.abort();
      return null;
    }
    if (request.method === 'control') return this.control(request.parameters);
    return this.runJob(request);
  }

  private control(request: ControlRequest): null {
    if (this.job?.method !== 'train' && this.job?.method !== 'resume') {
      throw new UserError('engine.idle', 'No network is being trained: there is nothing to change.');
    }
    if (request.action === 'learningRate' && !(request.learningRate > 0 && request.learningRate < Infinity)) {
      throw new UserError('training.rate', 'A learning rate is a number above 0, such as 0.01.');
    }
    this.job.controls.apply(request);
    return null;
  }

  private async handshake(version: number): Promise<Requests['handshake']['result']> {
    if (version !== PROTOCOL_VERSION) {
      throw new UserError(
        'engine.version',
        `The engine speaks version ${PROTOCOL_VERSION} of the protocol and was asked for version ${version}: ` +
          'the two programs come from different installations. Install Netwright again.',
      );
    }
    this.agreed = true;
    const runtimeVersion = await this.services.runtimeVersion();
    return { protocolVersion: PROTOCOL_VERSION, runtimeVersion, pid: process.pid };
  }

  private async runJob(request: Extract<ToEngine, { method: JobName }>): Promise<unknown> {
    if (this.job) {
      throw new UserError(
        'engine.busy',
        `The engine is busy with another ${jobWords[this.job.method]} and does one thing at a time: ` +
          'stop it or wait until it ends.',
      );
    }
    const abort = new AbortController();
    const controls = new RunControls();
    const context: JobContext = {
      signal: abort.signal,
      controls,
      stop: () => abort.abort(),
      emit: (event) => this.send({ kind: 'event', id: request.id, event }),
      log: this.log,
    };
    // The method and its parameters belong together, which the compiler cannot follow through the lookup.
    const run = this.services[request.method] as (
      parameters: unknown,
      context: JobContext,
    ) => Promise<unknown>;
    const result = Promise.resolve().then(() => run(request.parameters, context));
    const done = result.then(
      () => undefined,
      () => undefined,
    );
    const outlives = 'outlive' in request.parameters && request.parameters.outlive === true;
    this.job = { method: request.method, abort, controls, done, outlives };
    try {
      return await result;
    } finally {
      this.job = undefined;
    }
  }

  private reply(id: number, result: unknown): void {
    if (this.open.delete(id)) this.send({ kind: 'reply', id, result });
  }

  private fail(id: number, error: unknown): void {
    this.open.delete(id);
    this.send({ kind: 'failure', id, problem: engineProblem(error) });
  }
}

const jobWords: Readonly<Record<JobName, string>> = {
  train: 'training run',
  resume: 'training run',
  evaluate: 'evaluation',
  predict: 'prediction',
  lookInside: 'look inside a network',
  initialize: 'initialisation',
  gradients: 'computation of gradients',
  step: 'computation of steps',
  findLearningRate: 'search for a learning rate',
  overfit: 'training on one batch',
  exportModel: 'export',
  memory: 'forecast of memory',
  profile: 'profile',
  describeData: 'look at data',
};
