// Layers without weights of their own: activations, merges, and what changes the shape.

import type { Operator } from '../operators.ts';
import {
  computedInputs,
  constantOf,
  isNear,
  numberOf,
  numbersOf,
  type Recognised,
  type Recogniser,
  type Surroundings,
  tensorOf,
} from './recogniser.ts';
import { FLATTENS } from './windows.ts';

function activation(kind: string): Recogniser {
  return () => ({ kind, attributes: {} });
}

/** Bounds are attributes, or inputs since operator set 11. */
const clip: Recogniser = (operator) => {
  const bound = (name: string, place: number) => constantOf(operator, place) ?? operator.attributes[name];
  const [least, most] = [bound('min', 1), bound('max', 2)];
  return least === 0 && most === 6 ? { kind: 'relu6', attributes: {} } : undefined;
};

/** `x * sigmoid(x)`, as exporters write it that know no such operator. */
const sigmoid: Recogniser = (operator, surroundings) => {
  const product = gateOf(operator, surroundings);
  return product ? { kind: 'silu', attributes: {}, more: [product] } : { kind: 'sigmoid', attributes: {} };
};

function gateOf(operator: Operator, { onlyReader }: Surroundings): Operator | undefined {
  const next = onlyReader(operator.id);
  const [input] = operator.inputs;
  if (next?.operator !== 'Mul' || next.domain !== '' || input?.kind !== 'value') return undefined;
  const read = computedInputs(next);
  return read.some(({ from, output }) => from === input.from && output === input.output) ? next : undefined;
}

const softmax: Recogniser = ({ attributes, shape }) => {
  const axis = attributes['axis'] ?? -1;
  return axis === 1 || (axis === -1 && shape?.length === 1) ? { kind: 'softmax', attributes: {} } : undefined;
};

const prelu: Recogniser = (operator) => {
  const slopes = tensorOf(operator, 1)?.shape.reduce((product, extent) => product * extent, 1);
  return slopes === undefined ? undefined : { kind: 'prelu', attributes: { shared: slopes === 1 } };
};

const gelu: Recogniser = ({ attributes }) => ({
  kind: 'gelu',
  attributes: { approximate: attributes['approximate'] === 'tanh' ? 'tanh' : 'none' },
});

const hardSigmoid = (operator: Operator) =>
  isNear(numberOf(operator, 'alpha', 0.2), 1 / 6) && isNear(numberOf(operator, 'beta', 0.5), 0.5);

const hardSwish: Recogniser = (operator, surroundings) => {
  const product = hardSigmoid(operator) ? gateOf(operator, surroundings) : undefined;
  return product && { kind: 'hardswish', attributes: {}, more: [product] };
};

/** Of several computed inputs; with a constant it is another thing. */
function merge(kind: string): Recogniser {
  return (operator) => {
    const computed = computedInputs(operator).length;
    return computed > 1 && computed === operator.inputs.length ? { kind, attributes: {} } : undefined;
  };
}

const concat: Recogniser = (operator, surroundings) => {
  const rank = (operator.shape?.length ?? 0) + 1;
  const axis = numberOf(operator, 'axis', 1);
  return axis === 1 || axis + rank === 1 ? merge('concat')(operator, surroundings) : undefined;
};

const flatten: Recogniser = (operator, { shapeOf }) => {
  if (operator.shape?.length !== 1 || !FLATTENS.has(operator.operator)) return undefined;
  return shapeOf(operator.inputs[0]) ? { kind: 'flatten', attributes: {} } : undefined;
};

/** Zeros around rows and columns. */
const pad: Recogniser = (operator): Recognised | undefined => {
  const amounts = numbersOf(operator, 'pads') ?? tensorOf(operator, 1)?.values;
  const filling = constantOf(operator, 2) ?? operator.attributes['value'] ?? 0;
  const mode = operator.attributes['mode'] ?? 'constant';
  if (amounts?.length !== 8 || filling !== 0 || mode !== 'constant') return undefined;
  const [images, before, top, left, after, behind, bottom, right] = amounts;
  if (images !== 0 || after !== 0) return undefined;
  const amount = [top!, left!, bottom!, right!];
  if (before === 0 && behind === 0) return { kind: 'pad', attributes: { amount } };
  const channels = operator.shape?.[0];
  if (amount.some((count) => count !== 0) || channels === undefined) return undefined;
  // The odd channel goes behind.
  const added = before! + behind!;
  const side = before === 0 ? 'end' : before === Math.floor(added / 2) ? 'both' : undefined;
  return side === undefined ? undefined : { kind: 'channel_pad', attributes: { channels, side } };
};

/** Every other row and column, or fewer, from the first on. */
const slice: Recogniser = (operator) => {
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((place) => tensorOf(operator, place)?.values);
  if (!starts || !ends || !steps || axes?.some((axis, place) => axis !== place + 4 - axes.length))
    return undefined;
  const rank = 4 - steps.length;
  const whole = steps.every((step, place) => place + rank >= 2 || step === 1);
  const open = ends.every((end) => end >= 2 ** 31 - 1);
  if (!whole || !open || starts.some((start) => start !== 0) || steps.length < 2) return undefined;
  return { kind: 'subsample', attributes: { stride: steps.slice(-2) } };
};

export const plainRecognisers: Readonly<Record<string, Recogniser>> = {
  Relu: activation('relu'),
  Clip: clip,
  LeakyRelu: (operator) => ({
    kind: 'leaky_relu',
    attributes: { slope: numberOf(operator, 'alpha', 0.01) },
  }),
  PRelu: prelu,
  Elu: (operator) => ({ kind: 'elu', attributes: { alpha: numberOf(operator, 'alpha', 1) } }),
  Selu: activation('selu'),
  Gelu: gelu,
  Sigmoid: sigmoid,
  HardSigmoid: hardSwish,
  HardSwish: activation('hardswish'),
  Tanh: activation('tanh'),
  Softplus: activation('softplus'),
  Softmax: softmax,
  Add: merge('add'),
  Sum: merge('add'),
  Mul: merge('mul'),
  Max: merge('max'),
  Mean: merge('mean'),
  Concat: concat,
  Flatten: flatten,
  Reshape: flatten,
  Squeeze: flatten,
  Pad: pad,
  Slice: slice,
  Dropout: () => ({ kind: 'dropout', attributes: {} }),
  Identity: () => ({ kind: 'identity', attributes: {} }),
};
