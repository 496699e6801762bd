// The figure beside the text, as a paper would print it: follows the text as it changes.

import * as vscode from 'vscode';
import type {
  FigureDepth,
  FromFigurePage,
  KeptFigure,
  ToFigurePage,
} from '../../webview/protocol/figurePanel.ts';
import { commandIds, languageId } from '../contributions.ts';
import type { LanguageService } from '../language-client/languageClient.ts';
import { FollowChanges } from './followChanges.ts';
import { PictureRequests, type PictureSource } from './pictureSource.ts';
import { SinglePanel } from './singlePanel.ts';

export class FigurePanel extends SinglePanel<FromFigurePage, ToFigurePage, KeptFigure> {
  private subject: { readonly document: vscode.Uri; readonly model: string | undefined } | undefined;
  private depth: FigureDepth = 'fit';
  private drawn = '';
  private readonly following = new FollowChanges(
    () => this.isSeen,
    () => this.refresh(),
  );
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
      language.onDidCompile(() => this.following.changed()),
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
    this.following.changed();
  }

  /** What it shows, for a file; undefined where it shows nothing. */
  picture(): PictureSource | undefined {
    if (!this.subject || this.drawn === '') return undefined;
    return {
      name: `${this.drawn}-figure`,
      file: this.subject.document.toString(),
      asksTheme: false,
      encode: async (request) => {
        await this.following.upToDate();
        return this.pictures.encode(request);
      },
    };
  }

  override dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    super.dispose();
  }

  protected override restore(kept: KeptFigure | undefined): void {
    const inSight = vscode.window.visibleTextEditors.find(
      ({ document }) => document.languageId === languageId,
    );
    if (kept?.file !== undefined) this.subject = { document: vscode.Uri.parse(kept.file), model: kept.model };
    else if (inSight) this.subject = { document: inSight.document.uri, model: undefined };
  }

  protected override show(): void {
    this.following.changed();
  }

  protected override seen(): void {
    this.following.seen();
  }

  protected override receive(message: FromFigurePage): void {
    switch (message.kind) {
      case 'depth':
        this.depth = message.depth;
        this.following.changed();
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
    const { subject, depth } = this;
    if (!subject) {
      this.send({ kind: 'empty', message: 'Open a .cnn file: the figure of its model is drawn here.' });
      return;
    }
    const file = subject.document.toString();
    const { figure, message, models } = await this.language.figure(file, depth, subject.model);
    // Another one was chosen meanwhile, which is asked for next.
    if (subject !== this.subject || depth !== this.depth) return;
    this.drawn = figure?.model ?? '';
    if (figure) this.send({ kind: 'figure', figure, models, file });
    else this.send({ kind: 'empty', message: message ?? 'This file declares no model yet.' });
  }
}
