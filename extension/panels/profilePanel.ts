// The profile's view: hands the newest profile to its page, and goes to the line of a layer that is clicked.

import * as vscode from 'vscode';
import { profilePage } from '../../webview/profile/page.ts';
import type { FromProfilePage, KeptProfile, ToProfilePage } from '../../webview/protocol/profile.ts';
import { commandIds } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import type { ProfileController, ProfileState } from '../profiling/profileController.ts';
import { createNonce, fileUri, tabIcon, webviewOptions } from './webviewFiles.ts';

const viewType = 'netwright.profile';

export class ProfilePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly profiles: ProfileController,
    private readonly language: LanguageService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      profiles.onDidChange(() => this.sendState()),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel, kept: KeptProfile | undefined) => {
          this.restore(kept);
          this.adopt(panel);
        },
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
    const options = webviewOptions(this.context.extensionUri);
    this.adopt(vscode.window.createWebviewPanel(viewType, 'Profile', place, options));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }

  private restore(kept: KeptProfile | undefined): void {
    if (kept?.record === undefined) return;
    const { file, recipe, profile } = kept.record;
    this.profiles.restore({ file, recipe, profile, trainable: recipe !== undefined });
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    panel.iconPath = tabIcon(this.context.extensionUri, 'profile');
    panel.webview.options = webviewOptions(this.context.extensionUri);
    panel.webview.onDidReceiveMessage((message: FromProfilePage) => this.receive(message));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.ready = false;
    });
    const uri = (name: string) => fileUri(panel.webview, this.context.extensionUri, name);
    panel.webview.html = profilePage({
      nonce: createNonce(),
      cspSource: panel.webview.cspSource,
      scriptUri: uri('profile.js'),
      styleUri: uri('profile.css'),
    });
  }

  private sendState(): void {
    if (this.ready) void this.panel?.webview.postMessage(messageOf(this.profiles.state));
  }

  private receive(message: FromProfilePage): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        this.sendState();
        break;
      case 'reveal':
        void this.reveal(message.path);
        break;
      case 'profile':
        void this.profileAgain(message.choice);
        break;
      case 'stop':
        this.profiles.stop();
        break;
      case 'saveTrace':
        void vscode.commands.executeCommand(commandIds.saveProfileTrace);
        break;
      case 'failed':
        this.log.error(`Profile page: ${message.message}`);
        break;
    }
  }

  private async profileAgain(choice: Extract<FromProfilePage, { kind: 'profile' }>['choice']): Promise<void> {
    const { state } = this.profiles;
    const words =
      state.kind === 'done' ? [vscode.Uri.parse(state.file), state.profile.model, choice] : [undefined];
    await vscode.commands.executeCommand(commandIds.profile, ...words);
  }

  private async reveal(path: string): Promise<void> {
    const { state } = this.profiles;
    if (state.kind !== 'done') return;
    const origin = await this.language.originOf(state.file, path, state.profile.model);
    if (origin === undefined) return;
    const { start, end } = origin.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(origin.uri));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(document, { viewColumn });
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function messageOf(state: ProfileState): ToProfilePage {
  switch (state.kind) {
    case 'empty':
    case 'failed':
      return state;
    case 'measuring': {
      const { network, recipe } = state.subject.request;
      return {
        kind: 'measuring',
        model: network.name,
        mode: recipe === undefined ? 'inference' : 'training',
      };
    }
    case 'done': {
      const { file, recipe, profile, trace, trainable } = state;
      const record = { file, profile, ...(recipe === undefined ? {} : { recipe }) };
      return { kind: 'profile', record, trace: trace !== undefined, trainable };
    }
  }
}
