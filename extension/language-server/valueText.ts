// Attribute values as a text would write them.

import { type Attribute, type AttributeValue, isCall } from '../../engine/network/attribute.ts';

/** `3x3` is written `3` where the attribute takes a size: `[1, 1]` as a default reads `1`. */
export function valueText(value: AttributeValue, attribute?: Attribute<AttributeValue>): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return attribute?.choices?.includes(value) ? value : JSON.stringify(value);
  if (isCall(value)) return callText(value);
  if (typeof value !== 'object') return String(value);
  return listText(value, attribute);
}

function callText({
  kind,
  attributes,
}: {
  kind: string;
  attributes: Readonly<Record<string, AttributeValue>>;
}): string {
  if (kind === 'float') return `${attributes['value']}.0`;
  const parts = Object.entries(attributes).map(([name, value]) => `${name}: ${valueText(value)}`);
  return parts.length === 0 ? kind : `${kind}(${parts.join(', ')})`;
}

function listText(
  values: readonly AttributeValue[],
  attribute: Attribute<AttributeValue> | undefined,
): string {
  const [first] = values;
  const takesSize = first !== undefined && attribute !== undefined && sameReading(attribute, values, first);
  if (takesSize) return valueText(first);
  return `[${values.map((value) => valueText(value)).join(', ')}]`;
}

/** Whether one number stands for the whole list, as `3` does for `3x3`. */
function sameReading(
  attribute: Attribute<AttributeValue>,
  values: readonly AttributeValue[],
  single: AttributeValue,
): boolean {
  const reading = attribute.read(single);
  return 'value' in reading && JSON.stringify(reading.value) === JSON.stringify(values);
}
