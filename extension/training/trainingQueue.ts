// Jobs that wait for their device: kept over sessions, in the order that the user gives them. Each device takes the first that waits for it.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import type { ResumeRequest, TrainRequest } from '../../engine/protocol/messages.ts';
import type { Lane } from './lane.ts';
import type { RunStart } from './runRecord.ts';

export type Job =
  | { readonly kind: 'train'; readonly request: TrainRequest }
  | {
      readonly kind: 'resume';
      readonly request: ResumeRequest;
      /** What the user calls the run. */
      readonly name: string;
      readonly start: RunStart;
    };

export interface QueuedRun {
  /** Tells it apart while it waits. */
  readonly queued: number;
  /** The device that it waits for. */
  readonly lane: Lane;
  readonly job: Job;
}

const key = 'trainingJobs';

/** Who has the devices. */
export interface Lanes {
  isFree(lane: Lane): boolean;
  readonly onDidChange: vscode.Event<unknown>;
}

export class TrainingQueue implements vscode.Disposable {
  private waiting: readonly QueuedRun[];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  /** `start` begins a job: its device is not free any more when it returns. How the job ends does not matter to the next one. */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly lanes: Lanes,
    private readonly start: (job: Job, lane: Lane) => void,
  ) {
    this.waiting = memory.get<readonly QueuedRun[]>(key, []);
    this.subscription = lanes.onDidChange(() => this.startNext());
  }

  /** The one that is next on its device comes before those that wait for it. */
  get runs(): readonly QueuedRun[] {
    return this.waiting;
  }

  /** How many jobs stand before this one on its device. */
  placeOf({ queued, lane }: QueuedRun): number {
    return this.waiting.filter((run) => run.lane === lane).findIndex((run) => run.queued === queued);
  }

  add(job: Job, lane: Lane): void {
    const queued = 1 + Math.max(0, ...this.waiting.map((run) => run.queued));
    this.replace([...this.waiting, { queued, lane, job }]);
    this.startNext();
  }

  cancel({ queued }: QueuedRun): void {
    this.replace(this.waiting.filter((run) => run.queued !== queued));
  }

  /** One place further to the front on its device; the first stays where it is. */
  advance({ queued, lane }: QueuedRun): void {
    const at = this.waiting.findIndex((run) => run.queued === queued);
    const before = this.waiting.findLastIndex((run, place) => place < at && run.lane === lane);
    if (before < 0) return;
    const moved = [...this.waiting];
    [moved[before], moved[at]] = [moved[at]!, moved[before]!];
    this.replace(moved);
  }

  /** The first that waits for each device that is free; also at the editor's start. */
  startNext(): void {
    for (const run of this.waiting) {
      if (!this.lanes.isFree(run.lane)) continue;
      this.cancel(run);
      this.start(withPlace(run.job), run.lane);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private replace(waiting: readonly QueuedRun[]): void {
    this.waiting = waiting;
    void this.memory.update(key, waiting);
    this.changed.fire();
  }
}

/** A folder's name that was free when the job was queued may be another run's by now. */
function withPlace(job: Job): Job {
  if (job.kind === 'resume') return job;
  const { request } = job;
  const folder = newRunFolder(dirname(request.folder), request.recipe.name);
  return { kind: 'train', request: { ...request, folder } };
}
