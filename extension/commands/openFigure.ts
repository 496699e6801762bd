// Netwright: Open Figure.

import type * as vscode from 'vscode';
import type { FigurePanel } from '../panels/figurePanel.ts';
import { activeModelFile } from './activeModelFile.ts';

/** Draws the named model, or the file's first one, as a paper would print it. */
export async function openFigure(figure: FigurePanel, uri?: vscode.Uri, model?: string): Promise<void> {
  const document = await activeModelFile(uri, 'whose figure to open');
  if (!document) return;
  figure.draw(document.uri, model);
  figure.open();
}
