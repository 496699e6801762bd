// The figure beside the text, as a paper would print it: follows the text as it changes.

import * as vscode from 'vscode';
import type {
  FigureDepth,
  FromFigurePage,
  KeptFigure,
  ToFigurePage,
} from '../../webview/protocol/figurePanel.ts';
import { commandIds, languageId } from '../contributions.ts';
import { networkToFigure } from '../diagram/figure/networkToFigure.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { PictureRequests, type PictureSource } from './pictureSource.ts';
import { SinglePanel } from './singlePanel.ts';

export class FigurePanel extends SinglePanel<FromFigurePage, ToFigurePage, KeptFigure> {
  private subject: { readonly document: vscode.Uri; readonly model: string | undefined } | undefined;
  private depth: FigureDepth = 'fit';
  private drawn = '';
  /** Counts requests, so that a slow answer never replaces a newer one. */
  private asked = 0;
  private readonly pictures = new PictureRequests((message) => this.send(message));
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    context: vscode.ExtensionContext,
    private readonly language: LanguageService,
    log: vscode.LogOutputChannel,
  ) {
    const page = { id: 'figure', title: 'Figure', allowed: ['img-src blob:'] };
    super(
      { viewType: 'netwright.figure', title: 'Figure', icon: 'diagram', bundle: 'figurePanel', page },
      context,
      log,
    );
    this.subscriptions = [
      // A text that it imports may have changed as well.
      language.onDidCompile(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.languageId === languageId) this.draw(editor.document.uri);
      }),
    ];
  }

  /** Draws the named model of a text, or its first one. */
  draw(document: vscode.Uri, model?: string): void {
    const same = this.subject?.document.toString() === document.toString();
    if (same && model === undefined) return;
    this.subject = { document, model };
    this.show();
  }

  /** What it shows, for a file; undefined where it shows nothing. */
  picture(): PictureSource | undefined {
    if (!this.subject || this.drawn === '') return undefined;
    return {
      name: `${this.drawn}-figure`,
      file: this.subject.document.toString(),
      asksTheme: false,
      encode: (request) => this.pictures.encode(request),
    };
  }

  override dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    super.dispose();
  }

  protected override restore(kept: KeptFigure | undefined): void {
    if (kept?.file === undefined) return;
    this.subject = { document: vscode.Uri.parse(kept.file), model: kept.model };
  }

  protected override show(): void {
    void this.refresh();
  }

  protected override receive(message: FromFigurePage): void {
    switch (message.kind) {
      case 'depth':
        this.depth = message.depth;
        this.show();
        break;
      case 'chooseModel':
        if (this.subject) this.draw(this.subject.document, message.model);
        break;
      case 'export':
        void vscode.commands.executeCommand(commandIds.exportPicture, 'figure');
        break;
      case 'encoded':
      case 'notEncoded':
        this.pictures.receive(message);
        break;
      default:
        break;
    }
  }

  private async refresh(): Promise<void> {
    if (!this.subject) return;
    this.asked += 1;
    const request = this.asked;
    const file = this.subject.document.toString();
    const { network, message, models } = await this.language.diagram(file, this.subject.model);
    if (request !== this.asked) return;
    this.drawn = network?.name ?? '';
    if (network) this.send({ kind: 'figure', figure: networkToFigure(network, this.depth), models, file });
    else this.send({ kind: 'empty', message: message ?? 'This file declares no model yet.' });
  }
}
