// Numbers that are written with a decimal point, for attributes whose type that tells.

import type { AttributeValue } from '../../../engine/network/attribute.ts';
import { decimal } from '../../../engine/network/operatorAttribute.ts';
import type { Expression } from '../syntax/tree.ts';

/** `1.0` as a decimal number, also within lists and behind a sign; what is computed stays as it is. */
export function withDecimals(value: AttributeValue, node: Expression, text: string): AttributeValue {
  switch (node.kind) {
    case 'number': {
      const written = text.slice(node.start, node.end);
      return typeof value === 'number' && /[.eE]/.test(written) ? decimal(value) : value;
    }
    case 'unary':
      return withDecimals(value, node.operand, text);
    case 'parenthesized':
      return withDecimals(value, node.inner, text);
    case 'list': {
      if (!Array.isArray(value)) return value;
      const items: readonly AttributeValue[] = value;
      return items.map((item, index) => {
        const inner = node.items[index];
        return inner === undefined ? item : withDecimals(item, inner, text);
      });
    }
    default:
      return value;
  }
}
