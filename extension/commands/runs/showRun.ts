// Netwright: Show Run. Opens the training view with a run of an earlier time, or with the one that is trained.

import * as vscode from 'vscode';
import type { DashboardPanel } from '../../panels/dashboardPanel.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { loadRun } from '../../training/loadRun.ts';
import { recordedRun } from '../../training/recordedRun.ts';
import type { TrainingQueue } from '../../training/trainingQueue.ts';
import type { TrainingRuns } from '../../training/trainingRuns.ts';
import { chooseRun } from './chooseRuns.ts';

export interface RunServices {
  readonly runs: RunsView;
  readonly training: TrainingRuns;
  readonly dashboard: DashboardPanel;
  readonly queue: TrainingQueue;
}

export async function showRun({ runs, training, dashboard }: RunServices, given?: RunSummary): Promise<void> {
  const run = await chooseRun(runs, given, 'to show');
  if (!run) return;
  const known = training.of(run.folder);
  if (known || run.status === 'running') {
    dashboard.openRun(known ?? training.attach(await recordedRun(run.folder)));
    return;
  }
  const { model, recipe, device, folder, sourceFile } = run;
  const file = vscode.Uri.file(sourceFile).toString();
  const start = { model, recipe, device, folder, file };
  dashboard.openEarlier(await loadRun(start));
}
