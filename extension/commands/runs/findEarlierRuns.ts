// What the editor does at its start about runs of the session before: follows the one that goes on, tells of one that was killed.

import * as vscode from 'vscode';
import { commandIds, settingIds } from '../../contributions.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunServices } from './showRun.ts';

/** Runs that were told of once are not told of again. */
const toldKey = 'interruptedRunsTold';

export async function findEarlierRuns(services: RunServices, memory: vscode.Memento): Promise<void> {
  const runs = await services.runs.runs();
  const { training } = services;
  const going = runs.find(({ status }) => status === 'running');
  if (going && !training.active) void training.attach(going.folder);
  const told = memory.get<readonly string[]>(toldKey, []);
  const interrupted = runs.filter(({ status }) => status === 'interrupted').map(({ folder }) => folder);
  const [newest] = runs.filter(({ folder }) => interrupted.includes(folder) && !told.includes(folder));
  await memory.update(toldKey, interrupted);
  if (!going) void services.queue.startNext();
  if (newest && !going) await tell(newest);
}

async function tell({ name, folder, epoch, epochs }: RunSummary): Promise<void> {
  const choice = vscode.workspace.getConfiguration().get<string>(settingIds.interrupted, 'ask');
  if (choice === 'leave') return;
  const resume = () => vscode.commands.executeCommand(commandIds.resumeTraining, folder);
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
