// A run as a row of the runs view.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import { isResumable, type RunStatus, type RunSummary } from './runSummary.ts';
import { isPaused, runFacts, runLine } from './runWords.ts';

/** Shape and colour both tell the state. */
const icons: Readonly<Record<RunStatus, readonly [icon: string, color: string | undefined]>> = {
  running: ['pulse', 'charts.blue'],
  finished: ['pass', 'charts.green'],
  stopped: ['debug-stop', undefined],
  diverged: ['graph-line', 'list.errorForeground'],
  failed: ['error', 'list.errorForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
};

const pausedIcon = ['debug-pause', 'charts.blue'] as const;

export function runItem(run: RunSummary, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(run.name);
  const [icon, color] = isPaused(run) ? pausedIcon : icons[run.status];
  item.id = run.folder;
  item.description = runLine(run, now);
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = `run.${run.status}${isResumable(run) ? '.resumable' : ''}${isPaused(run) ? '.paused' : ''}`;
  item.tooltip = tooltip(run, now);
  item.accessibilityInformation = { label: `${run.name}, ${run.status}, ${runLine(run, now)}` };
  item.command = { command: commandIds.showRun, title: 'Show Run', arguments: [run] };
  return item;
}

function tooltip(run: RunSummary, now: number): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(run.name).appendMarkdown('**\n\n| | |\n|---|---|\n');
  for (const [name, value] of runFacts(run, now)) {
    text.appendMarkdown(`| ${name} | `).appendText(value.replaceAll('|', '/')).appendMarkdown(' |\n');
  }
  if (run.problem !== undefined) text.appendMarkdown('\n').appendText(run.problem);
  return text;
}
