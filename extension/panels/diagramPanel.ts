// The diagram beside the text: follows the text as it changes, marks the cursor's layers, and goes to a node's line.

import * as vscode from 'vscode';
import type { Network } from '../../engine/network/network.ts';
import type { FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';

import type { FromPicturePage, ToPicturePage } from '../../webview/protocol/picture.ts';
import { languageId, settingIds } from '../contributions.ts';

import { networkToDiagram } from '../diagram/networkToDiagram.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { DiagramEdits } from './diagramEdits.ts';
import { diagramHtml } from './diagramHtml.ts';
import { DiagramMemory } from './diagramMemory.ts';
import type { LayerSelection } from './layerSelection.ts';
import type { OverlaySource } from './overlaySource.ts';
import { PageChannel } from './pageChannel.ts';
import { PictureRequests, type PictureSource } from './pictureSource.ts';
import { revealOrigin } from './revealOrigin.ts';
import { tabIcon, webviewOptions } from './webviewFiles.ts';

export const diagramViewType = 'netwright.diagram';

/** What a panel remembers over a reload of the window; the page keeps pan, zoom and folds itself. */
export interface DiagramPanelState {
  readonly file: string;
}

export class DiagramPanel implements vscode.Disposable {
  private network: Network | undefined;
  private chosenModel: string | undefined;
  private readonly channel: PageChannel<FromDiagram | FromPicturePage, ToDiagram | ToPicturePage>;
  /** Counts requests, so that a slow answer never replaces a newer one. */
  private asked = 0;
  private sentOverlays = '[]';
  private readonly edits: DiagramEdits;
  private readonly memory: DiagramMemory;
  private readonly pictures = new PictureRequests((message) => this.send(message));
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor(
    private readonly panel: vscode.WebviewPanel,
    context: vscode.ExtensionContext,
    private readonly language: LanguageService,
    private document: vscode.Uri,
    log: vscode.LogOutputChannel,
    private readonly overlays: readonly OverlaySource[],
    private readonly selection: LayerSelection,
  ) {
    this.edits = new DiagramEdits(language);
    this.memory = new DiagramMemory(context.workspaceState);
    panel.webview.options = webviewOptions(context.extensionUri);
    panel.iconPath = tabIcon(context.extensionUri, 'diagram');
    this.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.diagramDirection)) void this.refresh();
      }),
      language.onDidCompile((uri) => this.compiled(uri)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.mark(textEditor)),
      ...overlays.map(({ onDidChange }) => onDidChange(() => this.sendOverlays())),
    );
    panel.onDidDispose(() => this.dispose());
    this.updateTitle();
    this.channel = new PageChannel(panel, {
      html: () => diagramHtml(panel.webview, context.extensionUri, this.document.toString()),
      show: () => {
        this.sentOverlays = '[]';
        void this.refresh();
      },
      receive: (message) => this.receive(message),
      log: (message) => log.error(message),
    });
  }

  get uri(): vscode.Uri {
    return this.document;
  }

  /** What is drawn, for a file; undefined where nothing is. */
  picture(): PictureSource | undefined {
    if (!this.network) return undefined;
    const encode: PictureSource['encode'] = (request) => this.pictures.encode(request);
    return { name: this.network.name, file: this.document.toString(), asksTheme: true, encode };
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Shows another text, or another model of this one. */
  show(document: vscode.Uri, model?: string): void {
    const same = document.toString() === this.document.toString();
    if (same && (model === undefined || model === this.chosenModel)) return;
    this.document = document;
    this.chosenModel = model;
    this.updateTitle();
    void this.refresh();
  }

  dispose(): void {
    // An answer that comes later finds no page to draw on.
    this.channel.dispose();
    this.asked += 1;
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    this.panel.dispose();
  }

  private updateTitle(): void {
    this.panel.title = `Diagram: ${this.document.path.split('/').pop() ?? ''}`;
  }

  private send(message: ToDiagram | ToPicturePage): void {
    this.channel.send(message);
  }

  private receive(message: FromDiagram | FromPicturePage): void {
    switch (message.kind) {
      case 'reveal':
        this.select(({ path }) => path === message.node);
        void revealOrigin(this.network?.layers.find(({ path }) => path === message.node)?.origin);
        break;
      case 'revealGroup':
        this.select(({ group }) => group === message.group);
        void revealOrigin(this.network?.groups.find(({ id }) => id === message.group)?.origin);
        break;
      case 'chooseModel':
        this.chosenModel = message.model;
        void this.refresh();
        break;
      case 'direction':
        this.memory.chooseDirection(message.direction);
        break;
      case 'folded':
        this.memory.keepFolds(this.document, message.model, message.folds);
        break;
      case 'inspect':
        void this.sendDetails(message.id);
        break;
      case 'palette':
        void this.sendPalette();
        break;
      case 'change':
        void this.edit(this.edits.change(this.document, this.network?.name, message.change));
        break;
      case 'insertLayer':
        void this.edit(this.edits.insert(this.document, this.network?.name, message.place));
        break;
      case 'encoded':
      case 'notEncoded':
        this.pictures.receive(message);
        break;
    }
  }

  /** Tells whoever shows something of layers. */
  private select(chosen: (layer: Network['layers'][number]) => boolean): void {
    if (!this.network) return;
    const layers = this.network.layers.filter(chosen).map(({ path }) => path);
    this.selection.choose({ file: this.document.toString(), model: this.network.name, layers });
  }

  private async sendDetails(id: string): Promise<void> {
    const details = await this.language.details(this.document.toString(), id, this.network?.name);
    this.send({ kind: 'details', ...(details ? { details } : {}) });
  }

  private async sendPalette(): Promise<void> {
    this.send({ kind: 'palette', entries: await this.language.palette(this.document.toString()) });
  }

  private async edit(change: Promise<string | undefined>): Promise<void> {
    const message = await change;
    if (message !== undefined) this.send({ kind: 'refused', message });
  }

  private compiled(uri: string): void {
    if (uri === this.document.toString() || this.imports(uri)) void this.refresh();
  }

  private imports(uri: string): boolean {
    return this.network?.layers.some(({ origin }) => origin.file === uri) ?? false;
  }

  private async refresh(): Promise<void> {
    this.asked += 1;
    const request = this.asked;
    const answer = await this.language.diagram(this.document.toString(), this.chosenModel);
    if (request !== this.asked) return;
    this.network = answer.network ?? undefined;
    if (!this.network) {
      this.send({ kind: 'empty', message: answer.message ?? 'This file declares no model yet.' });
      return;
    }
    this.send({
      kind: 'graph',
      graph: networkToDiagram(this.network, answer.problems),
      models: answer.models,
      file: this.document.toString(),
      editable: true,
      direction: this.memory.direction,
      ...this.memory.folds(this.document, this.network.name),
    });
    this.sendOverlays();
    this.mark(this.visibleEditor());
  }

  /** Only where they are other ones: most edits of the text come between two measurements. */
  private sendOverlays(): void {
    const model = this.network?.name;
    if (model === undefined || !this.channel.isReady) return;
    const overlays = this.overlays.flatMap((source) => source.overlaysOf(this.document.toString(), model));
    const text = JSON.stringify(overlays);
    if (text === this.sentOverlays) return;
    this.sentOverlays = text;
    this.send({ kind: 'overlays', overlays });
  }

  /** Another model file became active: show that one. */
  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId === languageId) this.show(editor.document.uri);
  }

  private mark(editor: vscode.TextEditor | undefined): void {
    if (!editor || !this.network || editor.document.languageId !== languageId) return;
    const file = editor.document.uri.toString();
    const line = editor.selection.active.line;
    const offset = editor.document.offsetAt(editor.selection.active);
    const here = this.network.layers.filter(({ origin }) => origin.file === file && origin.line === line);
    const under = here.filter(({ origin }) => origin.start <= offset && offset <= origin.end);
    this.send({ kind: 'mark', nodes: (under.length > 0 ? under : here).map(({ path }) => path) });
  }

  private visibleEditor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.document.toString(),
    );
  }
}
