// What completion offers inside `custom("…")`: ONNX's operators, and the attributes of the one that is named.

import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { onnxOperators } from '../../engine/layers/onnxOperators.ts';
import type { Compilation } from '../language/compilation.ts';
import type { CallContext } from './cursorContext.ts';
import { mainTree } from './sourceText.ts';

export function operatorItems(): readonly CompletionItem[] {
  return [...onnxOperators.values()].map(({ name, since, shape }) => ({
    label: name,
    kind: CompletionItemKind.EnumMember,
    detail: `ONNX ${since}${shape === undefined ? ', needs `shape`' : ''}`,
    // Those that need nothing else come first.
    sortText: `${shape === undefined ? 1 : 0}${name}`,
  }));
}

/** Only where the operator's attributes are known. */
export function operatorAttributeItems(
  compilation: Compilation,
  call: CallContext,
): readonly CompletionItem[] {
  if (call.callee !== 'custom') return [];
  const text = mainTree(compilation)?.text.slice(call.start, call.start + 200) ?? '';
  const [, operator = ''] = /^custom\(\s*(?:operator:\s*)?"(\w+)"/.exec(text) ?? [];
  const attributes = Object.entries(onnxOperators.get(operator)?.attributes ?? {});
  return attributes
    .filter(([name]) => !call.given.includes(name))
    .map(([name, type]) => ({
      label: `${name}:`,
      filterText: name,
      kind: CompletionItemKind.Field,
      detail: `${type} of ONNX's ${operator}`,
      sortText: `0-${name}`,
      insertText: `${name}: $1`,
      insertTextFormat: InsertTextFormat.Snippet,
    }));
}
