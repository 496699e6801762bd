// Netwright: Show Run. Opens the training view with a run of an earlier time, or with the one that is trained.

import * as vscode from 'vscode';
import type { DashboardPanel } from '../../panels/dashboardPanel.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { loadRun } from '../../training/loadRun.ts';
import type { TrainingController } from '../../training/trainingController.ts';
import type { TrainingQueue } from '../../training/trainingQueue.ts';
import { chooseRun } from './chooseRuns.ts';

export interface RunServices {
  readonly runs: RunsView;
  readonly training: TrainingController;
  readonly dashboard: DashboardPanel;
  readonly queue: TrainingQueue;
}

export async function showRun({ runs, training, dashboard }: RunServices, given?: RunSummary): Promise<void> {
  const run = await chooseRun(runs, given, 'to show');
  if (!run) return;
  if (training.run?.state.folder === run.folder) {
    dashboard.openCurrent();
    return;
  }
  if (run.status === 'running' && !training.active) {
    void training.attach(run.folder);
    dashboard.openCurrent();
    return;
  }
  const { model, recipe, device, folder, sourceFile } = run;
  const file = vscode.Uri.file(sourceFile).toString();
  const start = { model, recipe, device, folder, file };
  dashboard.openEarlier(await loadRun(start));
}
