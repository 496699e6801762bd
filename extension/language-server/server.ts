// Puts the language server together: documents in, compilations kept, features answered.

import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { compile } from '../language/compile.ts';
import { Compilations } from './compilations.ts';
import { completionTriggers } from './completion.ts';
import { DiagnosticPublisher } from './diagnosticPublisher.ts';
import { diagnosticsByFile } from './diagnostics.ts';
import { DrawnGraphs } from './drawnGraphs.ts';
import { registerFeatures } from './features.ts';
import { canonicalUri } from './fileUri.ts';
import { HeadCompilations } from './headCompilations.ts';
import { type CompiledParameters, compiledNotification } from './protocol.ts';
import { semanticTokensLegend } from './semanticTokens.ts';
import type { Session } from './session.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/**
 * Serves one client until it disconnects. `reference` is the URI of the page that explains the codes of
 * diagnostics; undefined where it was not installed.
 */
export function serve(connection: Connection, reference: string | undefined): void {
  const files = new WorkspaceFiles();
  const compilations = new Compilations(files, compile);
  const session: Session = {
    connection,
    files,
    compilations,
    headCompilations: new HeadCompilations(compile),
    pastCompilations: new HeadCompilations(compile),
    drawnGraphs: new DrawnGraphs(),
    folders: [],
    refreshHints: () => undefined,
    inlayHints: { shapes: true, parameters: false },
  };
  connection.onInitialize((parameters) => initialize(session, parameters));
  followDocuments(session, reference);
  registerFeatures(session);
  connection.listen();
}

function initialize(session: Session, parameters: InitializeParams): InitializeResult {
  const { connection } = session;
  session.folders = (parameters.workspaceFolders ?? []).map(({ uri }) => canonicalUri(uri));
  if (parameters.capabilities.workspace?.inlayHint?.refreshSupport === true)
    session.refreshHints = () => connection.languages.inlayHint.refresh();
  if (parameters.capabilities.workspace?.configuration === true) followSettings(session, parameters);
  return {
    serverInfo: { name: 'Netwright language server' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: false },
      signatureHelpProvider: { triggerCharacters: ['(', ','] },
      hoverProvider: true,
      inlayHintProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      documentFormattingProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      semanticTokensProvider: { legend: semanticTokensLegend, full: true },
    },
  };
}

/** Keeps the settings as the client has them. */
function followSettings(session: Session, { capabilities }: InitializeParams): void {
  const { connection } = session;
  const refresh = async () => {
    const [shapes, parameters]: readonly unknown[] = await connection.workspace.getConfiguration([
      { section: 'netwright.inlayHints.shapes' },
      { section: 'netwright.inlayHints.parameters' },
    ]);
    const wanted = { shapes: shapes !== false, parameters: parameters === true };
    const shown = session.inlayHints;
    if (wanted.shapes === shown.shapes && wanted.parameters === shown.parameters) return;
    session.inlayHints = wanted;
    session.refreshHints();
  };
  connection.onInitialized(() => {
    if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'netwright' });
    }
    void refresh();
  });
  connection.onDidChangeConfiguration(() => void refresh());
}

/** Compiles what changed, in the editor or on the disk, and publishes what the checker says. */
function followDocuments(session: Session, reference: string | undefined): void {
  const { connection, files, compilations } = session;
  const publisher = new DiagnosticPublisher({
    analyse: (file) => diagnosticsByFile(compilations.of(file), reference),
    publish: (file, diagnostics) => {
      const version = files.opened(file)?.version;
      const uri = files.clientUri(file);
      void connection.sendDiagnostics({
        uri,
        diagnostics: [...diagnostics],
        ...(version === undefined ? {} : { version }),
      });
    },
    failed: (file, failure) => {
      const detail = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
      connection.console.error(`Analysis of ${file} failed: ${detail}`);
    },
    analysed: (file) => {
      const document = files.opened(file);
      if (document === undefined) return;
      const compiled: CompiledParameters = { uri: document.uri, version: document.version };
      void connection.sendNotification(compiledNotification.method, compiled);
      // The hints of a file of blocks come from the files that import it.
      const imported = [...compilations.of(file).trees.keys()].filter((name) => name !== file);
      if (imported.some((name) => files.opened(name) !== undefined)) session.refreshHints();
    },
  });
  const changed = (file: string) => {
    const stale = compilations.invalidate(file).filter((name) => files.opened(name) !== undefined);
    publisher.schedule(files.opened(file) === undefined ? stale : [file, ...stale]);
  };
  const documents = new TextDocuments(TextDocument);
  // Opening counts as a change of content, too.
  documents.onDidChangeContent(({ document }) => changed(files.set(document)));
  documents.onDidClose(({ document }) => {
    const file = files.close(document.uri);
    publisher.close(file);
    changed(file);
  });
  documents.listen(connection);
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const file of new Set(changes.map(({ uri }) => canonicalUri(uri)))) {
      if (files.opened(file) === undefined) changed(file);
    }
  });
  connection.onShutdown(() => publisher.dispose());
}
