// Every layer against PyTorch: outputs, gradients and tracked statistics, recorded in float64.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../../engine/autodiff/differentiate.ts';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Value } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { attributesOf, layer } from './layerUse.ts';

interface Recorded {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type RecordedByName = Readonly<Record<string, Recorded>>;

/** One layer of PyTorch: the gradients are of sum(output * cotangent). */
interface Recording {
  readonly title: string;
  readonly kind: string;
  readonly attributes: Attributes;
  readonly training: boolean;
  readonly inputs: readonly Recorded[];
  readonly parameters: RecordedByName;
  readonly output: Recorded;
  readonly cotangent: Recorded;
  readonly inputGradients: readonly Recorded[];
  readonly parameterGradients: RecordedByName;
  readonly updates?: RecordedByName;
}

const recordings: readonly Recording[] = JSON.parse(
  readFileSync(new URL('./fixtures/pytorch.json', import.meta.url), 'utf8'),
);

/** Output, gradients and updates of the lowered layer, named as they are compared. */
function compute(recording: Recording): ReadonlyMap<string, Tensor64> {
  const builder = createGraphBuilder();
  const feeds = new Map<string, Tensor64>();
  const feed = (name: string, { shape, data }: Recorded): Value => {
    feeds.set(name, tensor64(shape, data));
    return builder.input(name, shape);
  };
  const inputs = recording.inputs.map((input, index) => feed(`input ${index}`, input));
  const parameters = new Map(
    Object.entries(recording.parameters).map(([suffix, tensor]) => [suffix, feed(suffix, tensor)]),
  );
  const attributes = attributesOf(recording.kind, recording.attributes);
  const y = layer(recording.kind).lower(
    {
      builder,
      attributes,
      outputShape: recording.output.shape.slice(1),
      mode: recording.training ? 'training' : 'inference',
      parameter: (suffix) => parameters.get(suffix)!,
      update: (suffix, value) => builder.output(`update ${suffix}`, value),
      random: () => undefined,
    },
    inputs,
  );
  builder.output('output', y);
  const product = builder.apply('multiply', [y, feed('cotangent', recording.cotangent)]);
  const axes = y.shape.map((_, axis) => axis);
  const sum = builder.apply('reduceSum', [product], { axes, keepDimensions: false });
  const trained = Object.keys(recording.parameterGradients).map((suffix) => parameters.get(suffix)!);
  const gradients = differentiate(builder, sum, [...inputs, ...trained]);
  inputs.forEach((input, index) => {
    builder.output(`gradient of input ${index}`, gradients.get(input)!);
  });
  for (const suffix of Object.keys(recording.parameterGradients)) {
    builder.output(`gradient of ${suffix}`, gradients.get(parameters.get(suffix)!)!);
  }
  const graph = builder.finish();
  verifyGraph(graph);
  return interpret(graph, feeds);
}

describe.each(recordings.map((recording) => [recording.title, recording] as const))('%s', (_, recording) => {
  const { kind, attributes, inputs } = recording;

  test('computes what PyTorch computes, forwards and backwards', () => {
    const expected = new Map<string, Recorded>([['output', recording.output]]);
    recording.inputGradients.forEach((gradient, index) => {
      expected.set(`gradient of input ${index}`, gradient);
    });
    for (const [suffix, gradient] of Object.entries(recording.parameterGradients)) {
      expected.set(`gradient of ${suffix}`, gradient);
    }
    for (const [suffix, update] of Object.entries(recording.updates ?? {})) {
      expected.set(`update ${suffix}`, update);
    }
    const results = compute(recording);
    expect([...results.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, { shape, data }] of expected) {
      const result = results.get(name)!;
      expect(result.shape, name).toEqual(shape);
      data.forEach((number, index) => {
        const tolerance = 1e-9 * Math.max(1, Math.abs(number));
        expect(Math.abs(result.data[index]! - number), `${name} at ${index}`).toBeLessThan(tolerance);
      });
    }
  });

  test('has the shape and the parameters that PyTorch has', () => {
    const shapes = inputs.map(({ shape }) => shape.slice(1));
    const read = attributesOf(kind, attributes);
    expect(layer(kind).shape(read, shapes)).toEqual({ shape: recording.output.shape.slice(1) });
    const declared = layer(kind).parameters(read, shapes);
    expect(Object.fromEntries(declared.map(({ suffix, shape }) => [suffix, shape]))).toEqual(
      Object.fromEntries(Object.entries(recording.parameters).map(([suffix, { shape }]) => [suffix, shape])),
    );
    expect(declared.filter(({ trainable }) => trainable).map(({ suffix }) => suffix)).toEqual(
      Object.keys(recording.parameterGradients),
    );
  });
});
