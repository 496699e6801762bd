// Netwright: Compare Runs. Two that are chosen in the view, or one and another that the user picks.

import type { RunComparisonPanel } from '../../panels/runComparisonPanel.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

export async function compareRuns(
  runs: RunsView,
  panel: RunComparisonPanel,
  given?: RunSummary,
  chosen: readonly RunSummary[] = runs.selection,
): Promise<void> {
  const [first, second] = chosen;
  if (first && second && chosen.length === 2) {
    panel.compare([second, first]);
    return;
  }
  const one = await chooseRun(runs, given ?? (chosen.length === 1 ? first : undefined), 'to compare');
  if (!one) return;
  const other = await chooseRun(
    runs,
    undefined,
    `to compare ${one.name} with`,
    ({ folder }) => folder !== one.folder,
  );
  if (other) panel.compare([other, one]);
}
