// Asks where to save something that a page shows, and writes it.

import * as vscode from 'vscode';

export interface SavedThing {
  /** In the dialog's title and in messages: `Save Chart`. */
  readonly title: string;
  /** `LeNet5-loss` */
  readonly name: string;
  readonly folder: vscode.Uri;
  /** The first is the usual one. */
  readonly formats: readonly { readonly extension: string; readonly label: string }[];
}

/** What a page makes of a chart. */
export const chartFormats = [
  { extension: 'png', label: 'PNG picture' },
  { extension: 'svg', label: 'SVG picture' },
  { extension: 'csv', label: 'Table of values' },
] as const;

export interface ChosenPlace {
  readonly uri: vscode.Uri;
  /** One of the formats' extensions. */
  readonly format: string;
}

/** Undefined where the user thinks better of it. A name without a known ending becomes one of the usual format. */
export async function askWhereToSave(thing: SavedThing): Promise<ChosenPlace | undefined> {
  const { title, name, folder, formats } = thing;
  const usual = formats[0]!.extension;
  const uri = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.joinPath(folder, `${name}.${usual}`),
    filters: Object.fromEntries(formats.map(({ label, extension }) => [label, [extension]])),
  });
  if (uri === undefined) return undefined;
  const found = formats.find(({ extension }) => uri.path.toLowerCase().endsWith(`.${extension}`));
  if (found) return { uri, format: found.extension };
  return { uri: uri.with({ path: `${uri.path}.${usual}` }), format: usual };
}

export async function writeContent(uri: vscode.Uri, content: string | Uint8Array): Promise<void> {
  const name = uri.path.split('/').pop() ?? '';
  try {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(uri, bytes);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`${name} could not be written: ${reason}`);
    return;
  }
  void vscode.window.setStatusBarMessage(`Saved ${name}.`, 5000);
}
