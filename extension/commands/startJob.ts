// Begins a job on its device, shows it and tells how it ended; or offers to let it wait for what is trained there.

import * as vscode from 'vscode';
import type { DashboardPanel } from '../panels/dashboardPanel.ts';
import type { AutoDevice } from '../training/autoDevice.ts';
import type { Lane } from '../training/lane.ts';
import type { Job, TrainingQueue } from '../training/trainingQueue.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { announceEnd, withTrainingProgress } from './trainingProgress.ts';

export interface JobServices {
  readonly training: TrainingRuns;
  readonly dashboard: DashboardPanel;
  readonly auto: AutoDevice;
}

/** Begins the job at once, shows it, and tells how it ended. The device must be free. */
export async function startJob(
  { training, dashboard }: Pick<JobServices, 'training' | 'dashboard'>,
  job: Job,
  lane: Lane | undefined,
): Promise<void> {
  const run =
    job.kind === 'train'
      ? training.train(job.request, lane)
      : training.resume(job.request, { start: job.start, lane });
  dashboard.openRun(run);
  const title = job.kind === 'train' ? `Training ${job.request.network.name}` : `Resuming ${job.name}`;
  await withTrainingProgress(training, run, title);
  await announceEnd(run);
}

/** Begins the job where its device is free; asks the user otherwise, unless it `waits` anyway. */
export async function startOrQueue(
  services: JobServices & { readonly queue: TrainingQueue },
  job: Job,
  lane: Lane | undefined,
  waits = false,
): Promise<void> {
  const { training, queue, dashboard } = services;
  if (training.isFree(lane)) {
    await startJob(services, job, lane);
    return;
  }
  const waitsFor = lane ?? (await services.auto.laneOf('auto'));
  if (waits) {
    queue.add(job, waitsFor);
    return;
  }
  const before = training.active.find((run) => run.lane === waitsFor) ?? training.active.at(-1);
  const model = before?.record.state.model || 'A network';
  const what = job.kind === 'train' ? `Train ${job.request.recipe.name}` : `Resume ${job.name}`;
  const question = `${model} is being trained on ${waitsFor}. ${what} after it?`;
  const answer = await vscode.window.showInformationMessage(question, 'Queue', 'Show It');
  if (answer === 'Queue') queue.add(job, waitsFor);
  if (answer === 'Show It') dashboard.openCurrent();
}

/**
 * The device that a job will have; undefined where nothing is trained and its engine may choose, which saves asking first.
 */
export async function laneFor(
  { training, auto }: Pick<JobServices, 'training' | 'auto'>,
  device: Parameters<AutoDevice['laneOf']>[0],
): Promise<Lane | undefined> {
  if (device === 'auto' && training.active.length === 0) return undefined;
  const lane = auto.laneOf(device);
  if (device !== 'auto') return lane;
  const location = vscode.ProgressLocation.Window;
  return vscode.window.withProgress({ location, title: 'Looking for the fastest device' }, () => lane);
}
