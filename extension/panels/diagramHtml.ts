// The HTML of a page that draws a diagram, with the addresses of its files.

import type * as vscode from 'vscode';
import { diagramPage } from '../../webview/diagram/page.ts';
import { createNonce, fileUri } from './webviewFiles.ts';

/** `file` is what is drawn: kept in the page's state, so that a panel finds it again after a reload. */
export function diagramHtml(webview: vscode.Webview, extensionUri: vscode.Uri, file: string): string {
  const uri = (name: string) => fileUri(webview, extensionUri, name);
  return diagramPage({
    nonce: createNonce(),
    cspSource: webview.cspSource,
    scriptUri: uri('diagram.js'),
    styleUri: uri('diagram.css'),
    elkWorkerUri: uri('elk-worker.min.js'),
    file,
  });
}
