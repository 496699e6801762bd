// The shape rule of operators that are passed on: what comes out is what the text says.

import { float, floats, type ShapeRule } from './shapeRule.ts';

const custom: ShapeRule<'custom'> = (inputs, { shape }) => {
  floats(inputs, 1);
  return [float(shape)];
};

export const customRules = { custom };
