// The run that a command looks into: the given one, the one that the training view shows, or one that the user picks.

import type { DashboardPanel } from '../panels/dashboardPanel.ts';
import type { RunSummary } from '../runs/runSummary.ts';
import type { RunsView } from '../runs/runsView.ts';
import { chooseRun } from './runs/chooseRuns.ts';

export interface KnownRuns {
  readonly dashboard: DashboardPanel;
  readonly runs: RunsView;
}

/** Its folder; undefined where the user thinks better of it. `given` is a folder, or a run of the runs view. */
export async function chooseTrainedRun(
  { dashboard, runs }: KnownRuns,
  given: unknown,
  purpose: string,
): Promise<string | undefined> {
  if (typeof given === 'string') return given;
  const shown = dashboard.state;
  const clicked = given as RunSummary | undefined;
  if (clicked?.folder === undefined && shown?.best) return shown.folder;
  return (await chooseRun(runs, clicked, purpose, ({ accuracy }) => accuracy !== undefined))?.folder;
}
