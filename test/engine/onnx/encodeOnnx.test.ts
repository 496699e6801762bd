// What the encoder writes, short of running it.

import { describe, expect, test } from 'vitest';
import { lenetStep } from '../../../bench/lenetGraph.ts';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, GraphBuilder, Value } from '../../../engine/graph/graph.ts';
import { applicableLowerings, chooseLowering } from '../../../engine/onnx/chooseLowering.ts';
import { encodeOnnx, lowerGraph } from '../../../engine/onnx/encodeOnnx.ts';

const unit = { stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1 } as const;

function graphOf(build: (builder: GraphBuilder) => Value): Graph {
  const builder = createGraphBuilder();
  builder.output('y', build(builder));
  return builder.finish();
}

test('nodes carry the path of their layer, and every name is unique', () => {
  const model = lowerGraph(lenetStep(2), { target: 'cpu' });
  const names = model.nodes.map((node) => node.name);
  const outputs = model.nodes.flatMap((node) => node.outputs);
  expect(new Set(outputs).size).toBe(outputs.length);
  expect(new Set(names).size).toBe(names.length);
  expect(model.nodes.map((node) => node.name)).toContain('c3/Conv');
  expect(
    model.nodes.filter((node) => !/^(c1|s2|c3|s4|c5|f6|output|loss|optimizer)\//.test(node.name)),
  ).toEqual([]);
});

test('the gradient with respect to the images is not computed', () => {
  const inputGradients = lenetStep(2).nodes.filter((node) => node.operation === 'convolutionInputGradient');
  expect(inputGradients.map((node) => node.scope)).toEqual(['c5/gradient', 'c3/gradient']);
});

test('an output that is called like an input gets another name in the model', () => {
  const builder = createGraphBuilder();
  const w = builder.input('w', [2]);
  builder.output('w', builder.apply('negate', [w]));
  const model = lowerGraph(builder.finish(), { target: 'cpu' });
  expect(model.outputs.map(({ name }) => name)).toEqual(['w/next']);
});

test('outputs that are inputs, constants or the same value twice are copied', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2]);
  const y = builder.apply('exp', [x]);
  builder.output('copy', x);
  builder.output('first', y);
  builder.output('second', y);
  builder.output('one', builder.scalar(1));
  const model = lowerGraph(builder.finish(), { target: 'cpu' });
  expect(model.nodes.map(({ operator, outputs }) => [operator, ...outputs])).toEqual([
    ['Exp', 'first'],
    ['Identity', 'copy'],
    ['Identity', 'second'],
    ['Identity', 'one'],
  ]);
});

test('equal graphs give equal bytes', () => {
  const encode = () => Buffer.from(encodeOnnx(lenetStep(2), { target: 'cpu' }));
  expect(encode().equals(encode())).toBe(true);
});

test('a named batch stands in the inputs that have one, and no reshape tells its first extent', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2, 3, 4, 4], 'float', { batched: true });
  const w = builder.input('w', [2, 48]);
  const rows = builder.apply('reshape', [x], { shape: [2, 48] });
  builder.output('y', builder.apply('add', [rows, w]));
  const model = lowerGraph(builder.finish(), { target: 'cpu', namedBatch: true });
  expect(model.inputs.map(({ shape }) => shape)).toEqual([
    ['N', 3, 4, 4],
    [2, 48],
  ]);
  expect(model.outputs[0]!.shape).toEqual([2, 48]);
  expect(model.initializers.map(({ data }) => [...data])).toEqual([[-1n, 48n]]);
});

describe('an open batch', () => {
  test('becomes the symbol N in inputs and outputs, and is copied through reshapes', () => {
    const builder = createGraphBuilder();
    const x = builder.input('x', [1, 3, 4, 4]);
    builder.output('y', builder.apply('reshape', [x], { shape: [1, 48] }));
    const model = lowerGraph(builder.finish(), { target: 'portable', dynamicBatch: true });
    expect(model.inputs[0]!.shape).toEqual(['N', 3, 4, 4]);
    expect(model.outputs[0]!.shape).toEqual(['N', 48]);
    const shape = model.initializers.find((tensor) => tensor.name === model.nodes[0]!.inputs[1])!;
    expect([...shape.data]).toEqual([0n, 48n]);
  });

  test('is refused where an operation mixes images', () => {
    const graph = graphOf((builder) => {
      builder.setScope('mixer');
      return builder.apply('reduceMean', [builder.input('x', [2, 3])], { axes: [0], keepDimensions: true });
    });
    expect(() => lowerGraph(graph, { target: 'portable', dynamicBatch: true })).toThrow(
      'reduceMean in scope `mixer` does not treat images apart: the batch cannot be left open.',
    );
  });

  test('is refused where a constant has a row for each image', () => {
    const graph = graphOf((builder) =>
      builder.apply('add', [builder.input('x', [2, 1]), builder.constant([2, 1], [1, 2])]),
    );
    expect(() => lowerGraph(graph, { target: 'portable', dynamicBatch: true })).toThrow(
      'does not treat images apart',
    );
  });
});

describe('the choice of a lowering', () => {
  const node = graphOf((builder) =>
    builder.apply('convolution', [builder.input('x', [2, 3, 5, 5]), builder.input('w', [4, 3, 5, 5])], unit),
  ).nodes[0]!;

  test('files for others keep a convolution as large as its image', () => {
    expect(applicableLowerings(node, 'portable')).toEqual(['Conv']);
    expect(applicableLowerings(node, 'cpu')).toEqual(['Gemm', 'Conv']);
  });

  test('can be overridden, but not with one that does not apply', () => {
    expect(chooseLowering(node, { target: 'cpu', chooseLowering: () => 'Conv' }).name).toBe('Conv');
    expect(() => chooseLowering(node, { target: 'portable', chooseLowering: () => 'Gemm' })).toThrow(
      'convolution in scope `` has no lowering Gemm for portable.',
    );
  });

  test('webgpu gets no operator that it would run on the CPU', () => {
    const operators = new Set(lowerGraph(lenetStep(2), { target: 'webgpu' }).nodes.map((n) => n.operator));
    for (const absent of ['LogSoftmax', 'MaxUnpool', 'FusedMatMul', 'ScatterElements', 'Sign', 'Mod']) {
      expect(operators).not.toContain(absent);
    }
  });
});

test('an initializer must fit its input', () => {
  const graph = graphOf((builder) => builder.apply('exp', [builder.input('w', [3])]));
  const initializers = new Map([['w', new Float32Array(2)]]);
  expect(() => lowerGraph(graph, { target: 'cpu', initializers })).toThrow(
    'Input w has shape [3], its initializer 2 numbers.',
  );
  expect(() =>
    lowerGraph(graph, { target: 'cpu', initializers: new Map([['v', new Float32Array(3)]]) }),
  ).toThrow('The graph has no input v to initialize.');
});
