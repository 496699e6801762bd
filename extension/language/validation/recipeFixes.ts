// Fixes for a recipe whose data and network do not fit: edits of the model's text and of the recipe's entries.

import type { NetworkLayer } from '../../../engine/network/network.ts';
import { formatShape, type Shape } from '../../../engine/network/shape.ts';
import type { Fix, TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import { childrenOf } from '../syntax/children.ts';
import type { EntryNode, Expression, InputNode, SyntaxNode, TrainNode, UseNode } from '../syntax/tree.ts';

function edit({ name }: SourceFile, { start, end }: TextRange, text: string, title: string): Fix {
  return { title, edits: [{ file: name, range: { start, end }, text }] };
}

/** The model's `input` becomes the shape of the images. */
export function setInput(file: SourceFile, input: NetworkLayer, images: Shape): readonly Fix[] {
  const node = elementOf(file, input);
  if (node?.kind !== 'input') return [];
  const shape = formatShape(images);
  return [edit(file, node.shape, shape, `Change the input to \`${shape}\``)];
}

/**
 * Transforms in the recipe's entry for them, before a `normalize` that ends it; or as an entry behind the data. `at` is an
 * offset in the entry of the data.
 */
export function addTransform(file: SourceFile, at: number, calls: string): readonly Fix[] {
  const train = file.trains.find(({ start, end }) => start <= at && at <= end);
  const data = train?.entries.find(({ start, end }) => start <= at && at <= end);
  if (data === undefined) return [];
  const title = `Add \`transform ${calls}\``;
  const last = train?.entries.find(({ keyword }) => keyword.text === 'transform')?.arguments.at(-1);
  if (last === undefined) {
    const text = `${separatorAt(file, data)}${aligned(data, 'transform')}${calls}`;
    return [edit(file, { start: data.end, end: data.end }, text, title)];
  }
  const normalizes = /^normalize\b/.test(file.tree.text.slice(last.start, last.end));
  const place = normalizes ? last.start : last.end;
  return [edit(file, { start: place, end: place }, normalizes ? `${calls}, ` : `, ${calls}`, title)];
}

/** Data of its own as the first entry of a recipe that has others. */
export function addData(file: SourceFile, { entries }: TrainNode): readonly Fix[] {
  const [first] = entries;
  if (first === undefined) return [];
  const text = `${aligned(first, 'data')}digits(12000)`;
  const separator = separatorAt(file, first);
  // What parts the new entry from the first one stands behind it.
  const parted = separator === '; ' ? `${text}; ` : `${text}${separator}`;
  return [edit(file, { start: first.start, end: first.start }, parted, 'Add `data digits(12000)`')];
}

/** Entries stand on lines of their own, or side by side behind `;`. */
function separatorAt({ tree: { text, lines } }: SourceFile, { start }: EntryNode): string {
  const before = text.slice(lines.lineStart(lines.lineAt(start)), start);
  return before.trim() === '' ? `\n${before}` : '; ';
}

/** The keyword, with its value in the column of the entry's. */
function aligned({ keyword, arguments: given }: EntryNode, word: string): string {
  const width = (given[0]?.start ?? 0) - keyword.start;
  return `${word} `.padEnd(width);
}

/** The classifier gets as many outputs as there are classes: its argument, or the parameter that it names. */
export function setWidth(file: SourceFile, classifier: NetworkLayer, classes: number): readonly Fix[] {
  const node = elementOf(file, classifier);
  if (node?.kind !== 'use' || node.name.text !== 'dense') return [];
  const [units] = node.arguments?.items ?? [];
  if (units === undefined || (units.name !== undefined && units.name.text !== 'units')) return [];
  const number = literalOf(file, node, units.value);
  if (number === undefined) return [];
  const what = units.value.kind === 'nameExpression' ? units.value.name.text : 'units';
  return [edit(file, number, String(classes), `Set \`${what}\` to ${classes}`)];
}

/** The number itself, or the default of the model's parameter that is named. */
function literalOf(file: SourceFile, use: UseNode, value: Expression): TextRange | undefined {
  if (value.kind === 'number') return value;
  if (value.kind !== 'nameExpression') return undefined;
  const model = file.tree.file.declarations.find(
    (node) => node.kind === 'model' && node.start <= use.start && use.end <= node.end,
  );
  const parameters = model?.kind === 'model' ? model.parameters : [];
  const fallback = parameters.find(({ name }) => name.text === value.name.text)?.default;
  return fallback?.kind === 'number' ? fallback : undefined;
}

/** A classifier behind the last layer, which gives a feature map. */
export function addClassifier(file: SourceFile, last: NetworkLayer, classes: number): readonly Fix[] {
  const { origin } = last;
  if (origin.file !== file.name) return [];
  const text = `global_avgpool -> dense(${classes})`;
  return [edit(file, { start: origin.end, end: origin.end }, ` -> ${text}`, `Add \`${text}\``)];
}

/** The element that made a layer, where that stands in this file. */
function elementOf(file: SourceFile, { origin }: NetworkLayer): InputNode | UseNode | undefined {
  let found: InputNode | UseNode | undefined;
  const visit = (node: SyntaxNode) => {
    if (origin.start < node.start || node.end < origin.end) return;
    if (node.start === origin.start && (node.kind === 'input' || node.kind === 'use')) found = node;
    for (const child of childrenOf(node)) visit(child);
  };
  if (origin.file === file.name) visit(file.tree.file);
  return found;
}
