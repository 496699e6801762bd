// Netwright: Export Picture: what a diagram or a figure shows, as a file.

import * as vscode from 'vscode';
import type { PictureFormat, PictureRequest, PictureTheme } from '../../webview/protocol/picture.ts';
import type { PictureSource } from '../panels/pictureSource.ts';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: PictureFormat;
}

const FORMATS: readonly FormatItem[] = [
  { label: 'SVG', description: 'for the web, and to edit', format: 'svg' },
  { label: 'PNG', description: 'pixels, at any scale', format: 'png' },
  { label: 'PDF', description: 'for LaTeX and for print', format: 'pdf' },
  { label: 'TikZ', description: 'source for LaTeX', format: 'tex' },
];

const THEMES: Readonly<Record<string, PictureTheme>> = {
  Light: 'light',
  Dark: 'dark',
  'High contrast': 'high-contrast',
  'High contrast, light': 'high-contrast-light',
};

const LEAST_SCALE = 0.1;
const MOST_SCALE = 20;

/** Asks for the format, for what it needs, and for the file's place. */
export async function exportPicture(source: PictureSource | undefined): Promise<void> {
  if (!source) {
    void vscode.window.showInformationMessage('Open a diagram or a figure, then export it.');
    return;
  }
  const request = await askRequest(source);
  if (!request) return;
  const file = await askFile(source, request.format);
  if (!file) return;
  try {
    await vscode.workspace.fs.writeFile(file, await source.encode(request));
    vscode.window.setStatusBarMessage(`$(check) Saved ${file.path.split('/').pop()}`, 5000);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    void vscode.window.showErrorMessage(`The picture was not saved. ${why}`);
  }
}

async function askRequest(source: PictureSource): Promise<PictureRequest | undefined> {
  const format = (await vscode.window.showQuickPick(FORMATS, { placeHolder: 'Format' }))?.format;
  if (!format) return undefined;
  const theme = source.asksTheme
    ? await vscode.window.showQuickPick(Object.keys(THEMES), { placeHolder: 'Colours' })
    : 'Light';
  if (!theme) return undefined;
  const scale = format === 'png' ? await askScale() : '2';
  if (scale === undefined) return undefined;
  return { format, scale: Number(scale), theme: THEMES[theme] ?? 'light' };
}

function askScale(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    prompt: 'Pixels for one point; 4 prints sharply',
    value: '2',
    validateInput: (text) => {
      const scale = Number(text);
      const fits = text.trim() !== '' && scale >= LEAST_SCALE && scale <= MOST_SCALE;
      return fits ? undefined : `A number from ${LEAST_SCALE} to ${MOST_SCALE}.`;
    },
  });
}

function askFile({ name, file }: PictureSource, format: PictureFormat): Thenable<vscode.Uri | undefined> {
  const label = FORMATS.find((item) => item.format === format)!.label;
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(file), '..', `${name}.${format}`),
    filters: { [label]: [format] },
  });
}
