// One run that is trained: its record, and the engine behind it that is started, followed, steered and ended.

import type * as vscode from 'vscode';
import type { EngineClient } from '../../engine/client/engineClient.ts';
import type { ControlRequest } from '../../engine/protocol/control.ts';
import type { ResumeRequest, TrainingEvent, TrainRequest } from '../../engine/protocol/messages.ts';
import { UserError } from '../../engine/userError.ts';
import { FollowedEngine } from './followedEngine.ts';
import { type Lane, laneNamed } from './lane.ts';
import { loadRun } from './loadRun.ts';
import { RunRecord, type RunStart } from './runRecord.ts';
import type { TrainingEngine } from './trainingEngine.ts';

/** What a run needs of the editor. */
export interface RunSurroundings {
  readonly startEngine: () => Promise<EngineClient>;
  /** Whether runs go on when the window is closed. */
  readonly outlives: () => boolean;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
}

/** Whom it tells. */
export interface RunListener {
  /** The state changed, or points came. */
  changed(run: TrainingRun): void;
  /** Its points are to be read anew. */
  replaced(run: TrainingRun): void;
  looked(run: TrainingRun): void;
}

/** An engine at work, and the end of its run. */
interface Work {
  readonly engine: TrainingEngine;
  readonly end: Promise<unknown>;
}

export interface RunPlace {
  readonly start: RunStart;
  /** Undefined where the engine is to choose: then the run has every device until it begins. */
  readonly lane: Lane | undefined;
}

export class TrainingRun {
  private shown: RunRecord;
  private occupied: Lane | undefined;
  private engine: TrainingEngine | undefined;
  private over: Promise<void> = Promise.resolve();
  private present = false;
  /** The engine was to choose the device. */
  readonly automatic: boolean;

  constructor(
    { start, lane }: RunPlace,
    private readonly surroundings: RunSurroundings,
    private readonly listener: RunListener,
    known?: RunRecord,
  ) {
    this.shown = new RunRecord(start, known);
    this.occupied = lane;
    this.automatic = lane === undefined;
  }

  get record(): RunRecord {
    return this.shown;
  }

  get folder(): string {
    return this.shown.state.folder;
  }

  get active(): boolean {
    return this.shown.active;
  }

  /** Undefined while the engine has not chosen yet. */
  get lane(): Lane | undefined {
    return this.occupied;
  }

  /** Settles when its engine is gone. */
  get done(): Promise<void> {
    return this.over;
  }

  /** Its engine is there, or is about to be. */
  get atWork(): boolean {
    return this.present;
  }

  /** Trains to the end, as soon as `free` settles; what goes wrong is in the run's state. */
  train(request: TrainRequest, free: Promise<unknown>): void {
    this.begin(free, () =>
      this.ownEngine((engine, onEvent) => engine.request('train', this.outliving(request), onEvent)),
    );
  }

  /** Goes on from the last checkpoint; the curves so far are read from the folder where this window has not got them. */
  resume(request: ResumeRequest, free: Promise<unknown>, start: RunStart | undefined): void {
    this.begin(free, () =>
      this.ownEngine(async (engine, onEvent) => {
        if (start) await this.readHistory(start);
        return engine.request('resume', this.outliving(request), onEvent);
      }).then((work) => this.orFollow(work)),
    );
  }

  /** Takes part in a run that goes on in an engine of another window, or of this one before it was closed. */
  follow(): void {
    this.begin(Promise.resolve(), async () => this.followed());
  }

  /** Asks the engine to stop between two steps, with a checkpoint; one that is still starting, as soon as it runs. */
  async stop(): Promise<void> {
    if (!this.active) return;
    this.shown.stopping();
    this.listener.changed(this);
    if (this.engine) await this.askToStop(this.engine);
  }

  /** Asks the engine to hold between two steps, with a checkpoint. */
  async pause(): Promise<void> {
    if (this.shown.state.status !== 'running') return;
    this.shown.pausing();
    this.listener.changed(this);
    await this.steer({ action: 'pause' });
  }

  /** Goes on with a run that is paused. */
  async goOn(): Promise<void> {
    await this.steer({ action: 'continue' });
  }

