// The HTML of a page that draws a diagram, with the addresses of its files.

import type * as vscode from 'vscode';
import { type DiagramPageParts, diagramPage } from '../../webview/diagram/page.ts';
import { createNonce, fileUri } from './webviewFiles.ts';

/** `file` is what is drawn: kept in the page's state, so that a panel finds it again after a reload. */
export function diagramHtml(webview: vscode.Webview, extensionUri: vscode.Uri, file: string): string {
  return diagramPage(pageParts(webview, extensionUri, file));
}

/** The same page with an ONNX file's details beside the diagram. */
export function onnxHtml(webview: vscode.Webview, extensionUri: vscode.Uri, file: string): string {
  const uri = (name: string) => fileUri(webview, extensionUri, name);
  const beside = { scriptUri: uri('onnx.js'), styleUri: uri('onnx.css') };
  return diagramPage({ ...pageParts(webview, extensionUri, file), beside });
}

function pageParts(webview: vscode.Webview, extensionUri: vscode.Uri, file: string): DiagramPageParts {
  const uri = (name: string) => fileUri(webview, extensionUri, name);
  return {
    nonce: createNonce(),
    cspSource: webview.cspSource,
    scriptUri: uri('diagram.js'),
    styleUri: uri('diagram.css'),
    elkWorkerUri: uri('elk-worker.min.js'),
    file,
  };
}
