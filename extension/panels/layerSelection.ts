// The layers that were chosen last, in the diagram or by the cursor: whoever shows something of layers follows it.

import * as vscode from 'vscode';

export interface SelectedLayers {
  /** The address of the text. */
  readonly file: string;
  readonly model: string;
  readonly layers: readonly string[];
}

export class LayerSelection implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SelectedLayers>();
  readonly onDidChange = this.changed.event;
  private chosen: SelectedLayers | undefined;

  get current(): SelectedLayers | undefined {
    return this.chosen;
  }

  choose(selected: SelectedLayers): void {
    this.chosen = selected;
    this.changed.fire(selected);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
