// Netwright: Delete Run. Asks, and moves the folders to the trash where the machine has one.

import * as vscode from 'vscode';
import type { RunSummary } from '../../runs/runSummary.ts';
import type { RunsView } from '../../runs/runsView.ts';
import { changeRunFolder } from './changeRunFolder.ts';
import { chooseRun } from './chooseRuns.ts';

export async function deleteRuns(
  view: RunsView,
  given?: RunSummary,
  chosen?: readonly RunSummary[],
): Promise<void> {
  const one = await chooseRun(view, given, 'to delete', ({ status }) => status !== 'running');
  if (!one) return;
  const runs = chosen?.some(({ folder }) => folder === one.folder) ? chosen : [one];
  const active = runs.find(({ status }) => status === 'running');
  if (active) {
    void vscode.window.showInformationMessage(
      `${active.name} is being trained: stop it before it is deleted.`,
    );
    return;
  }
  const what = runs.length === 1 ? `the run ${one.name}` : `${runs.length} runs`;
  const detail = `Weights, checkpoints, metrics and text in ${runs.map(({ folder }) => folder).join(', ')}`;
  if (!(await confirmed(`Move ${what} to the trash?`, detail, 'Move to Trash'))) return;
  for (const run of runs) await changeRunFolder(view, run, () => discard(run));
}

/** Remote machines have no trash: that is asked anew. */
async function discard({ name, folder }: RunSummary): Promise<void> {
  const uri = vscode.Uri.file(folder);
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    const question = `There is no trash for ${name}. Delete it for good?`;
    if (!(await confirmed(question, `${folder} cannot be brought back.`, 'Delete for Good'))) return;
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  }
}

async function confirmed(question: string, detail: string, answer: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)) === answer;
}
