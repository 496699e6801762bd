// Netwright: Open Run Folder.

import { revealFolder } from '../../panels/revealFolder.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { chooseRun } from './chooseRuns.ts';

export async function openRunFolder(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to open');
  if (run) revealFolder(run.folder);
}
