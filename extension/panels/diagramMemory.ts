// What is remembered of diagrams from one session to the next: what was drawn, which way they flow, and how each model is folded.

import * as vscode from 'vscode';
import { settingIds } from '../contributions.ts';

type Direction = 'down' | 'right';

/** More than anybody folds by hand: such a list would only make the workspace's memory heavy. */
const MOST_FOLDS = 2000;
const lastDrawnKey = 'diagram.lastDrawn';

export class DiagramMemory {
  constructor(private readonly state: vscode.Memento) {}

  get direction(): Direction {
    const wanted = vscode.workspace.getConfiguration().get<string>(settingIds.diagramDirection);
    return wanted === 'right' ? 'right' : 'down';
  }

  /** The choice becomes the user's setting, so that other windows know it, too. */
  chooseDirection(direction: Direction): void {
    if (direction === this.direction) return;
    const settings = vscode.workspace.getConfiguration();
    void settings.update(settingIds.diagramDirection, direction, vscode.ConfigurationTarget.Global);
  }

  /** Address of the text that a diagram showed last. */
  get lastDrawn(): string | undefined {
    return this.state.get<string>(lastDrawnKey);
  }

  keepDrawn(document: vscode.Uri): void {
    void this.state.update(lastDrawnKey, document.toString());
  }

  folds(document: vscode.Uri, model: string): { readonly folds?: readonly string[] } {
    const folds = this.state.get<readonly string[]>(keyOf(document, model));
    return folds === undefined ? {} : { folds };
  }

  keepFolds(document: vscode.Uri, model: string, folds: readonly string[]): void {
    void this.state.update(keyOf(document, model), folds.length > MOST_FOLDS ? undefined : folds);
  }
}

function keyOf(document: vscode.Uri, model: string): string {
  return `diagram.folds ${document.toString()} ${model}`;
}
