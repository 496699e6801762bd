// What differs between a text and an ONNX file, or between two files.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import type { NetworkComparison } from '../../engine/analysis/comparison/compareNetworks.ts';
import type { Network } from '../../engine/network/network.ts';
import { encodeOnnx } from '../../engine/onnx/encodeOnnx.ts';
import type { OnnxModel, OnnxNode } from '../../engine/onnx/model.ts';
import { bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { buildEvaluationGraph, inferenceShapes } from '../../engine/training/evaluationGraph.ts';
import { foldNormalization } from '../../engine/training/foldNormalization.ts';
import { type ComparedModel, compareModels } from '../../extension/comparison/compareModels.ts';
import { operatorGraph } from '../../extension/comparison/operators.ts';
import { onnxToDiagram } from '../../extension/diagram/onnx/onnxToDiagram.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import { layerCases } from '../engine/layerCases.ts';
import { bytesOf, modelOf, node, smallModel } from '../engine/onnx/reading/sampleModels.ts';
import { networkOf } from '../language/support/compileText.ts';
import { modelsFolder, networkNamed } from '../models/zooNetworks.ts';

function file(bytes: Uint8Array, name = 'b.onnx'): ComparedModel {
  const source = bytesInMemory(bytes);
  const read = readOnnx(source);
  return { kind: 'onnx', name, graph: operatorGraph(source, read, onnxToDiagram(source, read, 'b'), name) };
}

function text(network: Network): ComparedModel {
  return { kind: 'text', name: 'a.cnn', network };
}

/** As `export` writes it, with all weights one. */
function exported(network: Network, { fold = false, heads = false } = {}): ComparedModel {
  const shapes = inferenceShapes(network, { heads });
  const ones = [...shapes].map(([name, shape]) => {
    const data = new Float32Array(shape.reduce((product, extent) => product * extent, 1)).fill(1);
    return [name, { shape, data }] as const;
  });
  const { network: written, weights } = fold
    ? foldNormalization(network, new Map(ones), { heads })
    : { network, weights: new Map(ones) };
  const names = [...inferenceShapes(written, { heads }).keys()];
  const initializers = new Map(names.map((name) => [name, weights.get(name)!.data]));
  const encode = (dynamicBatch: boolean) =>
    encodeOnnx(buildEvaluationGraph(written, 2, { heads }), {
      target: 'portable',
      initializers,
      dynamicBatch,
    });
  try {
    return file(encode(true));
  } catch {
    // Some layers do not treat images apart, and are exported for a number of images.
    return file(encode(false));
  }
}

/** `+ path`, `- path`, `~ path`, `. path` for what is only affected, `= path` for what is written otherwise. */
function told({ layers }: NetworkComparison): readonly string[] {
  const signs = { added: '+', removed: '-', changed: '~', affected: '.', equivalent: '=' };
  return layers.flatMap((layer) =>
    layer.status === 'same' ? [] : [`${signs[layer.status]} ${(layer.after ?? layer.before)!.path}`],
  );
}

const differing = (comparison: NetworkComparison) => told(comparison).filter((line) => !line.startsWith('='));

const compared = (before: ComparedModel, after: ComparedModel) =>
  compareModels(before, after, { batch: 1 }).comparison;

const model = (body: string, input = '3x32x32') => networkOf(`model M { input ${input}; ${body} }`);

/** A network that shows what folds and what does not. */
const residual = `conv(8, 3, padding: same, bias: false) -> bn -> relu
  add { conv(8, 3, padding: same, bias: false) -> bn
        identity }
  relu -> dropout(0.5) -> bn -> global_avgpool -> dense(10)`;

describe('a text and the file that was exported of it', () => {
  test.each(layerCases.map((layer) => [layer.title, layer.network] as const))(
    'are the same: %s',
    (_, network) => {
      // The export gives the scores before a softmax at the end.
      const softmax = network.layers.find(({ path }) => path === network.output)!.kind === 'softmax';
      expect(differing(compared(text(network), exported(network)))).toEqual(
        softmax ? [`- ${network.output}`] : [],
      );
    },
  );

  test('are equal where nothing is folded, dropout left out', () => {
    const network = model(residual);
    const { layers, figures } = compared(text(network), exported(network));
    expect(told({ layers } as NetworkComparison)).toEqual(['= dropout1']);
    expect(figures.parameters[0]).toBe(figures.parameters[1]);
    expect(figures.receptiveField[0]).toEqual(figures.receptiveField[1]);
  });

  test('are told apart where normalisation is folded, both ways round, and nothing else is', () => {
    const network = model(residual);
    const [one, other] = [text(network), exported(network, { fold: true })];
    const forth = compared(one, other);
    expect(told(forth)).toEqual(['= conv1', '= bn1', '= conv2', '= bn2', '= dropout1']);
    expect(forth.layers.find((layer) => layer.before?.path === 'bn1')).toMatchObject({
      status: 'equivalent',
      after: undefined,
      reason: 'folded into conv1',
    });
    const back = compared(other, one);
    expect(told(back)).toEqual(told(forth));
    expect(back.figures.parameters).toEqual([...forth.figures.parameters].reverse());
    // Two normalisations of 8 channels have 16 parameters each; the biases in their stead have 8.
    expect(forth.figures.parameters[0] - forth.figures.parameters[1]).toBe(16);
  });

  test.each(['ResNet-50', 'GoogLeNet', 'DenseNet-121'])('are the same as a whole network: %s', (name) => {
    const { file: place, model: named, arguments: given } = networkNamed(name);
    const network = elaborateModel(compile(join(modelsFolder, place), diskFiles), named, given).network!;
    expect(differing(compared(text(network), exported(network, { fold: true })))).toEqual([]);
  });

  test('are the same with their auxiliary heads, and without', () => {
    const network = model(
      'head aux(weight: 0.3) { global_avgpool -> dense(10) }\nconv(8, 3) -> global_avgpool -> dense(10)',
    );
    expect(told(compared(text(network), exported(network, { heads: true })))).toEqual([]);
    const without = compared(text(network), exported(network));
    expect(told(without)).toEqual(['= aux.global_avgpool1', '= aux.dense1']);
    expect(without.layers.at(-1)).toMatchObject({
      reason: 'part of an auxiliary head, which only training uses',
    });
  });

  test('leave a softmax out that only follows the scores; one that a file alone has is told', () => {
    const scores = 'conv(8, 3) -> global_avgpool -> dense(10)';
    const [plain, last] = [model(scores), model(`${scores} -> softmax`)];
    const { layers } = compared(text(last), exported(last));
    expect(layers.at(-1)).toMatchObject({
      status: 'equivalent',
      reason: 'follows the output, which is the scores',
    });
    const small = smallModel();
    const withSoftmax = file(
      bytesOf({
        ...small,
        nodes: [...small.nodes, node('Softmax', ['logits'], ['probabilities'])],
        outputs: [{ name: 'probabilities', type: 'float', shape: ['N', 10] }],
      }),
    );
    const same = 'conv(8, 3, stride: 2, padding: 1, bias: false) -> relu -> global_avgpool -> dense(10)';
    expect(told(compared(text(model(`${same} -> softmax`)), withSoftmax))).toEqual([]);
    expect(told(compared(text(model(same)), withSoftmax))).toEqual(['+ probabilities']);
    expect(told(compared(text(plain), exported(plain)))).toEqual([]);
  });

  test('differ by what was changed since', () => {
    const now = residual.replace(
      'conv(8, 3, padding: same, bias: false) -> bn\n',
      'conv(8, 5, padding: same, bias: false) -> bn\n',
    );
    const changed = compared(exported(model(residual), { fold: true }), text(model(now)));
    expect(told(changed).filter((line) => !line.startsWith('='))).toEqual(['~ conv2']);
    expect(changed.layers.find(({ status }) => status === 'changed')).toMatchObject({
      attributes: {
        kernel: [
          [3, 3],
          [5, 5],
        ],
      },
    });
  });

  test('tell of a normalisation that is gone, not folded', () => {
    const body = (middle: string) =>
      `conv(8, 3, bias: false) ${middle} -> relu -> global_avgpool -> dense(10)`;
    const { layers } = compared(text(model(body('-> bn'))), exported(model(body(''))));
    expect(told({ layers } as NetworkComparison)).toEqual(['~ conv1', '- bn1']);
  });

  test('tell of another input, and of what it leads to', () => {
    const body = 'conv(8, 3) -> relu -> global_avgpool -> dense(10)';
    const { layers } = compared(text(model(body)), exported(model(body, '3x64x64')));
    expect(told({ layers } as NetworkComparison)).toEqual(['~ input', '. conv1', '. relu1']);
  });

  test('are drawn as one network in the groups of the text, with the folded layers in their places', () => {
    const network = networkOf(`block Unit(n) { conv(n, 3, padding: same, bias: false) -> bn -> relu }
      model M { input 3x32x32; Unit(8); repeat 2 { Unit(8) }; global_avgpool -> dense(10) }`);
    const graphs = [
      compareModels(text(network), exported(network, { fold: true }), { batch: 1 }).diagram(),
      compareModels(exported(network, { fold: true }), text(network), { batch: 1 }).diagram(),
    ];
    for (const graph of graphs) {
      const bn = graph.nodes.find(({ id }) => id === 'unit2.bn1')!;
      expect(bn).toMatchObject({ group: 'unit2', change: { kind: 'equivalent' } });
      expect(graph.edges.filter(({ change }) => change !== undefined)).toEqual([]);
      expect(
        graph.edges.filter(({ source }) => source === 'unit2.conv1').map(({ target }) => target),
      ).toEqual(['unit2.bn1']);
      expect(graph.edges.filter(({ source }) => source === 'unit2.bn1').map(({ target }) => target)).toEqual([
        'unit2.relu1',
      ]);
      expect(new Set(graph.groups.map(({ id }) => id))).toEqual(new Set(network.groups.map(({ id }) => id)));
    }
  });
});

/** Operators after the input `x`, each reading the one before it. */
function chain(...operators: readonly Partial<OnnxNode>[]): Partial<OnnxModel> & { nodes: OnnxNode[] } {
  const nodes = operators.map((more, place) =>
    node(more.operator!, [place === 0 ? 'x' : `v${place - 1}`, ...(more.inputs ?? [])], [`v${place}`], {
      ...more,
      inputs: [place === 0 ? 'x' : `v${place - 1}`, ...(more.inputs ?? [])],
    }),
  );
  return { nodes };
}

function weights(name: string, ...shape: readonly number[]) {
  return { name, shape, data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)) };
}

