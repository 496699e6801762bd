// Starts the language server, restarts it when it dies, and asks it what LSP has no request for.

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { LayerChange, LayerDetails, PaletteEntry } from '../../webview/protocol/details.ts';
import type { FigureDepth } from '../../webview/protocol/figurePanel.ts';
import { languageId } from '../contributions.ts';
import {
  type CompiledParameters,
  compiledNotification,
  type DiagramAnswer,
  detailsRequest,
  diagramRequest,
  type EditAnswer,
  editRequest,
  type FigureAnswer,
  figureRequest,
  type GraphAnswer,
  graphRequest,
  type LensesAnswer,
  layersAtRequest,
  lensesRequest,
  type OriginAnswer,
  originRequest,
  type PastDiagramAnswer,
  type Place,
  paletteRequest,
  pastDiagramRequest,
  type RecipeAnswer,
  type RequestMethod,
  recipesRequest,
  type StartingPointAnswer,
  type StartingPointParameters,
  startingPointRequest,
  type VariantAnswer,
  variantRequest,
} from '../language-server/protocol.ts';
import { RestartPolicy } from './restartPolicy.ts';

export type {
  DiagramAnswer,
  EditAnswer,
  GraphAnswer,
  OriginAnswer,
  RecipeAnswer,
} from '../language-server/protocol.ts';

const SILENT = 'The language server does not answer. Run "Developer: Reload Window" if it stays so.';

/**
 * What commands and panels ask about a document, named by its URI. No method rejects: a dead server answers
 * nothing.
 */
export interface LanguageService extends vscode.Disposable {
  /** The network of the named model, or of the first one. */
  diagram(uri: string, model?: string): Promise<DiagramAnswer>;
  /** A model with other arguments than its defaults, as texts of the language. */
  variant(uri: string, model: string, given: Readonly<Record<string, string>>): Promise<VariantAnswer>;
  /** The named model, or the first one, as a paper's figure. */
  figure(uri: string, depth: FigureDepth, model?: string): Promise<FigureAnswer>;
  /** What the diagram draws of it; only what differs from the `known` version, where there is one. */
  graph(uri: string, model?: string, known?: number): Promise<GraphAnswer>;
  recipes(uri: string): Promise<readonly RecipeAnswer[]>;
  /** Paths of the layers that the text at a position makes. */
  layersAt(uri: string, position: Place, model?: string): Promise<readonly string[]>;
  /** What stands over models and recipes; `head` holds texts of the last commit, to compare with. */
  lenses(uri: string, head?: Readonly<Record<string, string | null>>): Promise<LensesAnswer>;
  /** The network as it was in the revision that `texts` are of; tells which more are needed. */
  pastDiagram(
    uri: string,
    texts: Readonly<Record<string, string | null>>,
    model?: string,
  ): Promise<PastDiagramAnswer>;
  /** A model that ships, as the text of a new file. */
  startingPoint(model: StartingPointParameters): Promise<StartingPointAnswer | undefined>;
  /** What there is to say of a layer (by path) or group (by id). */
  details(uri: string, id: string, model?: string): Promise<LayerDetails | undefined>;
  /** How the text must change so that the network does. */
  editsFor(uri: string, change: LayerChange, model?: string): Promise<EditAnswer>;
  /** What can be inserted into the document's models. */
  palette(uri: string): Promise<readonly PaletteEntry[]>;
  /** Where a layer (by path) or group (by id) stands in the text. */
  originOf(uri: string, path: string, model?: string): Promise<OriginAnswer | undefined>;
  /** Fires with a document's URI when it, or a file that it imports, was compiled anew. */
  readonly onDidCompile: vscode.Event<string>;
}

/**
 * `modulePath` is the server's bundle. A server that cannot start is reported to the user; the service stays
 * usable.
 */
export async function startLanguageService(
  modulePath: string,
  log: vscode.LogOutputChannel,
): Promise<LanguageService> {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.cnn');
  const client = new LanguageClient(
    'netwright',
    'Netwright language server',
    { module: modulePath, transport: TransportKind.ipc },
    clientOptions(watcher, log),
  );
  const service = new ClientService(client, watcher, log);
  try {
    await client.start();
  } catch (failure) {
    log.error(`The language server did not start: ${messageOf(failure)}`);
    void offerLog('The Netwright language server did not start, so .cnn files have no checks.', log);
  }
  return service;
}

class ClientService implements LanguageService {
  private readonly compiled = new vscode.EventEmitter<string>();
  readonly onDidCompile = this.compiled.event;

  constructor(
    private readonly client: LanguageClient,
    private readonly watcher: vscode.Disposable,
    private readonly log: vscode.LogOutputChannel,
  ) {
    client.onNotification(compiledNotification.method, ({ uri }: CompiledParameters) =>
      this.compiled.fire(uri),
    );
  }

