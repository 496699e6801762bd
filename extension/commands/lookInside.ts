// Netwright: Look Inside. Shows what a run's network makes of an image, layer by layer.

import * as vscode from 'vscode';
import type { InsidePanel } from '../panels/insidePanel.ts';
import { chooseTrainedRun, type KnownRuns } from './chooseTrainedRun.ts';

export async function lookInside(
  known: KnownRuns,
  inside: InsidePanel,
  given?: unknown,
  index?: number,
): Promise<void> {
  const folder = await chooseTrainedRun(known, given, 'to look inside');
  if (folder === undefined) return;
  await inside
    .lookAt(folder, index)
    .catch((failure: Error) => vscode.window.showErrorMessage(failure.message));
}
