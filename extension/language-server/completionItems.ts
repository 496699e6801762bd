// The items that completion offers, by kind.

import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import type { LayerDefinition } from '../../engine/layers/layer.ts';
import { layerKinds } from '../../engine/layers/registry.ts';
import type { Compilation } from '../language/compilation.ts';
import type { CalleeParameter } from './callee.ts';
import {
  attributeMarkdown,
  type Callable,
  callableMarkdown,
  callSnippet,
  codeBlock,
  signatureOf,
} from './callReference.ts';
import { declarationSignature } from './declarationSignature.ts';
import type { Declared } from './definition.ts';
import type { RecipeEntry } from './recipeEntries.ts';

/** Whether what completes a name is used as a step of the flow, or passed by its name alone. */
export type NameUse = 'element' | 'expression';

const showParameters = { title: 'Show parameters', command: 'editor.action.triggerParameterHints' };

function markdown(value: string): Pick<CompletionItem, 'documentation'> {
  return value === '' ? {} : { documentation: { kind: MarkupKind.Markdown, value } };
}

/** Inserts a snippet; where it has placeholders, the parameters are shown. */
function snippet(text: string): Partial<CompletionItem> {
  const hasPlaces = /\$\{?\d/.test(text);
  if (!hasPlaces) return { insertText: text };
  return {
    insertText: text,
    insertTextFormat: InsertTextFormat.Snippet,
    ...(/\(\$/.test(text) ? { command: showParameters } : {}),
  };
}

export function keywordItem(label: string, text: string, documentation: string): CompletionItem {
  return {
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `3${label}`,
    ...snippet(text),
    ...markdown(documentation),
  };
}

/** Several lines at once; its placeholders are filled in with Tab. */
export function snippetItem(label: string, text: string, documentation: string): CompletionItem {
  return {
    label,
    kind: CompletionItemKind.Snippet,
    sortText: `4${label}`,
    insertText: text,
    insertTextFormat: InsertTextFormat.Snippet,
    ...markdown(documentation),
  };
}

/** A word of the language that stands for a value: `true`, `same`, `cpu`. */
export function wordItem(label: string, documentation = ''): CompletionItem {
  return { label, kind: CompletionItemKind.EnumMember, sortText: `0${label}`, ...markdown(documentation) };
}

export function functionItem(label: string, documentation: string): CompletionItem {
  return {
    label,
    kind: CompletionItemKind.Function,
    sortText: `4${label}`,
    ...snippet(`${label}($1)`),
    ...markdown(documentation),
  };
}

export function memberItem(label: string, documentation: string): CompletionItem {
  return { label, kind: CompletionItemKind.Property, ...markdown(documentation) };
}

export function layerItems(use: NameUse): readonly CompletionItem[] {
  return [...layerKinds.values()].map((layer) => layerItem(layer, use));
}

function layerItem(layer: LayerDefinition, use: NameUse): CompletionItem {
  const merges = layer.category === 'merge';
  const text = merges ? `${layer.kind} {\n\t$0\n}` : callSnippet(layer);
  return {
    label: layer.kind,
    kind: merges ? CompletionItemKind.Operator : CompletionItemKind.Function,
    detail: detailOf(layer),
    sortText: `2${layer.kind}`,
    ...(use === 'element' ? snippet(text) : {}),
    ...markdown(callableMarkdown(layer)),
  };
}

function detailOf(callable: Callable): string {
  return signatureOf(callable).label.slice(callable.kind.length);
}

export function callItem(call: Callable): CompletionItem {
  return {
    label: call.kind,
    kind: CompletionItemKind.Function,
    detail: detailOf(call),
    sortText: `1${call.kind}`,
    ...snippet(callSnippet(call)),
    ...markdown(callableMarkdown(call)),
  };
}

/** `order` keeps the entries as a recipe is usually written. */
export function entryItem(entry: RecipeEntry, order: number): CompletionItem {
  return {
    label: entry.keyword,
    kind: CompletionItemKind.Keyword,
    sortText: String(order).padStart(2, '0'),
    ...snippet(entry.snippet),
    ...markdown(entry.documentation),
  };
}

const declaredKinds: Readonly<Record<Declared['kind'], CompletionItemKind>> = {
  block: CompletionItemKind.Class,
  model: CompletionItemKind.Module,
  recipe: CompletionItemKind.Event,
  parameter: CompletionItemKind.TypeParameter,
  value: CompletionItemKind.Variable,
  variable: CompletionItemKind.Variable,
  head: CompletionItemKind.Event,
};

export function declaredItem(compilation: Compilation, declared: Declared, use: NameUse): CompletionItem {
  const { kind, name } = declared;
  const isBlock = kind === 'block' || kind === 'model';
  const signature = declarationSignature(compilation, declared);
  const documentation = 'documentation' in declared.node ? declared.node.documentation : '';
  const needed = isBlock
    ? declared.node.parameters.filter((parameter) => parameter.default === undefined)
    : [];
  const places = needed.map((parameter, index) => `\${${index + 1}:${parameter.name.text}}`);
  const call = places.length === 0 ? name.text : `${name.text}(${places.join(', ')})`;
  return {
    label: name.text,
    kind: declaredKinds[kind],
    detail: isBlock ? signature.slice(`${kind} ${name.text}`.length) : signature,
    sortText: `${isBlock ? 1 : 0}${name.text}`,
    ...(use === 'element' && isBlock ? snippet(call) : {}),
    ...markdown([codeBlock(signature), documentation].filter((part) => part !== '').join('\n\n')),
  };
}

/** `stride: ` with the words that may follow. */
export function parameterItem({ name, attribute, label }: CalleeParameter, order: number): CompletionItem {
  const words = attribute?.choices ?? (attribute?.type === 'true or false' ? ['true', 'false'] : []);
  const value = words.length === 0 ? '$1' : `\${1|${words.join(',')}|}`;
  return {
    label: `${name}:`,
    filterText: name,
    kind: CompletionItemKind.Field,
    detail: attribute?.type.replaceAll('`', '') ?? label,
    sortText: `0${String(order).padStart(3, '0')}`,
    insertText: `${name}: ${value}`,
    insertTextFormat: InsertTextFormat.Snippet,
    ...markdown(attribute === undefined ? '' : attributeMarkdown(attribute)),
  };
}
