// Netwright: Look Inside. Shows what a run's network makes of an image, layer by layer.

import * as vscode from 'vscode';
import type { InsidePanel } from '../panels/insidePanel.ts';
import type { TrainingRuns } from '../training/trainingRuns.ts';
import { chooseRun } from './chooseRun.ts';

export async function lookInside(
  { training, inside }: { readonly training: TrainingRuns; readonly inside: InsidePanel },
  given?: string,
  index?: number,
): Promise<void> {
  const folder = await chooseRun(training, given);
  if (folder === undefined) return;
  await inside
    .lookAt(folder, index)
    .catch((failure: Error) => vscode.window.showErrorMessage(failure.message));
}
