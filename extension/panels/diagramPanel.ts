// The diagram beside the text: follows the text as it changes, marks the cursor's layers, and goes to a node's line.

import * as vscode from 'vscode';
import type { InsertionPlace, LayerChange } from '../../webview/protocol/details.ts';
import type { FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';
import type { GraphChange } from '../../webview/protocol/graphChange.ts';
import type { FromPicturePage, ToPicturePage } from '../../webview/protocol/picture.ts';
import { languageId, settingIds } from '../contributions.ts';
import type { GraphAnswer, LanguageService } from '../language-client/languageClient.ts';
import { DiagramEdits } from './diagramEdits.ts';
import { diagramHtml } from './diagramHtml.ts';
import { DiagramMemory } from './diagramMemory.ts';
import { DrawnModel } from './drawnModel.ts';
import { FollowChanges } from './followChanges.ts';
import type { LayerSelection } from './layerSelection.ts';
import { measureLayers } from './measureLayers.ts';
import type { OverlaySource } from './overlaySource.ts';
import { PageChannel } from './pageChannel.ts';
import { PictureRequests, type PictureSource } from './pictureSource.ts';
import { TextGuide } from './textGuide.ts';
import { tabIcon, webviewOptions } from './webviewFiles.ts';

export const diagramViewType = 'netwright.diagram';

/** What a panel remembers over a reload of the window; the page keeps pan, zoom and folds itself. */
export interface DiagramPanelState {
  readonly file: string;
}

export class DiagramPanel implements vscode.Disposable {
  private drawn: DrawnModel | undefined;
  private chosenModel: string | undefined;
  private readonly channel: PageChannel<FromDiagram | FromPicturePage, ToDiagram | ToPicturePage>;
  /** Also out of sight: what is drawn there can be exported, and is marked and gone to. */
  private readonly following = new FollowChanges(
    () => true,
    () => this.refresh(),
  );
  private sentOverlays = '[]';
  private sentElsewhere = '[]';
  private readonly edits: DiagramEdits;
  private readonly guide: TextGuide;
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
    this.guide = new TextGuide(language, this.edits);
    this.memory = new DiagramMemory(context.workspaceState);
    panel.webview.options = webviewOptions(context.extensionUri);
    panel.iconPath = tabIcon(context.extensionUri, 'diagram');
    this.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.diagramDirection)) this.refreshWhole();
      }),
      language.onDidCompile((uri) => this.compiled(uri)),
      vscode.window.onDidChangeActiveTextEditor((editor) => void this.follow(editor)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.mark(textEditor)),
      ...overlays.map(({ onDidChange }) => onDidChange(() => this.sendOverlays())),
    );
    panel.onDidDispose(() => this.dispose());
    this.nameDocument();
    this.channel = new PageChannel(panel, {
      html: () => diagramHtml(panel.webview, context.extensionUri, this.document.toString()),
      show: () => {
        this.sentOverlays = '[]';
        this.sentElsewhere = '[]';
        this.refreshWhole();
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
    if (!this.drawn) return undefined;
    const encode: PictureSource['encode'] = (request) => this.pictures.encode(request);
    return { name: this.drawn.name, file: this.document.toString(), asksTheme: true, encode };
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
    this.nameDocument();
    this.refreshWhole();
  }

  dispose(): void {
    // An answer that comes later finds no page to draw on.
    this.channel.dispose();
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    this.panel.dispose();
  }

  private nameDocument(): void {
    this.memory.keepDrawn(this.document);
    this.panel.title = `Diagram: ${this.document.path.split('/').pop() ?? ''}`;
  }

  private send(message: ToDiagram | ToPicturePage): void {
    this.channel.send(message);
  }

  private receive(message: FromDiagram | FromPicturePage): void {
    switch (message.kind) {
      case 'reveal':
        this.select([message.node]);
        void this.guide.reveal(this.document, message.node, this.drawn?.name, message.keyboard);
        break;
      case 'revealGroup':
        this.select(this.drawn?.nodesOfGroup(message.group) ?? []);
        void this.guide.reveal(this.document, message.group, this.drawn?.name, message.keyboard);
        break;
      case 'revealPlace':
        void this.guide.revealPlace(this.document, message);
        break;
      case 'chooseModel':
        this.chosenModel = message.model;
        this.refreshWhole();
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
        void this.edit(message.change);
        break;
      case 'insertLayer':
        void this.insert(message.place);
        break;
      case 'measure':
        void this.measure(message.what);
        break;
      case 'history':
        void this.guide.step(this.document, message.step).then(() => this.panel.reveal(undefined, false));
        break;
      case 'encoded':
      case 'notEncoded':
        this.pictures.receive(message);
        break;
    }
  }

  /** Tells whoever shows something of layers. */
  private select(layers: readonly string[]): void {
    if (!this.drawn) return;
    this.selection.choose({ file: this.document.toString(), model: this.drawn.name, layers });
  }

  private async sendDetails(id: string): Promise<void> {
    const details = await this.language.details(this.document.toString(), id, this.drawn?.name);
    this.send({ kind: 'details', ...(details ? { details } : {}) });
  }

  private async sendPalette(): Promise<void> {
    this.send({ kind: 'palette', entries: await this.language.palette(this.document.toString()) });
  }

  private async edit(change: LayerChange): Promise<void> {
    const answer = await this.edits.change(this.document, this.drawn?.name, change);
    this.send({ change, ...answer });
  }

  private async insert(place: InsertionPlace): Promise<void> {
    const layer = await this.edits.chooseLayer(this.document, this.drawn?.name, place);
    if (layer !== undefined) await this.edit({ kind: 'insert', place, layer });
  }

  /** What measures opens a view of its own, often over this one, which shows the times in the end. */
  private async measure(what: 'time' | 'training'): Promise<void> {
    await measureLayers(what, this.document, this.drawn?.name);
    if (what === 'time') this.reveal();
  }

  private compiled(uri: string): void {
    if (uri === this.document.toString() || this.imports(uri)) this.following.changed();
  }

  private imports(uri: string): boolean {
    return this.drawn?.isMadeIn(uri) ?? false;
  }

  /** The page, or what it shows, is another one: nothing that was told before holds. */
  private refreshWhole(): void {
    this.drawn = undefined;
    this.following.changed();
  }

  private async refresh(): Promise<void> {
    const [file, model, before] = [this.document.toString(), this.chosenModel, this.drawn];
    const answer = await this.language.graph(file, model, before?.version);
    // Meanwhile another text or model was chosen, or the page was made anew.
    if (before === this.drawn && file === this.document.toString() && model === this.chosenModel)
      this.draw(answer);
  }

  private draw(answer: GraphAnswer): void {
    const before = this.drawn;
    this.drawn = DrawnModel.after(before, answer);
    const { drawn } = this;
    this.sendElsewhere(answer.elsewhere);
    if (!drawn) {
      this.send({ kind: 'empty', message: answer.message ?? 'This file declares no model yet.' });
      return;
    }
    const sameModels = before?.models.join() === drawn.models.join();
    if (answer.drawn?.kind === 'change' && sameModels) this.sendChange(answer.drawn.change);
    else
      this.send({
        kind: 'graph',
        graph: drawn.graph,
        models: drawn.models,
        file: this.document.toString(),
        editable: true,
        direction: this.memory.direction,
        ...this.memory.folds(this.document, drawn.name),
      });
    this.sendOverlays();
    this.mark(this.visibleEditor());
  }

  /** Most edits of comments and recipes change nothing of the network. */
  private sendChange(change: GraphChange): void {
    if (change.nodes.length + change.groups.length > 0) this.send({ kind: 'changed', change });
  }

  private sendElsewhere(problems: GraphAnswer['elsewhere']): void {
    const text = JSON.stringify(problems);
    if (text === this.sentElsewhere || !this.channel.isReady) return;
    this.sentElsewhere = text;
    this.send({ kind: 'elsewhere', problems });
  }

  /** Only where they are other ones: most edits of the text come between two measurements. */
  private sendOverlays(): void {
    const model = this.drawn?.name;
    if (model === undefined || !this.channel.isReady) return;
    const overlays = this.overlays.flatMap((source) => source.overlaysOf(this.document.toString(), model));
    const text = JSON.stringify(overlays);
    if (text === this.sentOverlays) return;
    this.sentOverlays = text;
    this.send({ kind: 'overlays', overlays });
  }

  /** Another model file became active: show that one. */
  private async follow(editor: vscode.TextEditor | undefined): Promise<void> {
    if (editor?.document.languageId !== languageId) return;
    const { uri } = editor.document;
    if (!(await this.isPart(uri.toString()))) this.show(uri);
  }

  /** What is drawn has its blocks from a file that this diagram led to, or that has no model of its own. */
  private async isPart(file: string): Promise<boolean> {
    if (file === this.document.toString() || !this.imports(file)) return false;
    return file === this.guide.ledTo || (await this.language.graph(file)).models.length === 0;
  }

  private mark(editor: vscode.TextEditor | undefined): void {
    if (!editor || !this.drawn || editor.document.languageId !== languageId) return;
    const { active } = editor.selection;
    const offset = editor.document.offsetAt(active);
    const nodes = this.drawn.nodesAt(editor.document.uri.toString(), active.line, offset);
    this.send({ kind: 'mark', nodes });
  }

  private visibleEditor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.document.toString(),
    );
  }
}