  diagram(uri: string, model?: string): Promise<DiagramAnswer> {
    return this.ask(
      diagramRequest,
      { uri, ...(model === undefined ? {} : { model }) },
      { models: [], network: null, problems: [], elsewhere: [], message: SILENT },
    );
  }

  variant(uri: string, model: string, given: Readonly<Record<string, string>>): Promise<VariantAnswer> {
    return this.ask(variantRequest, { uri, model, arguments: given }, { network: null, message: SILENT });
  }

  figure(uri: string, depth: FigureDepth, model?: string): Promise<FigureAnswer> {
    const parameters = { uri, depth, ...(model === undefined ? {} : { model }) };
    return this.ask(figureRequest, parameters, { models: [], figure: null, message: SILENT });
  }

  graph(uri: string, model?: string, known?: number): Promise<GraphAnswer> {
    const parameters = {
      uri,
      ...(model === undefined ? {} : { model }),
      ...(known === undefined ? {} : { known }),
    };
    const silent = { models: [], version: 0, drawn: null, elsewhere: [], message: SILENT };
    return this.ask(graphRequest, parameters, silent);
  }

  recipes(uri: string): Promise<readonly RecipeAnswer[]> {
    return this.ask(recipesRequest, { uri }, []);
  }

  layersAt(uri: string, position: Place, model?: string): Promise<readonly string[]> {
    return this.ask(layersAtRequest, { uri, position, ...(model === undefined ? {} : { model }) }, []);
  }

  lenses(uri: string, head?: Readonly<Record<string, string | null>>): Promise<LensesAnswer> {
    const parameters = { uri, ...(head === undefined ? {} : { head }) };
    return this.ask(lensesRequest, parameters, { lenses: [], missing: [] });
  }

  pastDiagram(
    uri: string,
    texts: Readonly<Record<string, string | null>>,
    model?: string,
  ): Promise<PastDiagramAnswer> {
    const parameters = { uri, texts, ...(model === undefined ? {} : { model }) };
    return this.ask(pastDiagramRequest, parameters, { network: null, hasErrors: false, missing: [] });
  }

  async startingPoint(model: StartingPointParameters): Promise<StartingPointAnswer | undefined> {
    return (await this.ask(startingPointRequest, model, null)) ?? undefined;
  }

  async details(uri: string, id: string, model?: string): Promise<LayerDetails | undefined> {
    const parameters = { uri, id, ...(model === undefined ? {} : { model }) };
    return (await this.ask(detailsRequest, parameters, null)) ?? undefined;
  }

  editsFor(uri: string, change: LayerChange, model?: string): Promise<EditAnswer> {
    const parameters = { uri, change, ...(model === undefined ? {} : { model }) };
    return this.ask(editRequest, parameters, { refusal: 'The language server does not answer.' });
  }

  palette(uri: string): Promise<readonly PaletteEntry[]> {
    return this.ask(paletteRequest, { uri }, []);
  }

  async originOf(uri: string, path: string, model?: string): Promise<OriginAnswer | undefined> {
    const parameters = { uri, path, ...(model === undefined ? {} : { model }) };
    return (await this.ask(originRequest, parameters, null)) ?? undefined;
  }

  dispose(): void {
    this.compiled.dispose();
    this.watcher.dispose();
    // Stopping a server that never ran, or that died, is no error to anyone.
    void this.client.dispose().catch(() => undefined);
  }

  private async ask<P, R>(request: RequestMethod<P, R>, parameters: P, otherwise: R): Promise<R> {
    try {
      return await this.client.sendRequest<R>(request.method, parameters);
    } catch (failure) {
      this.log.warn(`${request.method}: ${messageOf(failure)}`);
      return otherwise;
    }
  }
}

function clientOptions(
  watcher: vscode.FileSystemWatcher,
  log: vscode.LogOutputChannel,
): LanguageClientOptions {
  return {
    documentSelector: [
      { scheme: 'file', language: languageId },
      { scheme: 'untitled', language: languageId },
    ],
    synchronize: { fileEvents: watcher },
    outputChannel: log,
    errorHandler: errorHandler(log),
    // The start's failure is reported once, by `startLanguageService`.
    initializationFailedHandler: () => false,
  };
}

function errorHandler(log: vscode.LogOutputChannel): ErrorHandler {
  const policy = new RestartPolicy();
  return {
    error: (error, _message, count) => {
      log.error(`Connection to the language server: ${error.message}`);
      return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
    },
    closed: () => {
      if (policy.mayRestart(Date.now())) {
        log.warn('The language server ended unexpectedly and is started again.');
        return { action: CloseAction.Restart, handled: true };
      }
      void offerLog(
        'The Netwright language server keeps ending. Reload the window to start it again; the log says why.',
        log,
      );
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function offerLog(message: string, log: vscode.LogOutputChannel): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(message, 'Show Log');
  if (chosen !== undefined) log.show();
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
