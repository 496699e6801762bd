// The names of parameters before arguments that are given by their place.

import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import type { Compilation } from '../language/compilation.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type { ArgumentNode, ArgumentsNode, Name, SyntaxNode } from '../language/syntax/tree.ts';
import { calleeOf, parametersOf } from './callee.ts';
import { mainTree, toOffset } from './sourceText.ts';

interface Call {
  readonly name: Name;
  readonly arguments: ArgumentsNode;
  /** The entry of a recipe around it. */
  readonly entry: string | undefined;
}

/** The hints of the calls that begin in `range`. */
export function parameterHints(compilation: Compilation, range: Range): InlayHint[] {
  const tree = mainTree(compilation);
  if (tree === undefined) return [];
  const [start, end] = [toOffset(tree, range.start), toOffset(tree, range.end)];
  return callsIn(tree.file, undefined)
    .filter(({ name }) => start <= name.start && name.start <= end)
    .flatMap((call) => hintsOf(compilation, call))
    .map(({ name, argument }) => ({
      position: tree.lines.positionAt(argument.start),
      label: `${name}:`,
      kind: InlayHintKind.Parameter,
      paddingRight: true,
    }));
}

function callsIn(node: SyntaxNode, entry: string | undefined): readonly Call[] {
  const around = node.kind === 'entry' ? node.keyword.text : entry;
  const calls = node.kind === 'use' || node.kind === 'call';
  const own = calls && node.arguments ? [{ name: node.name, arguments: node.arguments, entry: around }] : [];
  return [...own, ...childrenOf(node).flatMap((child) => callsIn(child, entryOf(child, around)))];
}

/** `data …, validation: …` names the entry of its second part. */
function entryOf(node: SyntaxNode, around: string | undefined): string | undefined {
  return node.kind === 'argument' && around === 'data' && node.name?.text === 'validation'
    ? 'validation'
    : around;
}

interface Named {
  readonly name: string;
  readonly argument: ArgumentNode;
}

function hintsOf(compilation: Compilation, { name, arguments: given, entry }: Call): readonly Named[] {
  const nothing = { given: [], index: 0, named: undefined, begins: false };
  const callee = calleeOf(compilation, { callee: name.text, entry, start: name.start, ...nothing });
  if (callee === undefined) return [];
  const names = parametersOf(compilation, callee).map((parameter) => parameter.name);
  // The one argument of `dense(10)` or `maxpool(2)` explains itself.
  if (given.items.length < 2 && names.length > 0 && callee.kind === 'callable') return [];
  return given.items.flatMap((argument, index) => {
    const parameter = argument.name === undefined ? names[index] : undefined;
    // `conv(channels, …)` says it already.
    const says = argument.value.kind === 'nameExpression' && argument.value.name.text === parameter;
    return parameter === undefined || says ? [] : [{ name: parameter, argument }];
  });
}