function made(parts: ReturnType<typeof chain>, initializers: OnnxModel['initializers'] = [], name?: string) {
  return file(bytesOf(modelOf(parts.nodes, { ...parts, initializers })), name);
}

describe('a text and the file of another exporter', () => {
  test('are the same where the operators make up its layers', () => {
    const network = model(
      `conv(8, 3, stride: 2, padding: 1, bias: false) -> relu -> global_avgpool -> dense(10)`,
    );
    const { layers } = compared(text(network), file(bytesOf(smallModel())));
    expect(told({ layers } as NetworkComparison)).toEqual([]);
    expect(layers.map(({ after }) => after?.path)).toEqual([
      'input',
      'features.conv',
      'features.relu',
      'pool',
      'fc',
    ]);
  });

  const cases: readonly [string, string, ReturnType<typeof chain>, OnnxModel['initializers']][] = [
    ['a sigmoid and a product', 'silu', silu(), []],
    [
      'a clipping',
      'relu6',
      chain({ operator: 'Clip', attributes: { min: { float: 0 }, max: { float: 6 } } }),
      [],
    ],
    [
      'a product of matrices and a sum',
      'flatten -> dense(5)',
      chain(
        { operator: 'Flatten' },
        { operator: 'MatMul', inputs: ['w'] },
        { operator: 'Add', inputs: ['b'] },
      ),
      [weights('w', 3072, 5), weights('b', 5)],
    ],
    [
      'automatic padding',
      'conv(4, 3, stride: 2, padding: [0, 0, 1, 1])',
      chain({
        operator: 'Conv',
        inputs: ['w', 'b'],
        attributes: { strides: [2, 2], auto_pad: 'SAME_UPPER' },
      }),
      [weights('w', 4, 3, 3, 3), weights('b', 4)],
    ],
    [
      'a convolution of each channel',
      'depthwise_conv(3, multiplier: 2)',
      chain({ operator: 'Conv', inputs: ['w', 'b'], attributes: { group: 3 } }),
      [weights('w', 6, 1, 3, 3), weights('b', 6)],
    ],
    [
      'an activation in a convolution',
      'conv(4, 3) -> relu',
      chain({
        operator: 'FusedConv',
        domain: 'com.microsoft',
        inputs: ['w', 'b'],
        attributes: { activation: 'Relu' },
      }),
      [weights('w', 4, 3, 3, 3), weights('b', 4)],
    ],
    [
      'a pooling whose last windows reach over the edge',
      'maxpool(3, stride: 2, ceil: true)',
      chain({
        operator: 'MaxPool',
        attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] },
      }),
      [],
    ],
  ];
  test.each(cases)('are the same: %s', (_, body, parts, initializers) => {
    const { layers } = compared(text(model(body)), made(parts, initializers));
    expect(told({ layers } as NetworkComparison)).toEqual([]);
    expect(layers).toHaveLength(1 + body.split('->').length);
  });

  test('keep an operator that no layer is', () => {
    const { layers, notes } = compared(
      text(model('relu -> relu')),
      made(
        chain(
          { operator: 'Relu' },
          { operator: 'Einsum', attributes: { equation: 'nchw->nchw' } },
          { operator: 'Relu' },
        ),
      ),
    );
    expect(told({ layers } as NetworkComparison)[0]).toBe('+ v1');
    expect(layers.find(({ status }) => status === 'added')?.after).toMatchObject({ kind: 'Einsum', macs: 0 });
    expect(notes).toContain('The multiply-adds of `Einsum` in b.onnx are not known, and not counted.');
    expect(notes).toContain('The receptive field of b.onnx is not known past `Einsum`.');
    expect(notes.at(-1)).toBe(
      'Structure, attributes and shapes are compared, not the numbers of the weights.',
    );
  });

  test('do not take an operator for a layer that gives another shape', () => {
    const wrong = made(chain({ operator: 'Softmax', attributes: { axis: 3 } }, { operator: 'Relu' }));
    expect(told(compared(text(model('softmax -> relu')), wrong))).toEqual(['~ v0']);
  });
});

