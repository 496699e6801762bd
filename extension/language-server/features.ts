// Answers each request of the editor with the feature's pure function, on the newest compilation.

import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { codeActions } from './codeActions.ts';
import { codeLenses } from './codeLenses.ts';
import { completion } from './completion.ts';
import { documentSymbols } from './documentSymbols.ts';
import { canonicalUri } from './fileUri.ts';
import { foldingRanges } from './foldingRanges.ts';
import { formatting } from './formatting.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { layerDetails } from './layerDetails.ts';
import { layerEdits } from './layerEdits.ts';
import { definition, documentHighlights, prepareRename, references, rename } from './navigation.ts';
import {
  diagramAnswer,
  figureAnswer,
  layersAt,
  originOf,
  recipeAnswers,
  variantAnswer,
} from './networkQueries.ts';
import { palette } from './palette.ts';
import { parameterHints } from './parameterHints.ts';
import {
  detailsRequest,
  diagramRequest,
  editRequest,
  figureRequest,
  graphRequest,
  layersAtRequest,
  lensesRequest,
  originRequest,
  paletteRequest,
  pastDiagramRequest,
  type RequestMethod,
  recipesRequest,
  startingPointRequest,
  variantRequest,
} from './protocol.ts';
import { semanticTokens } from './semanticTokens.ts';
import { compilationOf, type Session } from './session.ts';
import { signatureHelp } from './signatureHelp.ts';
import { startingPoint } from './standaloneModel.ts';
import { listFolder, modelFiles } from './workspaceModels.ts';

export function registerFeatures(session: Session): void {
  registerReading(session);
  registerNames(session);
  registerNetworkQueries(session);
}

function registerReading(session: Session): void {
  const { connection } = session;
  connection.onCompletion(({ textDocument, position }) =>
    completion(compilationOf(session, textDocument), position, (path) =>
      listFolder(canonicalUri(textDocument.uri), path),
    ),
  );
  connection.onSignatureHelp(
    ({ textDocument, position }) => signatureHelp(compilationOf(session, textDocument), position) ?? null,
  );
  connection.onHover(
    ({ textDocument, position }) => hover(compilationOf(session, textDocument), position) ?? null,
  );
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const compilation = compilationOf(session, textDocument);
    const importers = openImporters(session, compilation.file);
    return [
      ...(session.inlayHints.shapes ? inlayHints(compilation, range, importers) : []),
      ...(session.inlayHints.parameters ? parameterHints(compilation, range) : []),
    ];
  });
  connection.onDocumentSymbol(({ textDocument }) => documentSymbols(compilationOf(session, textDocument)));
  connection.onFoldingRanges(({ textDocument }) => foldingRanges(compilationOf(session, textDocument)));
  connection.languages.semanticTokens.on(({ textDocument }) =>
    semanticTokens(compilationOf(session, textDocument)),
  );
  connection.onDocumentFormatting(({ textDocument }) => formatting(compilationOf(session, textDocument)));
  connection.onCodeAction(({ textDocument, range }) => {
    const file = canonicalUri(textDocument.uri);
    const main = compilationOf(session, textDocument);
    const actions = [main, ...openImporters(session, file)].flatMap((compilation) =>
      codeActions(compilation, file, range),
    );
    const distinct = new Map(actions.map((action) => [JSON.stringify([action.title, action.edit]), action]));
    return [...distinct.values()];
  });
}

function registerNames(session: Session): void {
  const { connection } = session;
  connection.onDefinition(
    ({ textDocument, position }) => definition(compilationOf(session, textDocument), position) ?? null,
  );
  connection.onReferences(({ textDocument, position, context }) =>
    references(
      compilationOf(session, textDocument),
      position,
      workspaceCompilations(session),
      context.includeDeclaration,
    ),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    documentHighlights(compilationOf(session, textDocument), position),
  );
  connection.onPrepareRename(
    ({ textDocument, position }) => prepareRename(compilationOf(session, textDocument), position) ?? null,
  );
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const main = compilationOf(session, textDocument);
    const result = rename(main, position, newName, workspaceCompilations(session));
    return 'edit' in result ? result.edit : new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
  });
}

function registerNetworkQueries(session: Session): void {
  const answer = <P extends { readonly uri: string }, R>(
    request: RequestMethod<P, R>,
    handle: (compilation: Compilation, parameters: P) => R,
  ) =>
    session.connection.onRequest<unknown, unknown>(request.method, (parameters: P) =>
      handle(compilationOf(session, parameters), parameters),
    );
  answer(graphRequest, (compilation, { model, known }) =>
    session.drawnGraphs.answer(compilation, model, known),
  );
  answer(figureRequest, figureAnswer);
  answer(diagramRequest, (compilation, { model }) => diagramAnswer(compilation, model));
  answer(variantRequest, variantAnswer);
  answer(recipesRequest, recipeAnswers);
  answer(layersAtRequest, (compilation, { position, model }) => layersAt(compilation, position, model));
  answer(lensesRequest, (compilation, { head }) => {
    const before = head && session.headCompilations.of(compilation.file, head);
    return {
      lenses: codeLenses(compilation, before?.compilation),
      missing: before?.missing ?? [],
    };
  });
  answer(pastDiagramRequest, (compilation, { texts, model }) => {
    const past = session.pastCompilations.of(compilation.file, texts);
    const { compilation: known, missing } = past;
    if (!known) return { network: null, hasErrors: false, missing };
    const { network, message } = diagramAnswer(known, model);
    const hasErrors = known.diagnostics.some(({ severity }) => severity === 'error');
    return { network, hasErrors, missing, ...(message === undefined ? {} : { message }) };
  });
  answer(startingPointRequest, (compilation, { model, arguments: texts }) =>
    startingPoint(compilation, model, texts),
  );
  answer(detailsRequest, (compilation, { model, id }) => layerDetails(compilation, model, id) ?? null);
  answer(editRequest, (compilation, { model, change }) =>
    layerEdits(compilation, session.files, model, change, () => workspaceCompilations(session)),
  );
  answer(paletteRequest, palette);
  answer(originRequest, (compilation, { model, path }) => originOf(compilation, model, path) ?? null);
}

/** Compilations of the other open files that import `file`. */
function openImporters({ files, compilations }: Session, file: string): readonly Compilation[] {
  return files.openFiles
    .filter((name) => name !== file)
    .map((name) => compilations.of(name))
    .filter(({ trees }) => trees.has(file));
}

/** Compilations of every model file of the workspace, and of the open ones elsewhere. */
function workspaceCompilations({ files, compilations, folders }: Session): readonly Compilation[] {
  const names = new Set([...files.openFiles, ...modelFiles(folders)]);
  return [...names].map((name) => compilations.of(name));
}
