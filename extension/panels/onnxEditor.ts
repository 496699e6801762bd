// Opens ONNX files as diagrams: read in a thread, followed on the disk, with the chosen operator's weights beside.

import * as vscode from 'vscode';
import type { FromDiagram, ToDiagram } from '../../webview/protocol/diagram.ts';
import type { ToOnnxPage } from '../../webview/protocol/onnx.ts';
import type { FromPicturePage, ToPicturePage } from '../../webview/protocol/picture.ts';
import { type OnnxReader, startOnnxReader } from '../onnx/onnxReader.ts';
import type { FromReader } from '../onnx/readerMessages.ts';
import { onnxHtml } from './diagramHtml.ts';
import { PageChannel } from './pageChannel.ts';
import { PictureRequests, type PictureSource } from './pictureSource.ts';
import { webviewOptions } from './webviewFiles.ts';

export const onnxViewType = 'netwright.onnx';

/** Shorter work shows nothing. */
const BUSY_AFTER_MS = 200;
/** A file is often written in several steps. */
const SETTLED_AFTER_MS = 300;

export interface OnnxEditors extends vscode.Disposable {
  /** What the active one shows, for a file; undefined where none is active, or nothing is drawn. */
  picture(): PictureSource | undefined;
}

export function registerOnnxEditor(
  context: vscode.ExtensionContext,
  script: string,
  log: vscode.LogOutputChannel,
): OnnxEditors {
  const open = new Set<OnnxEditor>();
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor({ uri }, panel) {
      const editor = new OnnxEditor(panel, context.extensionUri, uri, script, log);
      open.add(editor);
      panel.onDidDispose(() => {
        open.delete(editor);
        editor.dispose();
      });
    },
  };
  const registered = vscode.window.registerCustomEditorProvider(onnxViewType, provider, {
    webviewOptions: { retainContextWhenHidden: true },
    supportsMultipleEditorsPerDocument: true,
  });
  return {
    picture: () => [...open].find(({ active }) => active)?.picture(),
    dispose: () => registered.dispose(),
  };
}

class OnnxEditor implements vscode.Disposable {
  private reader: OnnxReader | undefined;
  private busy: NodeJS.Timeout | undefined;
  private settling: NodeJS.Timeout | undefined;
  /** Counts readings, so that a slow one never replaces a newer one. */
  private readings = 0;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly channel: PageChannel<
    FromDiagram | FromPicturePage,
    ToDiagram | ToOnnxPage | ToPicturePage
  >;
  private readonly pictures = new PictureRequests((message) => this.send(message));
  private isDrawn = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly uri: vscode.Uri,
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    panel.webview.options = webviewOptions(extensionUri);
    const folder = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, nameOf(uri)));
    const changed = () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => void this.read(), SETTLED_AFTER_MS);
    };
    this.subscriptions.push(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
    this.channel = new PageChannel(panel, {
      html: () => onnxHtml(panel.webview, extensionUri, uri.toString()),
      show: () => void this.read(),
      receive: (message) => this.receive(message),
      log: (message) => log.error(message),
    });
  }

  get active(): boolean {
    return this.panel.active;
  }

  picture(): PictureSource | undefined {
    if (!this.isDrawn) return undefined;
    const encode: PictureSource['encode'] = (request) => this.pictures.encode(request);
    return { name: this.name, file: this.uri.toString(), asksTheme: true, encode };
  }

  /** Of the file, without its ending. */
  private get name(): string {
    return nameOf(this.uri).replace(/\.onnx$/i, '');
  }

  dispose(): void {
    this.readings += 1;
    this.reader?.dispose();
    clearTimeout(this.busy);
    clearTimeout(this.settling);
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }

  private send(message: ToDiagram | ToOnnxPage | ToPicturePage): void {
    this.channel.send(message);
  }

  private receive(message: FromDiagram | FromPicturePage): void {
    switch (message.kind) {
      case 'reveal':
        this.reader?.describe(message.node);
        this.send({ kind: 'mark', nodes: [message.node] });
        break;
      case 'revealGroup':
        this.reader?.describe(message.group);
        break;
      case 'encoded':
      case 'notEncoded':
        this.pictures.receive(message);
        break;
      default:
        break;
    }
  }

  private async read(): Promise<void> {
    const reading = ++this.readings;
    this.reader?.dispose();
    clearTimeout(this.busy);
    const name = nameOf(this.uri);
    this.busy = setTimeout(() => this.send({ kind: 'empty', message: `Reading ${name} …` }), BUSY_AFTER_MS);
    const local = this.uri.scheme === 'file';
    try {
      const bytes = local ? undefined : await vscode.workspace.fs.readFile(this.uri);
      if (reading !== this.readings) return;
      const start = { name: this.name, path: local ? this.uri.fsPath : undefined, bytes };
      this.reader = startOnnxReader(this.script, start, (answer) => this.answered(answer));
    } catch (failure) {
      this.answered({ kind: 'failed', message: `${name} cannot be read: ${String(failure)}` });
    }
  }

  private answered(answer: FromReader): void {
    // It asks for no operators to compare.
    if (answer.kind === 'operators') return;
    if (answer.kind === 'page') {
      this.send(answer.message);
      return;
    }
    clearTimeout(this.busy);
    if (answer.kind === 'failed') {
      this.isDrawn = false;
      this.log.warn(`${this.uri.toString()}: ${answer.message}`);
      this.send({ kind: 'empty', message: answer.message });
      return;
    }
    const { graph, about } = answer;
    this.send({ kind: 'graph', graph, models: [graph.model], file: this.uri.toString() });
    this.send({ kind: 'about', about });
    this.isDrawn = true;
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').pop() ?? '';
}
