// `in.channels`, `stem.height`: the extents of the current value and of named ones.

import { formatShape, type Shape } from '../../../engine/network/shape.ts';
import { nearestWord } from '../suggest.ts';
import type { MemberNode } from '../syntax/tree.ts';
import { noSuchValue } from '../validation/nameMessages.ts';
import { type Context, reportAt, reportName } from './context.ts';
import { describeKind, isUnknown, unknown, type Value } from './value.ts';

/** What a value's shape may be asked for. */
export const memberNames: readonly string[] = ['channels', 'height', 'width'];

export function memberOf(context: Context, node: MemberNode): Value {
  const shape = shapeOfObject(context, node);
  if (node.property === undefined || shape === undefined) return unknown;
  const { text } = node.property;
  const axis = memberNames.indexOf(text);
  if (axis === -1) {
    const nearest = nearestWord(text, memberNames);
    const message = `A value has \`channels\`, \`height\` and \`width\`, but no \`${text}\`.`;
    const replacement = nearest === undefined ? undefined : { range: node.property, text: nearest };
    reportAt(context, node.property, 'unknown-member', message, replacement);
    return unknown;
  }
  const extent = shape[axis];
  if (extent !== undefined) return extent;
  const message = `\`${node.object.text}\` is a vector of ${formatShape(shape)} here and has no \`${text}\`.`;
  reportAt(context, node.property, 'unknown-member', message);
  return unknown;
}

/** Undefined where it is unknown or was reported. */
function shapeOfObject(context: Context, { object }: MemberNode): Shape | undefined {
  if (object.text === 'in') {
    if (context.flow === undefined) reportAt(context, object, 'missing-input', noInput);
    return context.flow?.shape;
  }
  const value = context.place.scope.find(object.text);
  if (value === undefined) {
    const { scope } = context.place;
    reportName(context, object, 'unknown-name', () => noSuchValue(object.text, scope.names()));
    return undefined;
  }
  if (isUnknown(value)) return undefined;
  if (typeof value === 'object' && value.type === 'flow') return value.flow.shape;
  const message = `\`${object.text}\` is ${describeKind(value)}: only \`in\` and named values have a shape.`;
  reportAt(context, object, 'wrong-type', message);
  return undefined;
}

const noInput = 'There is no current value yet: `input 3x32x32` must come first.';
