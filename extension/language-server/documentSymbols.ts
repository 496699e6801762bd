// The outline: blocks, models and recipes with their named values and heads.

import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import type {
  BodyNode,
  Declaration,
  Element,
  Name,
  ParameterNode,
  Statement,
  SyntaxTree,
} from '../language/syntax/tree.ts';
import { mainTree, textOf, toRange } from './sourceText.ts';

export function documentSymbols(compilation: Compilation): DocumentSymbol[] {
  const tree = mainTree(compilation);
  return tree === undefined ? [] : tree.file.declarations.flatMap((node) => declarationSymbols(tree, node));
}

function declarationSymbols(tree: SyntaxTree, node: Declaration): DocumentSymbol[] {
  switch (node.kind) {
    case 'import':
      return [];
    case 'block':
    case 'model': {
      if (node.name === undefined) return [];
      const kind = node.kind === 'block' ? SymbolKind.Function : SymbolKind.Class;
      const detail = parameterList(tree, node.parameters);
      return [symbol(tree, node.name, node, kind, detail, bodySymbols(tree, node.body))];
    }
    case 'train': {
      const name = node.name ?? node.model;
      if (name === undefined) return [];
      const detail = node.name && node.model ? `train, ${node.model.text}` : 'train';
      const entries = node.entries.map((entry) =>
        symbol(tree, entry.keyword, entry, SymbolKind.Property, detailAfter(tree, entry.keyword, entry), []),
      );
      return [symbol(tree, name, node, SymbolKind.Event, detail, entries)];
    }
  }
}

function parameterList(tree: SyntaxTree, parameters: readonly ParameterNode[]): string {
  if (parameters.length === 0) return '';
  return `(${parameters.map((parameter) => textOf(tree, parameter)).join(', ')})`;
}

/** What follows a name in its range, on one line. */
function detailAfter(tree: SyntaxTree, name: Name, whole: { readonly end: number }): string {
  const text = textOf(tree, { start: name.end, end: whole.end })
    .replace(/^\s*=?\s*/, '')
    .replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function bodySymbols(tree: SyntaxTree, body: BodyNode): DocumentSymbol[] {
  return body.statements.flatMap((statement) => statementSymbols(tree, statement));
}

function statementSymbols(tree: SyntaxTree, node: Statement): DocumentSymbol[] {
  if (node.kind === 'assert') return [];
  if (node.kind === 'head') {
    const inner = bodySymbols(tree, node.body);
    return node.name ? [symbol(tree, node.name, node, SymbolKind.Interface, 'head', inner)] : inner;
  }
  const inner = node.elements.flatMap((element) => elementSymbols(tree, element));
  if (node.name === undefined) return inner;
  return [symbol(tree, node.name, node, SymbolKind.Variable, detailAfter(tree, node.name, node), inner)];
}

function elementSymbols(tree: SyntaxTree, node: Element): DocumentSymbol[] {
  switch (node.kind) {
    case 'group':
    case 'repeat':
    case 'for':
      return bodySymbols(tree, node.body);
    case 'merge':
      return bodySymbols(tree, node.branches.kind === 'body' ? node.branches : node.branches.body);
    case 'if': {
      const { otherwise } = node;
      const rest = otherwise?.kind === 'if' ? elementSymbols(tree, otherwise) : [];
      const last = otherwise?.kind === 'body' ? bodySymbols(tree, otherwise) : [];
      return [...bodySymbols(tree, node.then), ...rest, ...last];
    }
    default:
      return [];
  }
}

function symbol(
  tree: SyntaxTree,
  name: Name,
  whole: { readonly start: number; readonly end: number },
  kind: SymbolKind,
  detail: string,
  children: DocumentSymbol[],
): DocumentSymbol {
  const range = toRange(tree, {
    start: Math.min(whole.start, name.start),
    end: Math.max(whole.end, name.end),
  });
  return { name: name.text, detail, kind, range, selectionRange: toRange(tree, name), children };
}
