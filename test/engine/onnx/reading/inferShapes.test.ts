// Shapes of ONNX files: those of every network that ships, and each rule by numbers that are known.

import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { compileFile, networkOf } from '../../../../cli/compiledFile.ts';
import { encodeOnnx } from '../../../../engine/onnx/encodeOnnx.ts';
import type { OnnxAttribute, OnnxTensor } from '../../../../engine/onnx/model.ts';
import { bytesInMemory } from '../../../../engine/onnx/reading/byteSource.ts';
import { inferShapes } from '../../../../engine/onnx/reading/inferShapes.ts';
import { readOnnx } from '../../../../engine/onnx/reading/readOnnx.ts';
import { buildEvaluationGraph } from '../../../../engine/training/evaluationGraph.ts';
import { entries, modelsFolder } from '../../../models/zooNetworks.ts';
import { bytesOf, fileOf, modelOf, node, writeBodies } from './sampleModels.ts';

describe('the networks that ship', () => {
  it.each(entries.filter(({ name }) => name !== 'ResNet-1202 (CIFAR-10)'))(
    '$name: every layer has its shape in the ONNX file too',
    (entry) => {
      const compilation = compileFile(join(modelsFolder, entry.file));
      const network = networkOf(compilation, { name: entry.model, arguments: entry.arguments });
      const graph = buildEvaluationGraph(network, 1, { heads: false });
      const source = bytesInMemory(encodeOnnx(graph, { target: 'portable' }));
      const file = readOnnx(source);
      const shapes = inferShapes(source, file);
      const last = new Map(
        file.graph.nodes.map(({ name, outputs }) => [name.slice(0, name.lastIndexOf('/')), outputs[0]!]),
      );
      const layers = network.layers.filter(({ path }) => last.has(path));
      expect(layers.length).toBeGreaterThan(8);
      for (const { path, outputShape } of layers) {
        const elements = (shape: readonly unknown[] | undefined) =>
          shape?.filter((extent) => extent !== 1).join('x');
        expect([path, elements(shapes.get(last.get(path)!))]).toEqual([path, elements(outputShape)]);
      }
    },
  );
});

