// Where a recipe's learning rate is written, or would be.

import type { CompiledRecipe } from '../language/compilation.ts';
import type { TextRange } from '../language/diagnostic.ts';
import { recipeDefaults } from '../language/elaboration/recipeEntries.ts';
import type { SyntaxTree, TrainNode } from '../language/syntax/tree.ts';

/** The text to replace; the new one is `before`, the rate, `after`. */
export interface RateEdit {
  readonly range: TextRange;
  readonly before: string;
  readonly after: string;
}

/** Undefined where the recipe names no optimizer that has a rate, or the text is broken there. */
export function rateEdit(tree: SyntaxTree, { nameRange }: CompiledRecipe): RateEdit | undefined {
  const train = tree.file.declarations.find(
    (node): node is TrainNode =>
      node.kind === 'train' && node.start <= nameRange.start && nameRange.end <= node.end,
  );
  const entry = train?.entries.findLast(({ keyword }) => keyword.text === 'optimizer');
  if (train !== undefined && entry === undefined) return newEntry(tree, train);
  const value = entry?.arguments[0]?.value;
  if (value?.kind === 'nameExpression') return { range: after(value), before: '(lr: ', after: ')' };
  if (value?.kind !== 'call' || !value.arguments.complete) return undefined;
  const { items } = value.arguments;
  // By its place, the rate is every optimizer's first.
  const given = items.find(({ name }, at) => (name === undefined ? at === 0 : name.text === 'lr'));
  if (given !== undefined) return { range: given.value, before: '', after: '' };
  const start = value.arguments.start + 1;
  return { range: { start, end: start }, before: 'lr: ', after: items.length === 0 ? '' : ', ' };
}

/** The optimizer that stands for one that was left out, written before the first entry, with its indent. */
function newEntry(tree: SyntaxTree, train: TrainNode): RateEdit | undefined {
  const [first] = train.entries;
  const [, head, tail] = /^(.*\blr: )[\d.e-]+(.*)$/.exec(recipeDefaults.optimizer) ?? [];
  if (first === undefined || head === undefined || tail === undefined) return undefined;
  const [indent = ''] = /[ \t]*$/.exec(tree.text.slice(0, first.start)) ?? [];
  const isLine = tree.text.slice(0, first.start - indent.length).endsWith('\n');
  return isLine
    ? {
        range: { start: first.start, end: first.start },
        before: `optimizer ${head}`,
        after: `${tail}\n${indent}`,
      }
    : { range: { start: first.start, end: first.start }, before: `optimizer ${head}`, after: `${tail}; ` };
}

function after({ end }: TextRange): TextRange {
  return { start: end, end };
}
