// Whoever measures layers and lets the diagram show it: profiles, and training that looks inside.

import type * as vscode from 'vscode';
import type { LayerOverlay } from '../../webview/protocol/overlay.ts';

export interface OverlaySource {
  /** The values of some model are other ones now. */
  readonly onDidChange: vscode.Event<unknown>;
  /** What is known of a model of a text, newest first; empty where nothing was measured. */
  overlaysOf(file: string, model: string): readonly LayerOverlay[];
}
