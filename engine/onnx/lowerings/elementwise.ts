// ONNX for operations that work on each element alone.

import type { OperationName } from '../../graph/graph.ts';
import type { Emitter } from '../emitter.ts';
import { type Lowering, only } from '../lowering.ts';

/** An operation with an operator of the same meaning. */
function operator<K extends OperationName>(name: string) {
  return only<K>((emit, _, inputs, outputs) => emit.into(outputs, name, inputs));
}

const power = only<'power'>((emit, { attributes: { exponent } }, [x], outputs) => {
  if (exponent === 1) emit.into(outputs, 'Identity', [x!]);
  else if (exponent === 2) emit.into(outputs, 'Mul', [x!, x!]);
  else if (exponent === 0.5) emit.into(outputs, 'Sqrt', [x!]);
  else if (exponent === -1) emit.into(outputs, 'Reciprocal', [x!]);
  else if (hasRoots(emit, exponent)) powerOfRoots(emit, x!, exponent, outputs);
  else emit.into(outputs, 'Pow', [x!, emit.scalar(exponent)]);
});

/** Quarters, as local response normalisation and its gradient have them; files for others keep the power. */
function hasRoots(emit: Emitter, exponent: number): boolean {
  return (
    emit.target !== 'portable' && exponent !== 0 && Number.isInteger(exponent * 4) && Math.abs(exponent) < 2
  );
}

/** x^1.75 = x sqrt(x) sqrt(sqrt(x)): roots take a fifth of the time of Pow, and the gradient shares them. */
function powerOfRoots(emit: Emitter, x: string, exponent: number, outputs: readonly string[]): void {
  const quarters = Math.abs(exponent) * 4;
  const root = (of: string) => emit.shared(`root of ${of}`, () => emit.node('Sqrt', [of]));
  const factors = [
    ...(quarters >= 4 ? [x] : []),
    ...(quarters % 4 >= 2 ? [root(x)] : []),
    ...(quarters % 2 === 1 ? [root(root(x))] : []),
  ];
  const product = factors.reduce((left, factor) => emit.node('Mul', [left, factor]));
  emit.into(outputs, exponent > 0 ? 'Identity' : 'Reciprocal', [product]);
}

const floatType = 1;
/** The steepest HardSigmoid. Below 3e-39, where numbers lose digits, it is a slope. */
export const stepAttributes = { alpha: { float: 3.4028234663852886e38 }, beta: { float: 0 } };

const step: readonly Lowering<'step'>[] = [
  {
    // One pass on all threads, where Cast runs on one.
    name: 'HardSigmoid',
    applies: (_, target) => target === 'cpu',
    lower: (emit, _, inputs, outputs) => emit.into(outputs, 'HardSigmoid', inputs, stepAttributes),
  },
  {
    name: 'Greater',
    lower: (emit, _, [x], outputs) => {
      const positive = emit.node('Greater', [x!, emit.scalar(0)]);
      emit.into(outputs, 'Cast', [positive], { to: floatType });
    },
  },
];

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
  step,
  greater: operator<'greater'>('Greater'),
  equal: operator<'equal'>('Equal'),
  select: operator<'select'>('Where'),
  toFloat: only<'toFloat'>((emit, _, inputs, outputs) =>
    emit.into(outputs, 'Cast', inputs, { to: floatType }),
  ),
};
