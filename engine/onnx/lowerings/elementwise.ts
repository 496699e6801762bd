// ONNX for operations that work on each element alone.

import type { OperationName } from '../../graph/graph.ts';
import { only } from '../lowering.ts';

/** An operation with an operator of the same meaning. */
function operator<K extends OperationName>(name: string) {
  return only<K>((emit, _, inputs, outputs) => emit.into(outputs, name, inputs));
}

const power = only<'power'>((emit, { attributes: { exponent } }, [x], outputs) => {
  if (exponent === 1) emit.into(outputs, 'Identity', [x!]);
  else if (exponent === 2) emit.into(outputs, 'Mul', [x!, x!]);
  else if (exponent === 0.5) emit.into(outputs, 'Sqrt', [x!]);
  else if (exponent === -1) emit.into(outputs, 'Reciprocal', [x!]);
  else emit.into(outputs, 'Pow', [x!, emit.scalar(exponent)]);
});

const floatType = 1;

export const elementwiseLowerings = {
  add: operator<'add'>('Add'),
  subtract: operator<'subtract'>('Sub'),
  multiply: operator<'multiply'>('Mul'),
  divide: operator<'divide'>('Div'),
  maximum: operator<'maximum'>('Max'),
  minimum: operator<'minimum'>('Min'),
  negate: operator<'negate'>('Neg'),
  abs: operator<'abs'>('Abs'),
  exp: operator<'exp'>('Exp'),
  log: operator<'log'>('Log'),
  sqrt: operator<'sqrt'>('Sqrt'),
  reciprocal: operator<'reciprocal'>('Reciprocal'),
  power,
  erf: operator<'erf'>('Erf'),
  tanh: operator<'tanh'>('Tanh'),
  sigmoid: operator<'sigmoid'>('Sigmoid'),
  softplus: operator<'softplus'>('Softplus'),
  relu: operator<'relu'>('Relu'),
  greater: operator<'greater'>('Greater'),
  equal: operator<'equal'>('Equal'),
  select: operator<'select'>('Where'),
  toFloat: only<'toFloat'>((emit, _, inputs, outputs) =>
    emit.into(outputs, 'Cast', inputs, { to: floatType }),
  ),
};
