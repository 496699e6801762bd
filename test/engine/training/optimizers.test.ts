// Every optimizer against PyTorch's recorded updates: the weights, and the tensors that it keeps under PyTorch's names.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64, zeros64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import type { Attributes, Call } from '../../../engine/network/attribute.ts';
import { optimizers } from '../../../engine/recipe/optimizers.ts';
import { factorName, factorsAt, optimizerRule } from '../../../engine/training/optimizers/optimizer.ts';

interface Recording {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly kind: string;
    readonly attributes: Attributes;
    readonly weight: readonly number[];
    readonly state: Readonly<Record<string, readonly number[]>>;
  }[];
}

const recording: Recording = JSON.parse(
  readFileSync(new URL('./fixtures/pytorchOptimizers.json', import.meta.url), 'utf8'),
);
const shape = [2, 3];

function read(kind: string, given: Attributes): Call {
  return { kind, attributes: optimizers.get(kind)!.read(given).attributes };
}

/** The weight and the optimizer's tensors after the gradients, one update each. */
function run(
  call: Call,
  gradients: readonly (readonly number[])[],
  { start = recording.start, decays = true } = {},
): ReadonlyMap<string, Tensor64> {
  const builder = createGraphBuilder();
  const rule = optimizerRule(call);
  const input = (name: string) => [name, builder.input(name, shape)] as const;
  const parameter = builder.input('weight', shape);
  const gradient = builder.input('gradient', shape);
  const learningRate = builder.input('learning_rate', []);
  const names = Object.keys(rule.factors?.(call, 1) ?? {});
  const factors = new Map(names.map((name) => [name, builder.input(factorName(name), [])]));
  const state = new Map(rule.slots(call).map(input));
  const update = { parameter, gradient, learningRate, decays, state, factors };
  const next = rule.update(builder, call, update);
  builder.output('weight', next.parameter);
  for (const [name, value] of next.state) builder.output(name, value);
  const graph = builder.finish();
  verifyGraph(graph);
  let tensors: ReadonlyMap<string, Tensor64> = new Map([
    ['weight', tensor64(shape, start)],
    ...rule.slots(call).map((slot) => [slot, zeros64(shape)] as const),
  ]);
  gradients.forEach((numbers, step) => {
    const feeds = new Map([...tensors, ['gradient', tensor64(shape, numbers)]]);
    feeds.set('learning_rate', tensor64([], [rule.learningRate(call)]));
    for (const [name, value] of factorsAt(call, step + 1)) feeds.set(name, tensor64([], [value]));
    tensors = interpret(graph, feeds);
  });
  return tensors;
}

describe('an optimizer', () => {
  it('has a rule for every name that a recipe may give', () => {
    for (const kind of optimizers.keys()) expect(optimizerRule({ kind, attributes: {} })).toBeDefined();
    expect(new Set(recording.cases.map(({ kind }) => kind))).toEqual(new Set(optimizers.keys()));
  });

  it.each(recording.cases)(
    '$kind $attributes updates as PyTorch does',
    ({ kind, attributes, weight, state }) => {
      const results = run(read(kind, attributes), recording.gradients);
      expect([...results.keys()].sort()).toEqual(['weight', ...Object.keys(state)].sort());
      for (const [name, expected] of Object.entries({ weight, ...state })) {
        const close = expected.map((number) => expect.closeTo(number, 12));
        expect([...results.get(name)!.data], name).toEqual(close);
      }
    },
  );

  it.each(['sgd', 'adam', 'adamw', 'rmsprop', 'lars'])('%s spares what does not decay', (kind) => {
    const decaying = read(kind, { lr: 0.1, weight_decay: 0.5 });
    const plain = read(kind, { lr: 0.1, weight_decay: 0 });
    const without = (call: Call) => [
      ...run(call, recording.gradients, { decays: false }).get('weight')!.data,
    ];
    expect(without(decaying)).toEqual(without(plain));
  });

  it('lars goes by the plain rate where weights or gradient are zero', () => {
    const call = read('lars', { lr: 0.1, momentum: 0 });
    const fromZero = run(call, [[1, 2, 3, 4, 5, 6]], { start: [0, 0, 0, 0, 0, 0] });
    const expected = [-0.1, -0.2, -0.3, -0.4, -0.5, -0.6].map((number) => expect.closeTo(number, 15));
    expect([...fromZero.get('weight')!.data]).toEqual(expected);
    const still = run(call, [[0, 0, 0, 0, 0, 0]]);
    expect([...still.get('weight')!.data]).toEqual(recording.start);
  });
});
