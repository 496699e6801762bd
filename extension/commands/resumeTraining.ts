// Netwright: Resume Training. Goes on with a run that is paused, or with another from its last checkpoint.

import * as vscode from 'vscode';
import { readRunLabel } from '../runs/runLabel.ts';
import { isResumable } from '../runs/runSummary.ts';
import type { RunsView } from '../runs/runsView.ts';
import { recordedRun } from '../training/recordedRun.ts';
import type { TrainingQueue } from '../training/trainingQueue.ts';
import { trainingThreads } from '../training/trainingThreads.ts';
import { chooseActiveRun, folderOf } from './chooseActiveRun.ts';
import { chooseRun } from './runs/chooseRuns.ts';
import { type JobServices, laneFor, startOrQueue } from './startJob.ts';
import { imageMemory } from './train.ts';

/** `given` is a run's folder, or its row in the runs view. Where its device is taken it `waits`, or that is asked. */
export async function resumeTraining(
  services: JobServices & { readonly queue: TrainingQueue; readonly runs: RunsView },
  given?: unknown,
  waits = false,
): Promise<void> {
  const { training } = services;
  const folder = folderOf(given);
  const held = training.active.filter(
    (run) => (folder ?? run.folder) === run.folder && ['pausing', 'paused'].includes(run.record.state.status),
  );
  if (held.length > 0) {
    const paused = await chooseActiveRun(training, folder, 'is to go on', (run) => held.includes(run));
    await paused?.goOn();
    return;
  }
  const last = training.all.find(({ record }) => record.resumable);
  const chosen =
    folder ?? last?.folder ?? (await chooseRun(services.runs, undefined, 'to resume', isResumable))?.folder;
  if (chosen !== undefined) await resumeStopped(services, chosen, waits);
}

async function resumeStopped(
  services: Parameters<typeof resumeTraining>[0],
  folder: string,
  waits: boolean,
): Promise<void> {
  if (services.training.of(folder)?.active || isWaiting(services.queue, folder)) {
    void vscode.window.showInformationMessage('This run is being trained already, or waits for its turn.');
    return;
  }
  try {
    const { start, lane } = await recordedRun(folder);
    const request = { folder, threads: trainingThreads(), imageMemory: imageMemory() };
    const { name } = await readRunLabel(folder);
    const device = lane ?? (await laneFor(services, 'auto'));
    await startOrQueue(services, { kind: 'resume', request, name, start }, device, waits);
  } catch (failure) {
    void vscode.window.showErrorMessage(failure instanceof Error ? failure.message : String(failure));
  }
}

function isWaiting({ runs }: TrainingQueue, folder: string): boolean {
  return runs.some(({ job }) => job.kind === 'resume' && job.request.folder === folder);
}
