// A run that waits for its turn, as a row of the runs view.

import * as vscode from 'vscode';
import type { QueuedRun } from '../training/trainingQueue.ts';

export function queuedItem(run: QueuedRun, queue: readonly QueuedRun[]): vscode.TreeItem {
  const { recipe, network, device } = run.request;
  const place = queue.findIndex(({ queued }) => queued === run.queued);
  const item = new vscode.TreeItem(recipe.name);
  item.id = `queued-${run.queued}`;
  item.description = `${place === 0 ? 'next' : `in place ${place + 1} of the queue`}  ·  ${device}`;
  item.iconPath = new vscode.ThemeIcon('watch');
  item.contextValue = place === 0 ? 'queued' : 'queued.later';
  item.tooltip = `${network.name} is trained as soon as what stands before it has ended.`;
  return item;
}
