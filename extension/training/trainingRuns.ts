// The runs that are trained now, one on each device, and the one that ended last; tells their viewers.

import * as vscode from 'vscode';
import type { ResumeRequest, TrainRequest } from '../../engine/protocol/messages.ts';
import { contextKeys } from '../contributions.ts';
import type { Lane } from './lane.ts';
import type { RecordedRun } from './recordedRun.ts';
import { type RunPlace, type RunSurroundings, TrainingRun } from './trainingRun.ts';

export class TrainingRuns implements vscode.Disposable {
  /** In the order of their beginnings. */
  private runs: readonly TrainingRun[] = [];
  private training = false;
  private readonly changed = new vscode.EventEmitter<TrainingRun>();
  private readonly replaced = new vscode.EventEmitter<TrainingRun>();
  private readonly looked = new vscode.EventEmitter<TrainingRun>();

  /** The state of a run changed, or points came. */
  readonly onDidChange = this.changed.event;
  /** A run begins, or goes on from another step: its points are to be read anew. */
  readonly onDidStart = this.replaced.event;
  /** A look inside a network came, or another run. */
  readonly onDidLook = this.looked.event;

  constructor(private readonly surroundings: RunSurroundings) {}

  /** In the order of their beginnings. */
  get active(): readonly TrainingRun[] {
    return this.runs.filter(({ active }) => active);
  }

  /** The one that began last of those that are trained, or else the one that ended last. */
  get current(): TrainingRun | undefined {
    return this.active.at(-1) ?? this.runs.at(-1);
  }

  /** The run of a folder, as far as this window trained it or follows it. */
  of(folder: string): TrainingRun | undefined {
    return this.runs.find((run) => run.folder === folder);
  }

  /** The newest first. */
  get all(): readonly TrainingRun[] {
    return this.runs.toReversed();
  }

  /** Whether a job may begin there; a device that the engine is to choose must find all of them free. */
  isFree(lane: Lane | undefined): boolean {
    return !this.active.some((run) => conflict(run.lane, lane));
  }

  /** @throws where the lane is not free */
  train(request: TrainRequest, lane: Lane | undefined): TrainingRun {
    const { network, recipe, folder, device, internals, source } = request;
    const file = vscode.Uri.file(source.file).toString();
    const start = {
      model: network.name,
      recipe: recipe.name,
      device: lane ?? device,
      folder,
      file,
      internals,
    };
    return this.add({ start, lane }, (run, free) => run.train(request, free));
  }

  /**
   * Goes on with a run from its last checkpoint; the curves so far are kept.
   * @throws where the lane is not free
   */
  resume(request: ResumeRequest, { start, lane }: RecordedRun): TrainingRun {
    const known = this.of(request.folder)?.record;
    const place = { start: known?.state ?? start, lane };
    return this.add(place, (run, free) => run.resume(request, free, known ? undefined : start), known);
  }

  /** Takes part in a run that goes on without us, on whatever device. */
  attach(recorded: RecordedRun): TrainingRun {
    const known = this.of(recorded.start.folder);
    if (known?.active) return known;
    return this.enter(new TrainingRun(recorded, this.surroundings, this.listener), (run) => run.follow());
  }

  dispose(): void {
    for (const run of this.runs) run.leave();
    for (const emitter of [this.changed, this.replaced, this.looked]) emitter.dispose();
  }

  private add(
    place: RunPlace,
    begin: (run: TrainingRun, free: Promise<unknown>) => void,
    known?: TrainingRun['record'],
  ): TrainingRun {
    if (!this.isFree(place.lane))
      throw new Error(`A network is trained on ${place.lane ?? 'a device'} already.`);
    // An engine that has ended its run may still be there, and have the device.
    const before = this.runs.filter(({ lane }) => conflict(lane, place.lane)).map(({ done }) => done);
    const run = new TrainingRun(place, this.surroundings, this.listener, known);
    return this.enter(run, () => begin(run, Promise.all(before)));
  }

  private enter(run: TrainingRun, begin: (run: TrainingRun) => void): TrainingRun {
    this.runs = [...this.runs.filter(({ folder }) => folder !== run.folder), run];
    this.forgetEnded();
    begin(run);
    this.replaced.fire(run);
    this.tellContext();
    return run;
  }

  private readonly listener = {
    changed: (run: TrainingRun) => {
      this.changed.fire(run);
      this.tellContext();
    },
    replaced: (run: TrainingRun) => this.replaced.fire(run),
    looked: (run: TrainingRun) => this.looked.fire(run),
  };

  /** The points of a long run take memory; their folders have them. */
  private forgetEnded(): void {
    const last = this.runs.findLast(({ active }) => !active);
    this.runs = this.runs.filter((run) => run.active || run.atWork || run === last);
  }

  private tellContext(): void {
    const training = this.active.length > 0;
    if (training === this.training) return;
    this.training = training;
    void vscode.commands.executeCommand('setContext', contextKeys.training, training);
  }
}

/** A run whose device is not known yet may take any. */
function conflict(one: Lane | undefined, other: Lane | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
