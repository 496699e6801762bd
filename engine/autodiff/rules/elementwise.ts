// Gradient rules of operations that work on each element alone.

import type { GraphBuilder, OperationName, Value } from '../../graph/graph.ts';
import type { Backward, GradientRule } from '../gradientRule.ts';

type Unary =
  | 'negate'
  | 'abs'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'erf'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'relu';

/** A rule for y = f(x): `factor` gives dy times f'(x). */
function unary<K extends OperationName>(
  gradient: (builder: GraphBuilder, dy: Value, x: Value, y: Value) => Value,
): GradientRule<K> {
  return ({ builder, dy, inputs, outputs }) => [gradient(builder, dy, inputs[0]!, outputs[0]!)];
}

function multiply(builder: GraphBuilder, a: Value, b: Value): Value {
  return builder.apply('multiply', [a, b]);
}

/** dy where a > b, else 0. */
function whereGreater(builder: GraphBuilder, a: Value, b: Value, dy: Value): Value {
  return builder.apply('select', [builder.apply('greater', [a, b]), dy, builder.scalar(0)]);
}

const unaryRules: { readonly [K in Unary]: GradientRule<K> } = {
  negate: unary((b, dy) => b.apply('negate', [dy])),
  // Sign of x, and 0 at 0.
  abs: unary((b, dy, x) =>
    b.apply('subtract', [whereGreater(b, x, b.scalar(0), dy), whereGreater(b, b.scalar(0), x, dy)]),
  ),
  exp: unary((b, dy, _, y) => multiply(b, dy, y)),
  log: unary((b, dy, x) => b.apply('divide', [dy, x])),
  // 1 / (2 sqrt(x))
  sqrt: unary((b, dy, _, y) => b.apply('divide', [multiply(b, dy, b.scalar(0.5)), y])),
  // -1 / x²
  reciprocal: unary((b, dy, _, y) => b.apply('negate', [multiply(b, dy, multiply(b, y, y))])),
  // 2 / sqrt(pi) e^(-x²)
  erf: unary((b, dy, x) => {
    const bell = b.apply('exp', [b.apply('negate', [multiply(b, x, x)])]);
    return multiply(b, dy, multiply(b, bell, b.scalar(2 / Math.sqrt(Math.PI))));
  }),
  // 1 - y²
  tanh: unary((b, dy, _, y) => multiply(b, dy, b.apply('subtract', [b.scalar(1), multiply(b, y, y)]))),
  // y (1 - y)
  sigmoid: unary((b, dy, _, y) => multiply(b, dy, multiply(b, y, b.apply('subtract', [b.scalar(1), y])))),
  softplus: unary((b, dy, x) => multiply(b, dy, b.apply('sigmoid', [x]))),
  // 0 at 0; y > 0 exactly where x > 0, so that x need not be kept. A product is faster than a selection.
  relu: unary((b, dy, _, y) => multiply(b, dy, b.apply('step', [y]))),
};

const power: GradientRule<'power'> = ({ builder, dy, inputs, attributes: { exponent } }) => {
  if (exponent === 0) return [undefined];
  const lower = builder.apply('power', [inputs[0]!], { exponent: exponent - 1 });
  return [multiply(builder, dy, multiply(builder, lower, builder.scalar(exponent)))];
};

const product: GradientRule<'multiply'> = ({ builder, dy, inputs: [a, b], needs }) => [
  needs(0) ? multiply(builder, dy, b!) : undefined,
  needs(1) ? multiply(builder, dy, a!) : undefined,
];

/** y = a / b: da = dy / b, db = -dy y / b */
const quotient: GradientRule<'divide'> = ({ builder, dy, inputs: [, b], outputs: [y], needs }) => {
  const da = builder.apply('divide', [dy, b!]);
  return [da, needs(1) ? builder.apply('negate', [multiply(builder, da, y!)]) : undefined];
};

/** The gradient goes to the operand that was taken, and to the second one of two equals. */
function extremum<K extends 'maximum' | 'minimum'>(backward: Backward<K>, first: Value, second: Value) {
  const { builder, dy, needs } = backward;
  const firstTaken = builder.apply('greater', [first, second]);
  const zero = builder.scalar(0);
  return [
    needs(0) ? builder.apply('select', [firstTaken, dy, zero]) : undefined,
    needs(1) ? builder.apply('select', [firstTaken, zero, dy]) : undefined,
  ];
}

const select: GradientRule<'select'> = ({ builder, dy, inputs: [condition], needs }) => {
  const zero = builder.scalar(0);
  return [
    undefined,
    needs(1) ? builder.apply('select', [condition!, dy, zero]) : undefined,
    needs(2) ? builder.apply('select', [condition!, zero, dy]) : undefined,
  ];
};

/** A step function: its derivative is 0 wherever it has one. */
const flat = () => [];

export const elementwiseGradients = {
  ...unaryRules,
  power,
  add: (({ dy }) => [dy, dy]) satisfies GradientRule<'add'>,
  subtract: (({ builder, dy, needs }) => [
    dy,
    needs(1) ? builder.apply('negate', [dy]) : undefined,
  ]) satisfies GradientRule<'subtract'>,
  multiply: product,
  divide: quotient,
  maximum: ((backward) =>
    extremum(backward, backward.inputs[0]!, backward.inputs[1]!)) satisfies GradientRule<'maximum'>,
  minimum: ((backward) =>
    extremum(backward, backward.inputs[1]!, backward.inputs[0]!)) satisfies GradientRule<'minimum'>,
  select,
  step: flat,
  greater: flat,
  equal: flat,
  toFloat: flat,
};
