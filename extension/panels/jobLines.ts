// Tells the training view what else is trained, and what waits: one line for each job, sent when one of them changes.

import type * as vscode from 'vscode';
import type { JobLine, ToDashboard, WaitingLine } from '../../webview/protocol/dashboard.ts';
import { queuedName } from '../runs/queuedItem.ts';
import type { TrainingQueue } from '../training/trainingQueue.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';

export class JobLines implements vscode.Disposable {
  private shown: string | undefined;
  private queue: TrainingQueue | undefined;
  private sent = '';
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly training: TrainingRuns,
    private readonly send: (message: Extract<ToDashboard, { kind: 'jobs' }>) => void,
  ) {
    this.subscriptions = [
      training.onDidStart(() => this.update()),
      training.onDidChange(() => this.update()),
    ];
  }

  showQueue(queue: TrainingQueue): void {
    this.queue = queue;
    this.subscriptions.push(queue.onDidChange(() => this.update()));
    this.update();
  }

  /** The page shows the run of this folder, and knows nothing of the others yet. */
  show(folder: string | undefined): void {
    this.shown = folder;
    this.sent = '';
    this.update();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Runs change with every step, their lines hardly ever. */
  private update(): void {
    const message = jobsMessage(this.training, this.queue, this.shown);
    const text = JSON.stringify(message);
    if (text === this.sent) return;
    this.sent = text;
    this.send(message);
  }
}

/** Nothing where the only job is the one that is shown. */
export function jobsMessage(
  { active }: Pick<TrainingRuns, 'active'>,
  queue: Pick<TrainingQueue, 'runs'> | undefined,
  shown: string | undefined,
): Extract<ToDashboard, { kind: 'jobs' }> {
  const waiting = (queue?.runs ?? []).map(
    ({ job, lane }): WaitingLine => ({ name: queuedName(job), device: lane }),
  );
  const jobs = active.map(
    ({ folder, lane, record: { state } }): JobLine => ({
      folder,
      name: state.recipe,
      device: lane ?? state.device,
      status: state.status,
      shown: folder === shown,
    }),
  );
  const more = jobs.some((job) => !job.shown);
  return { kind: 'jobs', jobs: more ? jobs : [], waiting };
}
