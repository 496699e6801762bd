// What every page of the extension may load, and the nonce that its scripts carry.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folder of the bundled pages. */
export function webviewRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [webviewRoot(extensionUri)],
  };
}

/** The address of a bundled file, as a page may load it. */
export function fileUri(webview: vscode.Webview, extensionUri: vscode.Uri, name: string): string {
  return webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extensionUri), name)).toString();
}

export function createNonce(): string {
  return randomBytes(24).toString('base64url');
}

/** A tab's icon for light and dark themes. */
export function tabIcon(extensionUri: vscode.Uri, name: string): { light: vscode.Uri; dark: vscode.Uri } {
  const file = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `${name}-${theme}.svg`);
  return { light: file('light'), dark: file('dark') };
}
