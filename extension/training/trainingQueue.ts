// Runs that wait for the one before them to end: kept over sessions, in the order that the user gives them.

import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';

export interface QueuedRun {
  /** Tells it apart while it waits. */
  readonly queued: number;
  readonly request: TrainRequest;
}

const key = 'trainingQueue';

/** What the queue asks of whoever trains. */
export interface Trainer {
  readonly active: boolean;
  readonly onDidChange: vscode.Event<void>;
}

export class TrainingQueue implements vscode.Disposable {
  private waiting: readonly QueuedRun[];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private starting = false;
  readonly onDidChange = this.changed.event;

  /** `start` settles when the run has ended; how it ended does not matter to the next one. */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly trainer: Trainer,
    private readonly start: (request: TrainRequest) => Promise<void>,
  ) {
    this.waiting = memory.get<readonly QueuedRun[]>(key, []);
    this.subscription = trainer.onDidChange(() => void this.startNext());
  }

  get runs(): readonly QueuedRun[] {
    return this.waiting;
  }

  add(request: TrainRequest): void {
    const queued = 1 + Math.max(0, ...this.waiting.map((run) => run.queued));
    this.replace([...this.waiting, { queued, request }]);
    void this.startNext();
  }

  cancel({ queued }: QueuedRun): void {
    this.replace(this.waiting.filter((run) => run.queued !== queued));
  }

  /** One place further to the front; the first stays where it is. */
  advance({ queued }: QueuedRun): void {
    const at = this.waiting.findIndex((run) => run.queued === queued);
    if (at < 1) return;
    const moved = this.waiting[at]!;
    this.replace([
      ...this.waiting.slice(0, at - 1),
      moved,
      this.waiting[at - 1]!,
      ...this.waiting.slice(at + 1),
    ]);
  }

  /** The first that waits, where nothing is trained; also at the editor's start. */
  async startNext(): Promise<void> {
    const [next] = this.waiting;
    if (!next || this.starting || this.trainer.active) return;
    this.starting = true;
    this.cancel(next);
    const { request } = next;
    // Its place was free when it was queued; by now another run may have it.
    const folder = newRunFolder(dirname(request.folder), request.recipe.name);
    try {
      await this.start({ ...request, folder });
    } finally {
      this.starting = false;
    }
    await this.startNext();
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
