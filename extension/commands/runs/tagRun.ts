// Netwright: Tag Run.

import * as vscode from 'vscode';
import { parseTags, writeRunLabel } from '../../runs/runLabel.ts';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { changeRunFolder } from './changeRunFolder.ts';
import { chooseRun } from './chooseRuns.ts';

export async function tagRun(view: RunsView, given?: RunSummary): Promise<void> {
  const run = await chooseRun(view, given, 'to tag');
  if (!run) return;
  const text = await vscode.window.showInputBox({
    title: `Tags of ${run.name}`,
    value: run.tags.join(', '),
    placeHolder: 'baseline, wide',
    prompt: 'Words with commas between them; none takes the tags away.',
  });
  if (text === undefined) return;
  await changeRunFolder(view, run, () => writeRunLabel(run.folder, { tags: parseTags(text) }));
}
