// An editor in small: starts the language server over the channel that VS Code uses, and types.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

export class Editor {
  private readonly documents = new Map<string, TextDocument>();
  private readonly arrivals = new Map<string, (message: PublishDiagnosticsParams) => void>();

  private constructor(
    private readonly server: ChildProcess,
    private readonly connection: ProtocolConnection,
  ) {
    connection.onNotification('textDocument/publishDiagnostics', (message: PublishDiagnosticsParams) =>
      this.arrivals.get(`${message.uri} ${message.version}`)?.(message),
    );
  }

  /** Starts the server; done when it has answered `initialize`. */
  static async start(serverPath: string, folder: string): Promise<Editor> {
    const server = fork(serverPath, ['--node-ipc'], { silent: true });
    const connection = createProtocolConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'models' }],
      capabilities: {},
    });
    await connection.sendNotification('initialized', {});
    return new Editor(server, connection);
  }

  /** Opens a document, done when its diagnostics are there. */
  async open(file: string, text = readFileSync(file, 'utf8')): Promise<void> {
    const document = TextDocument.create(pathToFileURL(file).href, 'cnn', 1, text);
    this.documents.set(file, document);
    const shown = this.diagnosticsOf(document);
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: document.uri, languageId: 'cnn', version: 1, text },
    });
    await shown;
  }

  async close(file: string): Promise<void> {
    const { uri } = this.documents.get(file)!;
    this.documents.delete(file);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Replaces `length` characters; returns the promise of the diagnostics of the text after it. */
  type(file: string, offset: number, length: number, text: string): Promise<PublishDiagnosticsParams> {
    const document = this.documents.get(file)!;
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
    const contentChanges = [{ range, text }];
    TextDocument.update(document, contentChanges, document.version + 1);
    const shown = this.diagnosticsOf(document);
    const textDocument = { uri: document.uri, version: document.version };
    void this.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
    return shown;
  }

  complete(file: string, offset: number): Promise<unknown> {
    const document = this.documents.get(file)!;
    return this.connection.sendRequest('textDocument/completion', {
      textDocument: { uri: document.uri },
      position: document.positionAt(offset),
    });
  }

  /** What VS Code and the diagram ask after a change, beside diagnostics. */
  async refresh(file: string): Promise<void> {
    const document = this.documents.get(file)!;
    const textDocument = { uri: document.uri };
    const position = { line: 0, character: 0 };
    const range = { start: position, end: { line: Math.min(60, document.lineCount), character: 0 } };
    await Promise.all([
      this.connection.sendRequest('textDocument/semanticTokens/full', { textDocument }),
      this.connection.sendRequest('textDocument/inlayHint', { textDocument, range }),
      this.connection.sendRequest('textDocument/documentSymbol', { textDocument }),
      this.connection.sendRequest('textDocument/foldingRange', { textDocument }),
      this.connection.sendRequest('textDocument/documentHighlight', { textDocument, position }),
      this.connection.sendRequest('textDocument/codeAction', {
        textDocument,
        range,
        context: { diagnostics: [] },
      }),
      this.connection.sendRequest('netwright/diagram', textDocument),
    ]);
  }

  /** Resident memory of the server, in bytes. */
  memory(): number {
    const status = readFileSync(`/proc/${this.server.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+) kB/.exec(status)![1]) * 1024;
  }

  async end(): Promise<void> {
    const exited = once(this.server, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
    this.connection.dispose();
  }

  private diagnosticsOf({ uri, version }: TextDocument): Promise<PublishDiagnosticsParams> {
    const key = `${uri} ${version}`;
    return new Promise((resolve) => {
      this.arrivals.set(key, (message) => {
        this.arrivals.delete(key);
        resolve(message);
      });
    });
  }
}
