// A view of which there is one: opens beside the text, loads its page, and comes back after a reload of the window.

import * as vscode from 'vscode';
import { type DatedState, newest } from '../../webview/protocol/keptState.ts';
import { type PageKind, pageShell } from '../../webview/shell/pageShell.ts';
import { PageChannel } from './pageChannel.ts';
import { createNonce, fileUri, tabIcon, webviewOptions } from './webviewFiles.ts';

export interface PanelKind {
  readonly viewType: string;
  readonly title: string;
  /** Of the tab, and of the page's bundle: `training`. */
  readonly icon: string;
  readonly bundle: string;
  readonly page: PageKind;
  /** The page keeps more than the workspace's memory should hold: no copy is made of it. */
  readonly keepsMuch?: boolean;
}

export abstract class SinglePanel<Received, Sent, Kept = unknown> implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private channel: PageChannel<Received, Sent> | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly kind: PanelKind,
    protected readonly context: vscode.ExtensionContext,
    protected readonly log: vscode.LogOutputChannel,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, {
      deserializeWebviewPanel: async (
        panel: vscode.WebviewPanel,
        state: DatedState<Kept> | Kept | undefined,
      ) => {
        if (kind.keepsMuch) {
          this.restore(state as Kept | undefined);
          this.adopt(panel);
          return;
        }
        // VS Code writes a page's state down late: a window that is reloaded soon loses it, but not our copy.
        const copy = this.context.workspaceState.get<DatedState<Kept>>(kind.viewType);
        const last = newest([state as DatedState<Kept> | undefined, copy]);
        this.restore(last?.state);
        this.adopt(panel, last);
      },
    });
  }

  /** Shows the view beside the text, without taking the focus. */
  open(): void {
    if (this.panel) {
      this.panel.reveal(undefined, true);
      return;
    }
    const { viewType, title } = this.kind;
    const place = { viewColumn: besideText(), preserveFocus: true };
    const options = webviewOptions(this.context.extensionUri);
    this.adopt(vscode.window.createWebviewPanel(viewType, title, place, options));
  }

  /** Whether it is the view that the user is in. */
  get active(): boolean {
    return this.panel?.active ?? false;
  }

  dispose(): void {
    this.serializer.dispose();
    this.panel?.dispose();
  }

  /** The page is there and shows nothing yet. */
  protected abstract show(): void;

  protected abstract receive(message: Received): void;

  /** What the page kept, before it is shown again. */
  protected restore(_kept: Kept | undefined): void {}

  /** The page came into sight again. */
  protected seen(): void {}

  /** The user closed the view. */
  protected closed(): void {}

  protected get isOpen(): boolean {
    return this.panel !== undefined;
  }

  protected get visible(): boolean {
    return this.panel?.visible ?? false;
  }

  /** The page is there, and in sight. */
  protected get isSeen(): boolean {
    return this.channel?.isSeen ?? false;
  }

  protected send(message: Sent): void {
    this.channel?.send(message);
  }

  /** A tab of the last session is restored when it is first looked at: it replaces the view that was opened since. */
  private adopt(panel: vscode.WebviewPanel, last?: DatedState<Kept>): void {
    this.panel?.dispose();
    this.panel = panel;
    const { extensionUri } = this.context;
    panel.iconPath = tabIcon(extensionUri, this.kind.icon);
    panel.webview.options = webviewOptions(extensionUri);
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = this.channel = undefined;
      this.closed();
    });
    this.channel = new PageChannel<Received, Sent>(panel, {
      html: () => this.html(panel.webview, last),
      show: () => this.show(),
      receive: (message) => this.receive(message),
      seen: () => this.seen(),
      kept: (state) => void this.context.workspaceState.update(this.kind.viewType, state),
      log: (message) => this.log.error(message),
    });
  }

  private html(webview: vscode.Webview, last: DatedState<Kept> | undefined): string {
    const uri = (name: string) => fileUri(webview, this.context.extensionUri, name);
    const { bundle, page, keepsMuch = false } = this.kind;
    const data = keepsMuch ? page.data : { ...page.data, kept: last ? JSON.stringify(last) : '' };
    const files = { scriptUri: uri(`${bundle}.js`), styleUri: uri(`${bundle}.css`) };
    return pageShell(
      { nonce: createNonce(), cspSource: webview.cspSource, ...files },
      { ...page, data: data ?? {} },
    );
  }
}

/** A view that is opened from another one joins its column: a third one would leave room for none. */
function besideText(): vscode.ViewColumn {
  const { viewColumn } = vscode.window.tabGroups.activeTabGroup;
  return viewColumn > vscode.ViewColumn.One ? viewColumn : vscode.ViewColumn.Beside;
}
