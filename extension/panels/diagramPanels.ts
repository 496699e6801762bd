// Opens the diagram, keeps it single, and restores it after a reload.

import * as vscode from 'vscode';
import type { LanguageService } from '../language-client/languageClient.ts';
import { DiagramPanel, type DiagramPanelState, diagramViewType } from './diagramPanel.ts';
import { webviewOptions } from './webviewFiles.ts';

export class DiagramPanels implements vscode.Disposable {
  private current: DiagramPanel | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly language: LanguageService,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(diagramViewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: DiagramPanelState | undefined) => {
        if (state?.file === undefined) panel.dispose();
        else this.adopt(panel, vscode.Uri.parse(state.file));
      },
    });
  }

  /** Shows the diagram of a text beside it, without taking the focus. */
  open(document: vscode.Uri): void {
    if (this.current) {
      this.current.show(document);
      this.current.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      diagramViewType,
      'Diagram',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(this.context.extensionUri),
    );
    this.adopt(panel, document);
  }

  dispose(): void {
    this.serializer.dispose();
    this.current?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, document: vscode.Uri): void {
    this.current = new DiagramPanel(panel, this.context, this.language, document, this.log);
    panel.onDidDispose(() => {
      this.current = undefined;
    });
  }
}
