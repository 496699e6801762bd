// `widths[stage]`: one item of a list.

import type { IndexNode } from '../syntax/tree.ts';
import { type Context, reportAt } from './context.ts';
import { describeKind, isUnknown, type ListValue, showValue, unknown, type Value } from './value.ts';

/** The item at that place, counted from 0; unknown, after a report where it is due, if there is none. */
export function itemOf(context: Context, node: IndexNode, list: Value, index: Value): Value {
  if (isUnknown(list) || isUnknown(index)) return unknown;
  const items = itemsOf(list);
  if (items === undefined) {
    const message =
      `Only lists, sizes and ranges have items, and this is ${describeKind(list)} ` + `(${showValue(list)}).`;
    reportAt(context, node.list, 'wrong-type', message);
    return unknown;
  }
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    reportAt(context, node.index, 'wrong-type', `An index must be a whole number, not ${showValue(index)}.`);
    return unknown;
  }
  if (index >= 0 && index < items.count) return items.at(index);
  reportAt(context, node.index, 'index-out-of-range', outOfRange(list, items.count, index));
  return unknown;
}

interface Items {
  readonly count: number;
  at(index: number): Value;
}

/** What `for` goes through as well. Ranges stay unexpanded. */
function itemsOf(value: Value): Items | undefined {
  if (typeof value !== 'object') return undefined;
  switch (value.type) {
    case 'list':
      return { count: value.items.length, at: (index) => itemAt(value, index) };
    case 'size':
      return { count: value.extents.length, at: (index) => value.extents[index] ?? unknown };
    case 'range':
      return { count: Math.max(0, value.to - value.from), at: (index) => value.from + index };
    default:
      return undefined;
  }
}

function itemAt({ items }: ListValue, index: number): Value {
  return items[index] ?? unknown;
}

function outOfRange(list: Value, count: number, index: number): string {
  const shown = `${describeKind(list)} (${showValue(list)})`;
  if (count === 0) return `There is no item ${showValue(index)}: ${shown} is empty.`;
  const places = count === 1 ? 'only the index 0' : `indexes from 0 to ${count - 1}`;
  const items = count === 1 ? '1 item' : `${count} items`;
  return `There is no item ${showValue(index)}: this is ${shown} of ${items}, with ${places}.`;
}
