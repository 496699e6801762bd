// What may be written at the cursor.

import { type CompletionItem, CompletionItemKind, type Position } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { assertMetrics } from '../language/elaboration/metrics.ts';
import type { SyntaxTree } from '../language/syntax/tree.ts';
import { codes } from '../language/validation/codes.ts';
import { bindNames } from './bindNames.ts';
import { blockSnippets } from './blockSnippets.ts';
import { type CalleeParameter, calleeOf, parametersOf } from './callee.ts';
import {
  callItem,
  declaredItem,
  entryItem,
  functionItem,
  keywordItem,
  layerItems,
  memberItem,
  type NameUse,
  parameterItem,
  snippetItem,
  wordItem,
} from './completionItems.ts';
import { declarationWords, expressionFunctions, memberWords, statementWords } from './completionWords.ts';
import { type CallContext, cursorContext } from './cursorContext.ts';
import { operatorAttributeItems, operatorItems } from './operatorItems.ts';
import { recipeEntries } from './recipeEntries.ts';
import { contains, mainTree, toOffset } from './sourceText.ts';

/** Characters after which the editor asks by itself, beside letters. */
export const completionTriggers = ['.', ':', '"', '/', '>'] as const;

/** Folders, and files that data sources read or lists of images are. */
const dataPath = /\/$|\.(npy|npz|csv|tsv|parquet|tar|tgz|gz|txt)$|[-.]idx\d-ubyte$/i;

/** Lists the files and folders of a folder given relative to the text's: folders end in `/`. */
export type ListFolder = (path: string) => readonly string[];

export function completion(
  compilation: Compilation,
  position: Position,
  listFolder: ListFolder = () => [],
): CompletionItem[] {
  const tree = mainTree(compilation);
  return tree === undefined ? [] : [...itemsAt(compilation, tree, toOffset(tree, position), listFolder)];
}

function itemsAt(
  compilation: Compilation,
  tree: SyntaxTree,
  offset: number,
  listFolder: ListFolder,
): readonly CompletionItem[] {
  const context = cursorContext(tree, offset);
  switch (context.kind) {
    case 'nothing':
      return [];
    case 'importPath':
      return pathItems(context.typed, listFolder, (name) => name.endsWith('/') || name.endsWith('.cnn'));
    case 'dataPath':
      return pathItems(context.typed, listFolder, (name) => dataPath.test(name));
    case 'operatorName':
      return operatorItems();
    case 'declaration':
      return [
        ...declarationWords.map((word) => keywordItem(...word)),
        ...blockSnippets.map((words) => snippetItem(...words)),
      ];
    case 'modelName':
      return modelItems(compilation, offset);
    case 'statement':
      return [...statementWords.map((word) => keywordItem(...word)), ...elementItems(compilation, offset)];
    case 'element':
      return elementItems(compilation, offset);
    case 'expression':
      return expressionItems(compilation, offset);
    case 'assertion':
      return [
        ...[...assertMetrics].map((word) => wordItem(...word)),
        ...expressionItems(compilation, offset),
      ];
    case 'member':
      return memberWords.map((word) => memberItem(...word));
    case 'entry':
      return entryItems(tree, offset);
    case 'entryValue':
      return entryValueItems(context.keyword, context.first);
    case 'allowedCode':
      return codeItems();
    case 'argument':
      return argumentItems(compilation, offset, context.call);
  }
}

/** Models are not among them: only a recipe may name one. */
function nameItems(compilation: Compilation, offset: number, use: NameUse): readonly CompletionItem[] {
  return bindNames(compilation, compilation.file)
    .visibleAt(offset)
    .filter(({ kind }) => kind !== 'model')
    .map((declared) => declaredItem(compilation, declared, use));
}

function modelItems(compilation: Compilation, offset: number): readonly CompletionItem[] {
  return bindNames(compilation, compilation.file)
    .visibleAt(offset)
    .filter(({ kind }) => kind === 'model')
    .map((declared) => declaredItem(compilation, declared, 'expression'));
}

/** Layers, blocks, and the values and parameters that may stand in a flow. */
function elementItems(compilation: Compilation, offset: number): readonly CompletionItem[] {
  return [...nameItems(compilation, offset, 'element'), ...layerItems('element')];
}

function expressionItems(compilation: Compilation, offset: number): readonly CompletionItem[] {
  return [
    ...nameItems(compilation, offset, 'expression'),
    memberItem('in', 'The current value: `in.channels`, `in.height`, `in.width`.'),
    ...['true', 'false'].map((word) => wordItem(word)),
    ...expressionFunctions.map((word) => functionItem(...word)),
    ...layerItems('expression'),
  ];
}

/** The entries that the recipe around does not have yet. */
function entryItems(tree: SyntaxTree, offset: number): readonly CompletionItem[] {
  const train = tree.file.declarations.find((node) => node.kind === 'train' && contains(node, offset));
  const entries = train?.kind === 'train' ? train.entries : [];
  const written = entries.map(({ keyword }) => keyword).filter((keyword) => !contains(keyword, offset));
  const taken = new Set(['validation', ...written.map(({ text }) => text)]);
  return [...recipeEntries.values()].map(entryItem).filter(({ label }) => !taken.has(label));
}

function entryValueItems(keyword: string, first: boolean): readonly CompletionItem[] {
  const entry = recipeEntries.get(keyword);
  if (entry === undefined) return [];
  const calls = [...entry.calls.values()].map(callItem);
  const words = entry.words.map((word) => wordItem(word));
  const validation = keyword === 'data' && !first ? [keywordItem('validation:', 'validation: $1', '')] : [];
  return [...validation, ...(keyword === 'data' && !first ? [] : calls), ...words];
}

/** Only warnings can be allowed. */
function codeItems(): readonly CompletionItem[] {
  return Object.entries(codes)
    .filter(([, { severity }]) => severity === 'warning')
    .map(([code, { summary }]) => wordItem(code, summary));
}

/** Arguments by name, and what the argument's value may be. */
function argumentItems(
  compilation: Compilation,
  offset: number,
  call: CallContext,
): readonly CompletionItem[] {
  const callee = calleeOf(compilation, call);
  const parameters = callee === undefined ? [] : parametersOf(compilation, callee);
  const values = call.entry === undefined ? expressionItems(compilation, offset) : [];
  if (call.named !== undefined) {
    const named = parameters.find(({ name }) => name === call.named);
    return [...choiceItems(named), ...values];
  }
  if (!call.begins) return values;
  const placed = new Set([
    ...call.given,
    ...parameters.slice(0, Math.max(0, call.index - call.given.length)).map(({ name }) => name),
  ]);
  const named = parameters.map(parameterItem).filter((_, index) => !placed.has(parameters[index]!.name));
  const positional = call.given.length === 0 ? parameters[call.index] : undefined;
  const operators = call.index > 0 ? operatorAttributeItems(compilation, call) : [];
  return [...operators, ...named, ...choiceItems(positional), ...values];
}

function choiceItems(parameter: CalleeParameter | undefined): readonly CompletionItem[] {
  const { attribute } = parameter ?? {};
  return (attribute?.choices ?? []).map((word) => wordItem(word, attribute?.documentation));
}

function pathItems(
  typed: string,
  listFolder: ListFolder,
  isWanted: (name: string) => boolean,
): readonly CompletionItem[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  return listFolder(folder === '' ? '.' : folder)
    .filter(isWanted)
    .map((name) => ({
      label: name,
      kind: name.endsWith('/') ? CompletionItemKind.Folder : CompletionItemKind.File,
    }));
}