  /** From the next step on. */
  async changeLearningRate(learningRate: number): Promise<void> {
    await this.steer({ action: 'learningRate', learningRate });
  }

  /** Looks inside the network every so many steps from now on; 0 ends that. */
  async watch(every: number): Promise<void> {
    if (!this.shown.steerable) return;
    this.shown.watching(every);
    this.listener.changed(this);
    await this.steer({ action: 'internals', every });
  }

  /** The window is closed. */
  leave(): void {
    if (this.surroundings.outlives()) this.engine?.release();
    else void this.engine?.dispose();
  }

  /** A run that ends meanwhile has nothing left to steer. */
  private async steer(request: ControlRequest): Promise<void> {
    if (!this.shown.steerable) return;
    await this.engine?.control(request).catch((failure: unknown) => {
      this.surroundings.log.info(`Asked to ${request.action}: ${String(failure)}`);
    });
  }

  private begin(free: Promise<unknown>, work: () => Promise<Work>): void {
    this.present = true;
    this.over = free.then(() => this.work(work));
  }

  private async work(begin: () => Promise<Work>): Promise<void> {
    try {
      const { engine, end } = await begin();
      this.engine = engine;
      if (this.shown.state.status === 'stopping') void this.askToStop(engine);
      await end;
    } catch (failure) {
      this.fail(failure);
    } finally {
      const { engine } = this;
      this.engine = undefined;
      await engine?.dispose();
      this.present = false;
    }
  }

  private async ownEngine(
    request: (engine: EngineClient, onEvent: (event: TrainingEvent) => void) => Promise<unknown>,
  ): Promise<Work> {
    const client = await this.surroundings.startEngine();
    const engine: TrainingEngine = {
      stop: () => client.stop(),
      control: async (wish) => {
        await client.request('control', wish);
      },
      release: () => client.release(),
      dispose: () => client.dispose(),
    };
    return { engine, end: request(client, (event) => this.receive(event)) };
  }

  private followed(): Work {
    const engine = new FollowedEngine(this.folder);
    return { engine, end: engine.follow((event) => this.receive(event)) };
  }

  /** Of two windows that resume a run at the same moment one has it; the other follows. */
  private orFollow({ engine, end }: Work): Work {
    const followed = end.catch(async (failure: unknown) => {
      if (!(failure instanceof UserError && failure.code === 'run.active')) throw failure;
      this.surroundings.log.info(`${failure.message} It is followed.`);
      this.replace(new RunRecord(this.shown.state));
      const work = this.followed();
      this.engine = work.engine;
      await engine.dispose();
      await work.end;
    });
    return { engine, end: followed };
  }

  private async readHistory(start: RunStart): Promise<void> {
    this.replace(new RunRecord(start, await loadRun(start)));
  }

  /** What the user asked for meanwhile is not forgotten. */
  private replace(record: RunRecord): void {
    if (this.shown.state.status === 'stopping') record.stopping();
    this.shown = record;
    this.listener.replaced(this);
  }

  private receive(event: TrainingEvent): void {
    this.shown.apply(event);
    if (event.event === 'start') {
      this.occupied = laneNamed(event.device) ?? this.occupied;
      this.listener.replaced(this);
    }
    if (event.event === 'internals' || event.event === 'start') this.listener.looked(this);
    this.listener.changed(this);
  }

  /** An engine that ends meanwhile ends the run's own request too, which tells why. */
  private async askToStop(engine: TrainingEngine): Promise<void> {
    await engine
      .stop()
      .catch((failure: unknown) => this.surroundings.log.info(`Asked to stop: ${String(failure)}`));
  }

  private fail(failure: unknown): void {
    const crashed = failure instanceof UserError && failure.code === 'engine.crashed';
    const message = failure instanceof Error ? failure.message : String(failure);
    if (!(failure instanceof UserError)) {
      this.surroundings.log.error(failure instanceof Error ? failure : message);
    }
    this.shown.broken(crashed ? 'crashed' : 'failed', message);
    this.listener.changed(this);
  }

  private outliving<Request>(request: Request): Request & { readonly outlive: boolean } {
    return { ...request, outlive: this.surroundings.outlives() };
  }
}
