// Opens the diagram, keeps it single, and restores it after a reload.

import * as vscode from 'vscode';
import type { LanguageService } from '../language-client/languageClient.ts';
import { DiagramMemory } from './diagramMemory.ts';
import { DiagramPanel, type DiagramPanelState, diagramViewType } from './diagramPanel.ts';
import type { LayerSelection } from './layerSelection.ts';
import type { OverlaySource } from './overlaySource.ts';
import type { PictureSource } from './pictureSource.ts';
import { webviewOptions } from './webviewFiles.ts';

export class DiagramPanels implements vscode.Disposable {
  private current: DiagramPanel | undefined;
  private panel: vscode.WebviewPanel | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly language: LanguageService,
    private readonly log: vscode.LogOutputChannel,
    private readonly overlays: readonly OverlaySource[],
    private readonly selection: LayerSelection,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(diagramViewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: DiagramPanelState | undefined) => {
        // VS Code writes a page's state down late: a window that is closed or reloaded soon loses it.
        const file = state?.file ?? new DiagramMemory(this.context.workspaceState).lastDrawn;
        if (file === undefined) panel.dispose();
        else this.adopt(panel, vscode.Uri.parse(file));
      },
    });
  }

  /** Shows the diagram of a text beside it, of the named model or its first one, without taking the focus. */
  open(document: vscode.Uri, model?: string): void {
    if (this.current) {
      this.current.show(document, model);
      this.current.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      diagramViewType,
      'Diagram',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(this.context.extensionUri),
    );
    this.adopt(panel, document, model);
  }

  /** What the diagram draws while it is the active editor; undefined elsewhere. */
  active(): { readonly uri: vscode.Uri; readonly model: string | undefined } | undefined {
    if (!this.current || !this.panel?.active) return undefined;
    return { uri: this.current.uri, model: this.current.picture()?.name };
  }

  /** What the diagram shows, for a file; undefined where none is open. */
  picture(): PictureSource | undefined {
    return this.current?.picture();
  }

  dispose(): void {
    this.serializer.dispose();
    this.current?.dispose();
  }

  /** A tab of the last session is restored when it is first looked at: it replaces what was opened since. */
  private adopt(panel: vscode.WebviewPanel, document: vscode.Uri, model?: string): void {
    this.current?.dispose();
    const { context, language, log, overlays, selection } = this;
    const diagram = new DiagramPanel(panel, context, language, document, log, overlays, selection);
    this.current = diagram;
    this.panel = panel;
    diagram.show(document, model);
    panel.onDidDispose(() => {
      if (this.current === diagram) this.current = undefined;
    });
  }
}
