// What expressions evaluate to, and how values are compared, shown and handed to layers.

import { type AttributeValue, isCall } from '../../../engine/network/attribute.ts';
import { formatShape, type Shape } from '../../../engine/network/shape.ts';
import { limits } from './limits.ts';
import type { Template } from './template.ts';

/** Where the network stands: a layer's output. */
export interface Flow {
  /** Path of the layer. */
  readonly layer: string;
  /** Undefined after a mistake: what depends on it stays quiet. */
  readonly shape: Shape | undefined;
}

export interface ListValue {
  readonly type: 'list';
  readonly items: readonly Value[];
}

export interface SizeValue {
  readonly type: 'size';
  readonly extents: readonly number[];
}

/** The whole numbers from `from` up to, but without, `to`; kept unexpanded. */
export interface RangeValue {
  readonly type: 'range';
  readonly from: number;
  readonly to: number;
}

/** The result of `name = chain`. */
export interface NamedValue {
  readonly type: 'flow';
  readonly flow: Flow;
}

/**
 * What a mistake leaves behind. It was reported where it was made, and everything made of it is unknown too.
 */
export interface UnknownValue {
  readonly type: 'unknown';
}

export type Value =
  | number
  | string
  | boolean
  | ListValue
  | SizeValue
  | RangeValue
  | Template
  | NamedValue
  | UnknownValue;

export const unknown: UnknownValue = { type: 'unknown' };

export function isUnknown(value: Value): value is UnknownValue {
  if (typeof value !== 'object') return false;
  return value.type === 'unknown' || (value.type === 'list' && value.items.some(isUnknown));
}

/** `a number`, `a size`: the kind of a value, for messages. */
export function describeKind(value: Value): string {
  switch (typeof value) {
    case 'number':
      return 'a number';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
  }
  const kinds = {
    list: 'a list',
    size: 'a size',
    range: 'a range',
    layer: 'a layer',
    block: 'a block',
    flow: 'a named value',
    unknown: 'unknown',
  };
  return kinds[value.type];
}

/** As users write it. */
export function showValue(value: Value): string {
  switch (typeof value) {
    case 'number':
      return formatNumber(value);
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
  }
  switch (value.type) {
    case 'list':
      return `[${value.items.slice(0, 8).map(showValue).join(', ')}${value.items.length > 8 ? ', …' : ''}]`;
    case 'size':
      return formatShape(value.extents);
    case 'range':
      return `${value.from}..${value.to}`;
    case 'layer':
      return value.definition.kind;
    case 'block':
      return value.block.name?.text ?? 'a block';
    case 'flow':
      return value.flow.shape === undefined ? value.flow.layer : formatShape(value.flow.shape);
    case 'unknown':
      return '?';
  }
}

/** With commas between thousands, and six decimals at most: `61,706`, `0.333333`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return String(value);
  const [whole = '', decimals] = (Number.isInteger(value) ? String(value) : value.toFixed(6)).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const rest = decimals?.replace(/0+$/, '') ?? '';
  return rest === '' ? grouped : `${grouped}.${rest}`;
}

/** Sizes and lists with equal numbers are equal, and a size of one extent equals that number. */
export function equalValues(a: Value, b: Value): boolean {
  const left = sequence(a);
  const right = sequence(b);
  if (left === undefined || right === undefined) return sameScalar(a, b);
  return left.length === right.length && left.every((item, index) => equalValues(item, right[index]!));
}

function sequence(value: Value): readonly Value[] | undefined {
  if (typeof value !== 'object') return undefined;
  if (value.type === 'size') return value.extents.length === 1 ? undefined : value.extents;
  return value.type === 'list' ? value.items : undefined;
}

function sameScalar(a: Value, b: Value): boolean {
  const scalar = (value: Value) =>
    typeof value === 'object' && value.type === 'size' && value.extents.length === 1
      ? value.extents[0]!
      : value;
  const left = scalar(a);
  const right = scalar(b);
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (left.type === 'layer' && right.type === 'layer') return left.definition === right.definition;
  if (left.type === 'block' && right.type === 'block') return left.block === right.block;
  if (left.type === 'range' && right.type === 'range')
    return left.from === right.from && left.to === right.to;
  return left === right;
}

/** The value as plain data for an attribute; undefined where it cannot be one. */
export function toAttributeValue(value: Value): AttributeValue | undefined {
  if (typeof value !== 'object') return value;
  switch (value.type) {
    case 'size':
      return value.extents;
    case 'list': {
      const items = value.items.map(toAttributeValue);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'range': {
      const length = Math.max(0, value.to - value.from);
      if (length > limits.items) return undefined;
      return Array.from({ length }, (_, index) => value.from + index);
    }
    default:
      return undefined;
  }
}

/** How an attribute's value is written: sizes as `3x3`, calls as `cosine(warmup: 5)`. */
export function showAttribute(value: AttributeValue): string {
  if (Array.isArray(value)) return `[${value.map(showAttribute).join(', ')}]`;
  if (isCall(value)) {
    const number = value.kind === 'float' ? value.attributes['value'] : undefined;
    if (number !== undefined) return `${number}.0`;
    const given = Object.entries(value.attributes).map(([name, inner]) => `${name}: ${showAttribute(inner)}`);
    return given.length === 0 ? value.kind : `${value.kind}(${given.join(', ')})`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
