// One training run at a time: starts the engine, follows the run, stops it, and tells its viewers.

import * as vscode from 'vscode';
import { type EngineClient, startEngine } from '../../engine/client/engineClient.ts';
import { readRun } from '../../engine/client/readRun.ts';
import type { ControlRequest } from '../../engine/protocol/control.ts';
import type { ResumeRequest, TrainingEvent, TrainRequest } from '../../engine/protocol/messages.ts';
import { UserError } from '../../engine/userError.ts';
import { contextKeys, settingIds } from '../contributions.ts';
import { chosenRuntime } from '../profiling/chosenRuntime.ts';
import { FollowedEngine } from './followedEngine.ts';
import { loadRun } from './loadRun.ts';
import { RunRecord, type RunStart } from './runRecord.ts';
import type { TrainingEngine } from './trainingEngine.ts';

type OnEvent = (event: TrainingEvent) => void;

/** An engine at work, and the end of its run. */
interface Work {
  readonly engine: TrainingEngine;
  readonly end: Promise<unknown>;
}

export class TrainingController implements vscode.Disposable {
  private record: RunRecord | undefined;
  private engine: TrainingEngine | undefined;
  /** Settles when the engine of the run before is gone. */
  private ended: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly replaced = new vscode.EventEmitter<RunRecord>();
  private readonly looked = new vscode.EventEmitter<void>();

  /** The state changed, or points came. */
  readonly onDidChange = this.changed.event;
  /** Another run is shown from now on, or this one from another step: its points are to be read anew. */
  readonly onDidStart = this.replaced.event;
  /** A look inside the network came, or another run. */
  readonly onDidLook = this.looked.event;

  constructor(
    private readonly enginePath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get run(): RunRecord | undefined {
    return this.record;
  }

  get active(): boolean {
    return this.record?.active ?? false;
  }

  /** Trains to the end; what goes wrong is in the run's state. */
  async train(request: TrainRequest): Promise<void> {
    const { network, recipe, folder, device, internals, source } = request;
    const file = vscode.Uri.file(source.file).toString();
    const start = { model: network.name, recipe: recipe.name, device, folder, file, internals };
    await this.follow(new RunRecord(start), (onEvent) =>
      this.begin((engine) => engine.request('train', { ...request, outlive: outlives() }, onEvent)),
    );
  }

  /** Goes on with a run from its last checkpoint; the curves so far are kept. */
  async resume(request: ResumeRequest): Promise<void> {
    const { folder } = request;
    const known = this.record?.state.folder === folder ? this.record : undefined;
    const start: RunStart = known?.state ?? (await recordedStart(folder));
    const previous = known ?? (await loadRun(start));
    const record = new RunRecord(start, previous);
    await this.follow(record, (onEvent) =>
      this.begin((engine) => engine.request('resume', { ...request, outlive: outlives() }, onEvent)),
    );
  }

  /** Takes part in a run that goes on in an engine of another window, or of this one before it was closed. */
  async attach(folder: string): Promise<void> {
    await this.follow(new RunRecord(await recordedStart(folder)), async (onEvent) => {
      const engine = new FollowedEngine(folder);
      return { engine, end: engine.follow(onEvent) };
    });
  }

  /** Asks the engine to stop between two steps, with a checkpoint; one that is still starting, as soon as it runs. */
  async stop(): Promise<void> {
    if (!this.active) return;
    this.record?.stopping();
    this.changed.fire();
    if (this.engine) await this.askToStop(this.engine);
  }

  /** Asks the engine to hold between two steps, with a checkpoint. */
  async pause(): Promise<void> {
    if (this.record?.state.status !== 'running') return;
    this.record.pausing();
    this.changed.fire();
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
    if (!this.record?.steerable) return;
    this.record.watching(every);
    this.changed.fire();
    await this.steer({ action: 'internals', every });
  }

  /** A run that ends meanwhile has nothing left to steer. */
  private async steer(request: ControlRequest): Promise<void> {
    if (!this.record?.steerable) return;
    await this.engine?.control(request).catch((failure: unknown) => {
      this.log.info(`Asked to ${request.action}: ${String(failure)}`);
    });
  }

  dispose(): void {
    this.changed.dispose();
    this.replaced.dispose();
    this.looked.dispose();
    if (outlives()) this.engine?.release();
    else void this.engine?.dispose();
  }

  private async begin(request: (engine: EngineClient) => Promise<unknown>): Promise<Work> {
    const client = await startEngine({
      modulePath: this.enginePath,
      environment: chosenRuntime(),
      log: (line) => this.log.info(line),
      detached: outlives(),
    });
    const engine: TrainingEngine = {
      stop: () => client.stop(),
      control: async (wish) => {
        await client.request('control', wish);
      },
      release: () => client.release(),
      dispose: () => client.dispose(),
    };
    return { engine, end: request(client) };
  }

  private async follow(record: RunRecord, begin: (onEvent: OnEvent) => Promise<Work>): Promise<void> {
    if (this.active) {
      throw new UserError('training.active', 'A network is being trained already; stop it first.');
    }
    this.record = record;
    this.replaced.fire(record);
    const work = this.ended.then(() => this.work(record, begin));
    this.ended = work.catch(() => undefined);
    await work;
  }

  private async work(record: RunRecord, begin: (onEvent: OnEvent) => Promise<Work>): Promise<void> {
    await vscode.commands.executeCommand('setContext', contextKeys.training, true);
    try {
      const { engine, end } = await begin((event) => this.receive(record, event));
      this.engine = engine;
      if (record.state.status === 'stopping') void this.askToStop(engine);
      await end;
    } catch (failure) {
      this.fail(record, failure);
    } finally {
      const { engine } = this;
      this.engine = undefined;
      await engine?.dispose();
      await vscode.commands.executeCommand('setContext', contextKeys.training, false);
    }
  }

  private receive(record: RunRecord, event: TrainingEvent): void {
    record.apply(event);
    if (event.event === 'start') this.replaced.fire(record);
    if (event.event === 'internals' || event.event === 'start') this.looked.fire();
    this.changed.fire();
  }

  /** An engine that ends meanwhile ends the run's own request too, which tells why. */
  private async askToStop(engine: TrainingEngine): Promise<void> {
    await engine.stop().catch((failure: unknown) => this.log.info(`Asked to stop: ${String(failure)}`));
  }

  private fail(record: RunRecord, failure: unknown): void {
    const crashed = failure instanceof UserError && failure.code === 'engine.crashed';
    const message = failure instanceof Error ? failure.message : String(failure);
    if (!(failure instanceof UserError)) this.log.error(failure instanceof Error ? failure : message);
    record.broken(crashed ? 'crashed' : 'failed', message);
    this.changed.fire();
  }
}

/** Whether runs go on when the window is closed. */
function outlives(): boolean {
  return vscode.workspace.getConfiguration().get(settingIds.outlive, true);
}

/** As its record tells; the engine will say what is wrong with a folder that has none. */
async function recordedStart(folder: string): Promise<RunStart> {
  const { record } = await readRun(folder).catch(() => ({ record: undefined }));
  if (!record) return { model: '', recipe: '', device: 'auto', folder };
  const { model, recipe, device, sourceFile, internals } = record;
  const file = vscode.Uri.file(sourceFile).toString();
  return { model, recipe: recipe.name, device, folder, file, internals };
}
