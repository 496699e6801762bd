// The training view: hands the current run to its page, and the page's wishes to the run.

import * as vscode from 'vscode';
import { dashboardPage } from '../../webview/dashboard/page.ts';
import type { FromDashboard, ToDashboard } from '../../webview/protocol/dashboard.ts';
import { commandIds } from '../contributions.ts';
import type { NewPoints } from '../training/runRecord.ts';
import type { TrainingController } from '../training/trainingController.ts';
import { createNonce, fileUri, tabIcon, webviewOptions } from './webviewFiles.ts';

const viewType = 'netwright.training';

export class DashboardPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly training: TrainingController,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      training.onDidStart(() => this.sendRun()),
      training.onDidChange((points) => this.sendPoints(points)),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel) => this.adopt(panel),
      }),
    ];
  }

  /** Shows the view beside the text, without taking the focus. */
  open(): void {
    if (this.panel) {
      this.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(
      vscode.window.createWebviewPanel(
        viewType,
        'Training',
        place,
        webviewOptions(this.context.extensionUri),
      ),
    );
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }

  /** A tab of the last session is restored when it is first looked at: it replaces the view that was opened since. */
  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    panel.iconPath = tabIcon(this.context.extensionUri, 'training');
    panel.webview.options = webviewOptions(this.context.extensionUri);
    panel.webview.onDidReceiveMessage((message: FromDashboard) => this.receive(message));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.ready = false;
    });
    const uri = (name: string) => fileUri(panel.webview, this.context.extensionUri, name);
    panel.webview.html = dashboardPage({
      nonce: createNonce(),
      cspSource: panel.webview.cspSource,
      scriptUri: uri('dashboard.js'),
      styleUri: uri('dashboard.css'),
    });
  }

  private send(message: ToDashboard): void {
    if (this.ready) void this.panel?.webview.postMessage(message);
  }

  private sendRun(): void {
    const run = this.training.run;
    if (!run) this.send({ kind: 'empty' });
    else this.send({ kind: 'run', state: run.state, steps: run.steps, epochs: run.epochs });
  }

  private sendPoints({ steps, epochs }: NewPoints): void {
    const run = this.training.run;
    if (!run) return;
    this.send({ kind: 'state', state: run.state });
    if (steps.length + epochs.length > 0) this.send({ kind: 'points', steps, epochs });
  }

  private receive(message: FromDashboard): void {
    const folder = this.training.run?.state.folder;
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.sendRun();
        break;
      case 'stop':
        void vscode.commands.executeCommand(commandIds.stopTraining);
        break;
      case 'resume':
        void vscode.commands.executeCommand(commandIds.resumeTraining, folder);
        break;
      case 'train':
        void vscode.commands.executeCommand(commandIds.train);
        break;
      case 'openFolder':
        if (folder !== undefined) openFolder(vscode.Uri.file(folder));
        break;
      case 'failed':
        this.log.error(`Training page: ${message.message}`);
        break;
    }
  }
}

/** In the editor's own file tree where the folder is part of the workspace, else in the system's. */
function openFolder(folder: vscode.Uri): void {
  const inside = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  void vscode.commands.executeCommand(inside ? 'revealInExplorer' : 'revealFileInOS', folder);
}