interface Case {
  readonly operator: string;
  readonly inputs: readonly (readonly (number | string)[])[];
  /** Whole numbers that are stored in the file. */
  readonly constants?: readonly (readonly number[])[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly outputs: readonly (readonly unknown[] | undefined)[];
}

const cases: readonly Case[] = [
  {
    operator: 'Conv',
    inputs: [
      [1, 3, 7, 7],
      [8, 3, 3, 3],
    ],
    outputs: [[1, 8, 5, 5]],
  },
  {
    operator: 'Conv',
    inputs: [
      ['N', 3, 7, 9],
      [8, 3, 3, 3],
    ],
    attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] },
    outputs: [['N', 8, 4, 5]],
  },
  {
    operator: 'Conv',
    inputs: [
      [1, 4, 16],
      [6, 4, 3],
    ],
    attributes: { dilations: [2] },
    outputs: [[1, 6, 12]],
  },
  {
    operator: 'ConvTranspose',
    inputs: [
      [1, 8, 7, 7],
      [8, 4, 3, 3],
    ],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    outputs: [[1, 4, 14, 14]],
  },
  {
    operator: 'MaxPool',
    inputs: [[1, 8, 6, 6]],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    outputs: [[1, 8, 3, 3]],
  },
  { operator: 'GlobalAveragePool', inputs: [['N', 8, 6, 6]], outputs: [['N', 8, 1, 1]] },
  {
    operator: 'Gemm',
    inputs: [
      ['N', 84],
      [10, 84],
    ],
    attributes: { transB: 1 },
    outputs: [['N', 10]],
  },
  {
    operator: 'MatMul',
    inputs: [
      [2, 5, 3, 4],
      [4, 7],
    ],
    outputs: [[2, 5, 3, 7]],
  },
  {
    operator: 'Add',
    inputs: [
      ['N', 8, 1, 1],
      [8, 4, 4],
    ],
    outputs: [['N', 8, 4, 4]],
  },
  {
    operator: 'Concat',
    inputs: [
      ['N', 8, 4, 4],
      ['N', 3, 4, 4],
    ],
    attributes: { axis: 1 },
    outputs: [['N', 11, 4, 4]],
  },
  { operator: 'Reshape', inputs: [['N', 8, 4, 4]], constants: [[0, -1]], outputs: [['N', 128]] },
  { operator: 'Reshape', inputs: [['N', 8, 4, 4]], constants: [[-1, 128]], outputs: [['N', 128]] },
  { operator: 'Flatten', inputs: [['N', 8, 4, 4]], outputs: [['N', 128]] },
  {
    operator: 'Transpose',
    inputs: [[1, 2, 3, 4]],
    attributes: { perm: [0, 2, 3, 1] },
    outputs: [[1, 3, 4, 2]],
  },
  { operator: 'Squeeze', inputs: [[1, 8, 1, 1]], constants: [[2, 3]], outputs: [[1, 8]] },
  { operator: 'Unsqueeze', inputs: [[8, 4]], constants: [[0, -1]], outputs: [[1, 8, 4, 1]] },
  {
    operator: 'Slice',
    inputs: [[1, 8, 10, 10]],
    constants: [
      [0, -3],
      [100, 100],
      [2, 3],
      [2, 1],
    ],
    outputs: [[1, 8, 5, 3]],
  },
  {
    operator: 'Split',
    inputs: [[1, 9, 4]],
    attributes: { axis: 1 },
    outputs: [
      [1, 3, 4],
      [1, 3, 4],
      [1, 3, 4],
    ],
  },
  {
    operator: 'Split',
    inputs: [[1, 9, 4]],
    constants: [[2, 7]],
    attributes: { axis: 1 },
    outputs: [
      [1, 2, 4],
      [1, 7, 4],
    ],
  },
  { operator: 'Pad', inputs: [[1, 3, 4, 4]], constants: [[0, 0, 1, 1, 0, 0, 2, 2]], outputs: [[1, 3, 7, 7]] },
  { operator: 'Expand', inputs: [[1, 3, 1]], constants: [[4, 1, 5]], outputs: [[4, 3, 5]] },
  {
    operator: 'DepthToSpace',
    inputs: [[1, 12, 4, 4]],
    attributes: { blocksize: 2 },
    outputs: [[1, 3, 8, 8]],
  },
  {
    operator: 'Gather',
    inputs: [
      [10, 4],
      [2, 3],
    ],
    outputs: [[2, 3, 4]],
  },
  {
    operator: 'ReduceMean',
    inputs: [['N', 8, 4, 4]],
    attributes: { axes: [2, 3], keepdims: 0 },
    outputs: [['N', 8]],
  },
  { operator: 'ArgMax', inputs: [['N', 10]], attributes: { axis: -1 }, outputs: [['N', 1]] },
  {
    operator: 'Upsample',
    inputs: [[1, 3, 4, 4]],
    attributes: { scales: { floats: [1, 1, 2, 2] } },
    outputs: [[1, 3, 8, 8]],
  },
  {
    operator: 'LSTM',
    inputs: [
      [7, 'N', 16],
      [2, 96, 16],
      [2, 96, 24],
    ],
    attributes: { hidden_size: 24, direction: 'bidirectional' },
    outputs: [
      [7, 2, 'N', 24],
      [2, 'N', 24],
      [2, 'N', 24],
    ],
  },
  {
    operator: 'GRU',
    inputs: [
      ['N', 7, 16],
      [1, 72, 16],
      [1, 72, 24],
    ],
    attributes: { layout: 1 },
    outputs: [
      ['N', 7, 1, 24],
      ['N', 1, 24],
    ],
  },
  {
    operator: 'QLinearConv',
    inputs: [[1, 3, 7, 7], [], [], [8, 3, 3, 3], [8], [8], [], [], [8]],
    outputs: [[1, 8, 5, 5]],
  },
  { operator: 'QLinearMatMul', inputs: [['N', 8], [], [], [8, 10], [], [], [], []], outputs: [['N', 10]] },
  {
    operator: 'QLinearAdd',
    inputs: [['N', 8, 4, 4], [], [], ['N', 8, 1, 1], [], [], [], []],
    outputs: [['N', 8, 4, 4]],
  },
  {
    operator: 'QLinearConcat',
    inputs: [[], [], ['N', 8, 4, 4], [], [], ['N', 3, 4, 4], [], []],
    attributes: { axis: 1 },
    outputs: [['N', 11, 4, 4]],
  },
  {
    operator: 'QLinearGlobalAveragePool',
    inputs: [['N', 8, 4, 4], [], [], [], []],
    outputs: [['N', 8, 1, 1]],
  },
  {
    operator: 'QLinearGlobalAveragePool',
    inputs: [['N', 4, 4, 8], [], [], [], []],
    attributes: { channels_last: 1 },
    outputs: [undefined],
  },
  { operator: 'Mystery', inputs: [[1, 3]], outputs: [undefined] },
];

