// Says what the language thinks of an edit before it is made.

import type { Compilation, FileHost } from '../compilation.ts';
import { compile } from '../compile.ts';
import type { TextRange } from '../diagnostic.ts';
import type {
  ForNode,
  HeadNode,
  InputNode,
  RepeatNode,
  SyntaxNode,
  SyntaxTree,
  UseNode,
} from '../syntax/tree.ts';
import type { Code } from '../validation/codes.ts';
import type { Edit } from './insertLayer.ts';
import { locateNode } from './locateElement.ts';

export interface EditScope {
  /** Holds the edit. */
  readonly scope: TextRange;
  /** What the edit writes anew, where it is more than the scope. */
  readonly call?: TextRange;
  /** Of a call, an input, a loop or a head that the edit writes anew: it must stay one, with this as one of its values. */
  readonly value?: string;
  /** Nothing may come to stand in a wrong place, anywhere; shapes may change. */
  readonly keepsOrder?: boolean;
}

/** What a text says of a layer that is in the wrong place, or in none. */
const ofOrder: ReadonlySet<string> = new Set<Code>([
  'unknown-layer',
  'unknown-name',
  'missing-input',
  'input-not-first',
  'value-inside-chain',
  'branches-missing',
  'empty-merge',
  'empty-head',
]);

/**
 * The first error that the text has in `scope` once it is edited, and did not have before; undefined where all
 * is well. What breaks elsewhere, as shapes do when a stride changes, is seen and mended there.
 */
export function errorOfEdit(
  compilation: Compilation,
  host: FileHost,
  { file, range, text }: Edit,
  { scope, call = scope, value, keepsOrder = false }: EditScope,
): string | undefined {
  const before = compilation.trees.get(file);
  if (before === undefined) return undefined;
  const after = before.text.slice(0, range.start) + text + before.text.slice(range.end);
  const edited = compile(compilation.file, {
    read: (name) => (name === file ? after : host.read(name)),
    resolve: (from, path) => host.resolve(from, path),
  });
  const tree = edited.trees.get(file)!;
  const known = new Set(before.problems.map(({ message }) => message));
  const broken = tree.problems.find(({ message }) => !known.has(message));
  if (broken) return broken.message;
  const grown = text.length - (range.end - range.start);
  const now = ({ start, end }: TextRange) => ({ start, end: end + grown });
  if (value !== undefined && !holdsValue(tree, now(call), range.start + text.lastIndexOf(value), value))
    return 'Write one value here: what stands around it stays as it is.';
  const old = new Set(compilation.diagnostics.map(({ message }) => message));
  const inScope = new Set(errorsIn(compilation, file, scope).map(({ message }) => message));
  const wrong =
    errorsIn(edited, file, now(scope)).find(({ message }) => !inScope.has(message)) ??
    edited.diagnostics.find(({ code, message }) => keepsOrder && ofOrder.has(code) && !old.has(message));
  return wrong?.message;
}

function holdsValue(tree: SyntaxTree, call: TextRange, start: number, value: string): boolean {
  const node = locateNode(tree, call, isCall);
  if (value === '') return node !== undefined;
  return (
    node !== undefined &&
    valuesOf(node).some((given) => given.start === start && given.end === start + value.length)
  );
}

type CallNode = UseNode | InputNode | RepeatNode | ForNode | HeadNode;

function isCall(node: SyntaxNode): node is CallNode {
  return ['use', 'input', 'repeat', 'for', 'head'].includes(node.kind);
}

function valuesOf(node: CallNode): readonly TextRange[] {
  switch (node.kind) {
    case 'input':
      return [node.shape];
    case 'repeat':
      return [node.count];
    case 'for':
      return [node.list];
    default:
      return (node.arguments?.items ?? []).map((item) => item.value);
  }
}

function errorsIn({ diagnostics }: Compilation, file: string, { start, end }: TextRange) {
  return diagnostics.filter(
    (found) =>
      found.severity === 'error' &&
      found.file === file &&
      start <= found.range.start &&
      found.range.end <= end,
  );
}
