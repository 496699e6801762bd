// Operators that are passed on as the text names them.

import type { CustomAttribute, CustomConstant } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';
import { only } from '../lowering.ts';
import type { OnnxAttribute } from '../model.ts';

const custom = only<'custom'>((emit, { attributes: given }, inputs, outputs) => {
  const constants = given.constants.map((constant) => (constant === null ? '' : define(emit, constant)));
  const attributes = Object.entries(given.attributes).map(([name, value]) => [name, encoded(value)]);
  emit.custom(outputs, given, [...inputs, ...constants], Object.fromEntries(attributes));
});

function define(emit: Emitter, { type, shape, data }: CustomConstant): string {
  if (type === 'float') return emit.floats(shape, data);
  const name = emit.freshName('integers');
  emit.define({ name, shape, data: BigInt64Array.from(data, (value) => BigInt(value)) });
  return name;
}

function encoded({ type, value }: CustomAttribute): OnnxAttribute {
  switch (type) {
    case 'float':
      return { float: value };
    case 'floats':
      return { floats: value };
    case 'strings':
      return { strings: value };
    default:
      return value;
  }
}

export const customLowerings = { custom };
