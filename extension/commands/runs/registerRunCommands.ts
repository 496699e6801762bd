// The commands of the runs view: each takes the run that was clicked and those that are chosen beside it.

import * as vscode from 'vscode';
import { commandIds } from '../../contributions.ts';
import type { RunComparisonPanel } from '../../panels/runComparisonPanel.ts';
import { isResumable, type RunSummary } from '../../runs/runSummary.ts';
import type { QueuedRun } from '../../training/trainingQueue.ts';
import { chooseRun } from './chooseRuns.ts';
import { compareRuns } from './compareRuns.ts';
import { deleteRuns } from './deleteRuns.ts';
import { exportRun } from './exportRun.ts';
import { openRunFolder } from './openRunFolder.ts';
import { renameRun } from './renameRun.ts';
import { restoreRunText } from './restoreRunText.ts';
import { type RunServices, showRun } from './showRun.ts';
import { tagRun } from './tagRun.ts';

type RunCommand = (given?: RunSummary, chosen?: readonly RunSummary[]) => Promise<void>;

export function registerRunCommands(
  services: RunServices,
  comparison: RunComparisonPanel,
): readonly vscode.Disposable[] {
  const { runs } = services;
  const commands: readonly (readonly [string, RunCommand])[] = [
    [commandIds.showRun, (given) => showRun(services, given)],
    [commandIds.renameRun, (given) => renameRun(runs, given)],
    [commandIds.tagRun, (given) => tagRun(runs, given)],
    [commandIds.deleteRun, (given, chosen) => deleteRuns(runs, given, chosen)],
    [commandIds.openRunFolder, (given) => openRunFolder(runs, given)],
    [commandIds.restoreRunText, (given) => restoreRunText(runs, given)],
    [commandIds.exportRun, (given) => exportRun(runs, given)],
    [commandIds.compareRuns, (given, chosen) => compareRuns(runs, comparison, given, chosen)],
    [commandIds.resumeRun, (given) => resumeRun(services, given)],
  ];
  const { queue } = services;
  return [
    vscode.commands.registerCommand(
      commandIds.advanceQueuedRun,
      (run?: QueuedRun) => run && queue.advance(run),
    ),
    vscode.commands.registerCommand(
      commandIds.cancelQueuedRun,
      (run?: QueuedRun) => run && queue.cancel(run),
    ),
    ...commands.map(([id, run]) => vscode.commands.registerCommand(id, run)),
  ];
}

async function resumeRun({ runs }: RunServices, given?: RunSummary): Promise<void> {
  const run = await chooseRun(runs, given, 'to resume', isResumable);
  if (run) await vscode.commands.executeCommand(commandIds.resumeTraining, run.folder);
}