function silu(): ReturnType<typeof chain> {
  const nodes = [node('Sigmoid', ['x'], ['s']), node('Mul', ['x', 's'], ['v1'])];
  return { nodes, outputs: [{ name: 'v1', type: 'float', shape: ['N', 3, 32, 32] }] };
}

describe('two files', () => {
  const conv = (more: OnnxNode['attributes'], ...inputs: string[]): Partial<OnnxNode> => ({
    operator: 'Conv',
    inputs: ['w', ...inputs],
    attributes: { kernel_shape: [3, 3], ...more },
  });
  const tensors = [weights('w', 4, 3, 3, 3), weights('b', 4)];
  const one = made(chain(conv({}, 'b'), { operator: 'Relu' }), tensors, 'a.onnx');

  test('are equal where only what is left out is written out', () => {
    const other = made(
      chain(conv({ pads: [0, 0, 0, 0], dilations: [1, 1], group: 1, auto_pad: 'NOTSET' }, 'b'), {
        operator: 'Relu',
      }),
      tensors,
    );
    const { layers, notes } = compared(one, other);
    expect(told({ layers } as NetworkComparison)).toEqual([]);
    expect(notes).toEqual(['Structure, attributes and shapes are compared, not the numbers of the weights.']);
  });

  test('differ by an attribute, a bias that is gone, and an operator in between', () => {
    const other = made(
      chain(conv({ pads: [1, 1, 1, 1] }), { operator: 'Tanh' }, { operator: 'Relu' }),
      tensors,
    );
    const { layers } = compared(one, other);
    expect(told({ layers } as NetworkComparison)).toEqual(['~ v0', '+ v1', '. v2']);
    expect(layers[1]).toMatchObject({
      attributes: { pads: [null, [1, 1, 1, 1]], bias: ['float32 4', null] },
      before: { macs: 30 * 30 * 4 * 27, parameters: 112 },
      after: { macs: 32 * 32 * 4 * 27, parameters: 108 },
    });
  });

  test('differ by the order of what a difference reads', () => {
    const swapped = (a: string, b: string) =>
      file(
        bytesOf(
          modelOf([node('Relu', ['x'], ['r']), node('Tanh', ['x'], ['t']), node('Sub', [a, b], ['y'])], {
            outputs: [{ name: 'y', type: 'float', shape: ['N', 3, 32, 32] }],
          }),
        ),
      );
    expect(told(compared(swapped('r', 't'), swapped('t', 'r')))).toEqual(['~ y']);
    expect(told(compared(swapped('r', 't'), swapped('r', 't')))).toEqual([]);
  });

  test('differ by a constant', () => {
    const times = (factor: number) =>
      made(chain({ operator: 'Mul', inputs: ['k'] }), [
        { name: 'k', shape: [], data: Float32Array.of(factor) },
      ]);
    expect(told(compared(times(2), times(3)))).toEqual(['~ v0']);
  });

  test('count weights that operators share once', () => {
    const twice = (body: string) =>
      made(chain({ operator: 'Conv', inputs: ['w'] }, { operator: 'Conv', inputs: [body] }), [
        weights('w', 3, 3, 3, 3),
        weights('other', 3, 3, 3, 3),
      ]);
    expect(compared(twice('w'), twice('other')).figures.parameters).toEqual([81, 162]);
    const chained = model('conv(3, 3, bias: false) -> conv(3, 3, bias: false)');
    expect(compared(text(chained), twice('w')).figures.parameters).toEqual([162, 81]);
  });

  test('tell how many operators have another name', () => {
    const renamed = made(chain({ ...conv({}, 'b'), name: 'stem' }, { operator: 'Relu' }), tensors);
    const { layers, notes } = compared(one, renamed);
    expect(told({ layers } as NetworkComparison)).toEqual([]);
    expect(notes[0]).toBe('One operator has another name in b.onnx.');
  });

  test('hold one network where only normalisation is folded, which is told', () => {
    const network = model(residual);
    const { notes, layers } = compared(exported(network), exported(network, { fold: true }));
    expect(told({ layers } as NetworkComparison).filter((line) => line.startsWith('-'))).toHaveLength(2);
    expect(notes).toContain(
      'Taken as layers, both compute the same in inference: only the operators differ.',
    );
  });
});