describe('the rules', () => {
  it.each(cases)('$operator of $inputs', ({ operator, inputs, constants = [], attributes = {}, outputs }) => {
    const stored = constants.map(
      (values, place): OnnxTensor => ({
        name: `c${place}`,
        shape: [values.length],
        data: BigInt64Array.from(values, BigInt),
      }),
    );
    const names = [...inputs.map((_, place) => `i${place}`), ...stored.map(({ name }) => name)];
    const given = outputs.map((_, place) => `o${place}`);
    const model = modelOf([node(operator, names, given, { attributes })], {
      inputs: inputs.map((shape, place) => ({ name: `i${place}`, type: 'float', shape })),
      initializers: stored,
    });
    const source = bytesInMemory(bytesOf(model));
    const shapes = inferShapes(source, readOnnx(source));
    expect(given.map((name) => shapes.get(name))).toEqual(outputs);
  });

  test('a shape that is taken apart and put together again is followed', () => {
    const numbers = (name: string, ...values: number[]): OnnxTensor => ({
      name,
      shape: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    const model = modelOf(
      [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'first'], ['batch']),
        node('Concat', ['batch', 'rest'], ['target'], { attributes: { axis: 0 } }),
        node('Reshape', ['x', 'target'], ['y']),
      ],
      { initializers: [numbers('first', 0), numbers('rest', -1)] },
    );
    const source = bytesInMemory(bytesOf(model));
    expect(inferShapes(source, readOnnx(source)).get('y')).toEqual(['N', 3072]);
  });

  test('an enlargement by factors is followed in each operator set that has it', () => {
    const factors = { name: 'f', shape: [4], data: new Float32Array([1, 1, 2, 2]) };
    const inputs = [{ name: 'x', type: 'float', shape: ['N', 3, 8, 8] }] as const;
    for (const given of [
      ['x', 'f'],
      ['x', '', 'f'],
    ]) {
      const source = bytesInMemory(
        bytesOf(modelOf([node('Resize', given, ['y'])], { inputs, initializers: [factors] })),
      );
      expect(inferShapes(source, readOnnx(source)).get('y')).toEqual(['N', 3, 16, 16]);
    }
  });

  test('a branch gives what its graphs say, as far as they agree; a loop what its body says', () => {
    const source = bytesInMemory(
      fileOf((graph) => {
        writeBodies(graph, 'If', ['c'], ['y'], {
          then_branch: [[1, 4, 8]],
          else_branch: [[1, 4, 9]],
        });
        writeBodies(graph, 'If', ['c'], ['z'], { then_branch: [[1, 4]], else_branch: [[4]] });
        writeBodies(graph, 'Loop', ['n', 'c', 'y'], ['last', 'all'], { body: [[], [2, 3], [5]] });
      }),
    );
    const shapes = inferShapes(source, readOnnx(source));
    expect(['y', 'z', 'last', 'all'].map((name) => shapes.get(name))).toEqual([
      [1, 4, undefined],
      undefined,
      [2, 3],
      [undefined, 5],
    ]);
  });

  test('what the file tells counts, and its open extents are filled in', () => {
    const model = modelOf([node('Relu', ['x'], ['y']), node('Mystery', ['y'], ['z'])], {
      values: [
        { name: 'y', type: 'float', shape: ['batch', 3, 'h', 32] },
        { name: 'z', type: 'float', shape: [7] },
      ],
    });
    const source = bytesInMemory(bytesOf(model));
    const shapes = inferShapes(source, readOnnx(source));
    expect([shapes.get('y'), shapes.get('z')]).toEqual([['N', 3, 32, 32], [7]]);
  });
});
