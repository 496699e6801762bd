// Netwright: Open Diagram.

import type * as vscode from 'vscode';
import type { DiagramPanels } from '../panels/diagramPanels.ts';
import { activeModelFile } from './activeModelFile.ts';

/** Draws the named model, or the file's first one. */
export async function openDiagram(diagrams: DiagramPanels, uri?: vscode.Uri, model?: string): Promise<void> {
  const document = await activeModelFile(uri, 'whose diagram to open');
  if (document) diagrams.open(document.uri, model);
}
