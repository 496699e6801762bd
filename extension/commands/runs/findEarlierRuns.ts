// What the editor does at its start about runs of the session before: follows those that go on, tells of those that were killed.

import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../contributions.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import { recordedRun } from '../../training/recordedRun.ts';
import type { RunServices } from './showRun.ts';

/** One for each device that may have had a run; more would bury each other. */
const mostQuestions = 3;

/** Runs that were told of once are not told of again. */
const toldKey = 'interruptedRunsTold';

export async function findEarlierRuns(services: RunServices, memory: vscode.Memento): Promise<void> {
  const runs = await services.runs.runs();
  for (const { folder } of runs.filter(({ status }) => status === 'running')) await follow(services, folder);
  services.queue.startNext();
  const told = memory.get<readonly string[]>(toldKey, []);
  const interrupted = runs.filter(({ status }) => status === 'interrupted');
  const untold = interrupted.filter((run) => !told.includes(interruption(run)));
  await memory.update(toldKey, interrupted.map(interruption));
  await Promise.all(untold.slice(0, mostQuestions).map(tell));
}

/** A run that was resumed may be interrupted again. */
function interruption({ folder, seconds, step }: RunSummary): string {
  return [folder, step, seconds].join(' ');
}

/** A folder that was just taken away, or is damaged, is nothing to follow. */
async function follow({ training }: RunServices, folder: string): Promise<void> {
  const recorded = await recordedRun(folder).catch(() => undefined);
  if (recorded) training.attach(recorded);
}

async function tell({ name, folder, epoch, epochs }: RunSummary): Promise<void> {
  const choice = vscode.workspace.getConfiguration().get<string>(settingIds.interrupted, 'ask');
  if (choice === 'leave') return;
  // Several that trained on one device go on one after the other.
  const resume = () => vscode.commands.executeCommand(commandIds.resumeTraining, folder, true);
  if (choice === 'resume') {
    await resume();
    return;
  }
  const message =
    `The run ${name} was interrupted: its engine was killed, or the machine was switched off. ` +
    `${epoch} of ${epochs} epochs are done and kept.`;
  const answer = await vscode.window.showWarningMessage(message, 'Resume', 'Show Runs');
  if (answer === 'Resume') await resume();
  if (answer === 'Show Runs') await vscode.commands.executeCommand('netwright.runs.focus');
}
