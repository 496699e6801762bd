// A job that waits for its device, as a row of the runs view.

import * as vscode from 'vscode';
import type { QueuedRun } from '../training/trainingQueue.ts';

/** `place` counts the jobs that stand before it on its device. */
export function queuedItem({ queued, lane, job }: QueuedRun, place: number): vscode.TreeItem {
  const item = new vscode.TreeItem(queuedName(job));
  item.id = `queued-${queued}`;
  const where = place === 0 ? `next on ${lane}` : `in place ${place + 1} on ${lane}`;
  item.description = job.kind === 'resume' ? `resumes  ·  ${where}` : where;
  item.iconPath = new vscode.ThemeIcon('watch');
  item.contextValue = place === 0 ? 'queued' : 'queued.later';
  item.tooltip = `${queuedName(job)} begins by itself as soon as what stands before it on ${lane} has ended.`;
  return item;
}

/** What the user calls it. */
export function queuedName(job: QueuedRun['job']): string {
  return job.kind === 'train' ? job.request.recipe.name : job.name;
}
