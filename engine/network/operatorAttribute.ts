// Attributes of operators that are passed on: shapes, numbers with and without a decimal point, anything plain.

import { type Attribute, type AttributeValue, type Call, declare, isCall } from './attribute.ts';

/** The shape of one sample: `64x16x16`, or `10` for a vector. */
export function outputShape(documentation: string): Attribute<readonly number[]> {
  const extent = (value: AttributeValue): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
  return declare<readonly number[]>(
    'a shape such as 64x16x16, or 10 for a vector',
    documentation,
    {},
    (value) => {
      const extents = Array.isArray(value) ? value : [value];
      return (extents.length === 1 || extents.length === 3) && extents.every(extent) ? extents : undefined;
    },
  );
}

/** A number that was written with a decimal point, for readers that tell `1.0` from `1`. */
export function decimal(value: number): Call {
  return { kind: 'float', attributes: { value } };
}

function isNumber(value: AttributeValue): boolean {
  return typeof value === 'number' || (isCall(value) && value.kind === 'float');
}

/** A number, text, boolean, or list of equal ones. */
export function anything(documentation: string): Attribute<AttributeValue> {
  const single = (value: AttributeValue) =>
    isNumber(value) || typeof value === 'string' || typeof value === 'boolean';
  return declare<AttributeValue>(
    'a number, a text, true or false, a size, or a list of numbers or of texts',
    documentation,
    {},
    (value) => {
      if (!Array.isArray(value)) return single(value) ? value : undefined;
      const texts = value.every((item) => typeof item === 'string');
      return texts || value.every(isNumber) ? value : undefined;
    },
  );
}

/** A list of numbers, lists of numbers, and `""` for what is left out. */
export function list(documentation: string): Attribute<readonly AttributeValue[]> {
  const item = (value: AttributeValue) =>
    value === '' || isNumber(value) || (Array.isArray(value) && value.every(isNumber));
  return declare<readonly AttributeValue[]>(
    'a list of numbers and lists of numbers, such as [0.0, 6.0]',
    documentation,
    {},
    (value) => (Array.isArray(value) && value.every(item) ? value : undefined),
  );
}
