// Writes an argument of a call anew, adds it, or takes it out.

import type { UseNode } from '../syntax/tree.ts';
import { itemRange } from '../validation/removal.ts';
import type { Edit } from './insertLayer.ts';

/** A layer's or block's, or what a head is given. */
type Call = Pick<UseNode, 'name' | 'arguments'>;

/** `names` are those that the call takes, in order. An empty value takes the argument out. */
export function setAttribute(
  file: string,
  use: Call,
  names: readonly string[],
  attribute: string,
  value: string,
): Edit | undefined {
  const items = use.arguments?.items ?? [];
  const present = items.find(({ name }, place) => (name?.text ?? names[place]) === attribute);
  if (value === '') return present && removed(file, use, present);
  if (present) return { file, range: { start: present.value.start, end: present.value.end }, text: value };
  const given = `${attribute}: ${value}`;
  if (use.arguments === undefined)
    return { file, range: { start: use.name.end, end: use.name.end }, text: `(${given})` };
  const last = items.at(-1);
  const end = last?.end ?? use.arguments.start + 1;
  return { file, range: { start: end, end }, text: last ? `, ${given}` : given };
}

/** Arguments by their place hold those behind them: only the last of them can go. */
function removed(
  file: string,
  use: Call,
  present: NonNullable<Call['arguments']>['items'][number],
): Edit | undefined {
  const items = use.arguments!.items;
  const next = items[items.indexOf(present) + 1];
  if (present.name === undefined && next !== undefined && next.name === undefined) return undefined;
  if (items.length === 1) {
    const { start, end } = use.arguments!;
    return { file, range: { start, end }, text: '' };
  }
  return { file, range: itemRange(items, present), text: '' };
}
