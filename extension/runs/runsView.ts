// The runs view: lists the workspace's runs and follows their files.

import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { settingIds, viewIds } from '../contributions.ts';
import type { QueuedRun, TrainingQueue } from '../training/trainingQueue.ts';
import { queuedItem } from './queuedItem.ts';
import { RunIndex } from './runIndex.ts';
import { runItem } from './runItem.ts';
import type { RunSummary } from './runSummary.ts';

/** After something that the user did. */
const settleMs = 300;
/** A run that trains writes often: rows are drawn anew at most this often, since a button that is drawn anew loses its click. */
const writingMs = 1500;
/** An engine that dies writes nothing. */
const lifeMs = 5_000;

/** A run, or one that waits for its turn. */
export type RunRow = RunSummary | QueuedRun;

export class RunsView implements vscode.TreeDataProvider<RunRow>, vscode.Disposable {
  private readonly index: RunIndex;
  private readonly view: vscode.TreeView<RunRow>;
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private watchers: vscode.Disposable[] = [];
  private queue: TrainingQueue | undefined;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** When the list is made anew next. */
  private due = 0;
  private lifeTimer: NodeJS.Timeout | undefined;

  constructor(context: vscode.ExtensionContext) {
    const storage = context.storageUri ?? context.globalStorageUri;
    this.index = new RunIndex(join(storage.fsPath, 'runs.json'));
    this.view = vscode.window.createTreeView(viewIds.runs, { treeDataProvider: this, canSelectMany: true });
    this.subscriptions = [
      this.view,
      this.view.onDidChangeVisibility(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.watch()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.runsFolder)) this.watch();
      }),
    ];
    this.watch();
  }

  /** All runs, newest first. */
  async runs(): Promise<readonly RunSummary[]> {
    return this.index.list(runsFolders().map(({ fsPath }) => fsPath));
  }

  /** Those that are chosen in the view. */
  get selection(): readonly RunSummary[] {
    return this.view.selection.flatMap((row) => ('queued' in row ? [] : row));
  }

  /** Something changed: the list is made anew soon. */
  refresh(withinMs = settleMs): void {
    const due = Date.now() + withinMs;
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.changed.fire(undefined);
    }, withinMs);
  }

  getTreeItem(row: RunRow): vscode.TreeItem {
    return 'queued' in row ? queuedItem(row, this.queue?.placeOf(row) ?? 0) : runItem(row, Date.now());
  }

  /** Runs that wait are listed above those that began, from now on. */
  showQueue(queue: TrainingQueue): void {
    this.queue = queue;
    this.subscriptions.push(queue.onDidChange(() => this.refresh()));
    this.refresh();
  }

  async getChildren(parent?: RunRow): Promise<RunRow[]> {
    if (parent) return [];
    const runs = await this.runs();
    const running = runs.filter(({ status }) => status === 'running').length;
    this.view.badge =
      running === 0
        ? undefined
        : { value: running, tooltip: `${running} run${running === 1 ? '' : 's'} training` };
    clearTimeout(this.lifeTimer);
    if (running > 0 && this.view.visible) this.lifeTimer = setTimeout(() => this.refresh(), lifeMs);
    // The one that is next stands next to the one that trains.
    return [...(this.queue?.runs ?? []).toReversed(), ...runs];
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.lifeTimer);
    for (const part of [...this.subscriptions, ...this.watchers, this.changed]) part.dispose();
  }

  private watch(): void {
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = runsFolders().flatMap((folder) =>
      // Runs that appear, change and go; then the folder of all runs itself.
      [new vscode.RelativePattern(folder, '*/{run,label}.json'), parentPattern(folder)].map((pattern) => {
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
          event(() => this.refresh(writingMs));
        }
        return watcher;
      }),
    );
    this.refresh();
  }
}

/** Where the settings put the runs of each folder of the workspace. */
function runsFolders(): readonly vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => {
    const place = vscode.workspace.getConfiguration(undefined, uri).get(settingIds.runsFolder, 'runs');
    return vscode.Uri.file(resolve(uri.fsPath, place));
  });
}

function parentPattern(folder: vscode.Uri): vscode.RelativePattern {
  const name = folder.path.split('/').pop() ?? '*';
  return new vscode.RelativePattern(vscode.Uri.joinPath(folder, '..'), `{${name},${name}/*}`);
}
