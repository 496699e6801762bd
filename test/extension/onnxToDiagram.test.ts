// ONNX files as graphs of the diagram: hierarchy from names, constants left out, long rows cut into sections.

import { describe, expect, it, test } from 'vitest';
import type { OnnxModel, OnnxNode } from '../../engine/onnx/model.ts';
import { bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { onnxToDiagram } from '../../extension/diagram/onnx/onnxToDiagram.ts';
import { initialFolds, VISIBLE_BUDGET, visibleCount } from '../../webview/diagram/layout/folding.ts';
import { framesOf, type OutlineItem } from '../../webview/diagram/layout/frame.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { bytesOf, modelOf, node, smallModel } from '../engine/onnx/reading/sampleModels.ts';

function diagramOf(model: OnnxModel): DiagramGraph {
  const source = bytesInMemory(bytesOf(model));
  return onnxToDiagram(source, readOnnx(source), 'the file').graph;
}

/** A chain of operators with these names, each reading the one before. */
function chain(names: readonly string[]): OnnxModel {
  return modelOf(
    names.map((name, place): OnnxNode => node('Relu', [place === 0 ? 'x' : names[place - 1]!], [name])),
  );
}

/** `layer1 { conv1, 0 { conv1 } }` */
function nesting(items: readonly OutlineItem[]): string {
  return items
    .map((item) =>
      item.kind === 'leaf' ? (item.tag ?? item.node.kind) : `${item.title} { ${nesting(item.children)} }`,
    )
    .join(', ');
}

const nestingOf = (graph: DiagramGraph) => nesting(outlineOf(graph));

describe('a network of an ONNX file', () => {
  test('is drawn with its operators, attributes, shapes, parameters and multiply-adds', () => {
    const { nodes, edges, parameters, macs, model } = diagramOf(smallModel());
    expect(nodes.map(({ kind, detail, shape, parameters: own }) => [kind, detail, shape, own])).toEqual([
      ['input', '', 'Nx3x32x32', 0],
      ['Conv', '3x3, 8, /2', 'Nx8x16x16', 216],
      ['Relu', '', 'Nx8x16x16', 0],
      ['GlobalAveragePool', '', 'Nx8x1x1', 0],
      ['Flatten', '', 'Nx8', 0],
      ['Gemm', '10', 'Nx10', 90],
    ]);
    expect(edges.map(({ source, target }) => `${source} -> ${target}`)).toEqual([
      'x -> /features/conv/Conv',
      '/features/conv/Conv -> /features/relu/Relu',
      '/features/relu/Relu -> /pool/GlobalAveragePool',
      '/pool/GlobalAveragePool -> /Flatten',
      '/Flatten -> /fc/Gemm',
    ]);
    expect([model, parameters, macs]).toEqual(['sample', 306, 8 * 16 * 16 * 27 + 80]);
  });

  test('a running mean and variance are no parameters, and a shared weight counts once', () => {
    const vector = (name: string) => ({ name, shape: [3], data: new Float32Array(3) });
    const graph = diagramOf(
      modelOf(
        [
          node('BatchNormalization', ['x', 'scale', 'bias', 'mean', 'variance'], ['y']),
          node('Mul', ['y', 'scale'], ['z']),
        ],
        { initializers: ['scale', 'bias', 'mean', 'variance'].map(vector) },
      ),
    );
    expect(graph.parameters).toBe(6);
  });

  test('what only prepares constants is left out', () => {
    const graph = diagramOf(
      modelOf(
        [
          node('Identity', ['bias'], ['shared']),
          node('Add', ['x', 'shared'], ['y']),
          node('Add', ['x', 'y'], ['z']),
        ],
        { initializers: [{ name: 'bias', shape: [3, 1, 1], data: new Float32Array(3) }] },
      ),
    );
    // The sum of two values is a merge; that of a value and a constant is not.
    expect(graph.nodes.map(({ kind, category }) => [kind, category])).toEqual([
      ['input', 'input'],
      ['Add', 'reshaping'],
      ['add', 'merge'],
    ]);
  });
});

describe('quantised operators', () => {
  const number = (name: string) => ({ name, shape: [], data: new Float32Array(1) });
  const weights = (name: string, ...shape: number[]) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    return { name, shape, data: new Float32Array(count) };
  };
  const graph = diagramOf(
    modelOf(
      [
        node('QuantizeLinear', ['x', 's', 'z'], ['q']),
        node('QLinearConv', ['q', 's', 'z', 'w', 'sw', 'zw', 's', 'z', 'b'], ['c'], {
          attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
        }),
        node('QLinearAdd', ['c', 's', 'z', 'c', 's', 'z', 's', 'z'], ['a'], { domain: 'com.microsoft' }),
        node('QLinearGlobalAveragePool', ['a', 's', 'z', 's', 'z'], ['p'], { domain: 'com.microsoft' }),
        node('Flatten', ['p'], ['f']),
        node('QLinearMatMul', ['f', 's', 'z', 'm', 's', 'z', 's', 'z'], ['y']),
        node('Strange', ['y'], ['o'], { domain: 'com.acme' }),
      ],
      {
        initializers: [
          ...['s', 'z'].map(number),
          weights('w', 8, 3, 3, 3),
          weights('sw', 8),
          weights('zw', 8),
          weights('b', 8),
          weights('m', 8, 10),
        ],
      },
    ),
  );

  test('are told as what they stand for, without their scales', () => {
    const told = graph.nodes.map(({ kind, category, detail, shape, parameters, macs }) => [
      [kind, category, detail, shape].join(' | '),
      parameters,
      macs,
    ]);
    expect(told).toEqual([
      ['input | input |  | Nx3x32x32', 0, 0],
      ['QuantizeLinear | reshaping |  | Nx3x32x32', 0, 0],
      // 8 * 27 weights and 8 biases; 16 * 16 places of 8 * 27 products.
      ['QLinearConv | convolution | 3x3, 8, /2 | Nx8x16x16', 224, 55_296],
      ['add | merge |  | Nx8x16x16', 0, 0],
      ['QLinearGlobalAveragePool | pooling |  | Nx8x1x1', 0, 0],
      ['Flatten | reshaping |  | Nx8', 0, 0],
      ['QLinearMatMul | dense | 10 | Nx10', 80, 80],
      ['Strange | custom | com.acme | ?', 0, 0],
    ]);
  });
});

describe('operators out of order', () => {
  test('are drawn in one, with every line', () => {
    const graph = diagramOf(modelOf([node('Sigmoid', ['a'], ['b']), node('Relu', ['x'], ['a'])]));
    expect(graph.edges.map(({ source, target }) => `${source} -> ${target}`)).toEqual(['x -> a', 'a -> b']);
    expect(graph.nodes.map(({ shape }) => shape)).toEqual(['Nx3x32x32', 'Nx3x32x32', 'Nx3x32x32']);
  });

  test('a value that two operators give is read from the last one before', () => {
    const graph = diagramOf(modelOf([node('Relu', ['x'], ['a']), node('Sigmoid', ['a'], ['a'])]));
    expect(graph.edges.map(({ source, target }) => `${source} -> ${target}`)).toEqual([
      'x -> a',
      'a -> a (2)',
    ]);
  });
});

describe('recurrent operators', () => {
  test('count a product with the input and one with the state in each step', () => {
    const w = (name: string, ...shape: number[]) => ({ name, shape, data: new Float32Array(96 * shape[2]!) });
    const graph = diagramOf(
      modelOf([node('LSTM', ['x', 'w', 'r'], ['y'], { attributes: { hidden_size: 24 } })], {
        inputs: [{ name: 'x', type: 'float', shape: [7, 'N', 16] }],
        initializers: [w('w', 1, 96, 16), w('r', 1, 96, 24)],
      }),
    );
    expect(graph.nodes[1]).toMatchObject({ detail: '24', macs: 7 * 96 * (16 + 24), shape: '7x1xNx24' });
  });
});

describe('the hierarchy', () => {
  it.each([
    [
      "PyTorch's scopes",
      [
        '/layer1/layer1.0/conv1/Conv',
        '/layer1/layer1.0/relu/Relu',
        '/layer1/layer1.1/a/X',
        '/layer1/layer1.1/b/Y',
        '/fc/Gemm',
      ],
      'x, layer1 { 0 { conv1, Relu }, 1 { a, b } }, fc',
    ],
    [
      'our own exports',
      [
        'stem.conv1/Conv',
        'stem.relu1/Relu',
        'stem.bn1/B',
        'stem.conv2/C',
        'stem.conv3/D',
        'head.dense1/Gemm',
        'head.x/E',
      ],
      'x, stem { conv1, Relu, bn1, conv2, conv3 }, head { dense1, x }',
    ],
    [
      "Keras' layers",
      [
        'Call/net/conv2_block1_1_conv/Conv2D',
        'Call/net/conv2_block1_1_relu/Relu',
        'Call/net/conv2_block2_1_conv/Conv2D',
        'Call/net/conv2_block2_1_relu/Relu',
        'Call/net/block_3_expand/Conv2D',
        'Call/net/block_3_expand_BN/Fused',
        'Call/net/predictions/MatMul',
      ],
      'x, conv2 { block1 { 1_conv, 1_relu }, block2 { 1_conv, 1_relu } }, block_3 { expand, expand_BN }, predictions',
    ],
    [
      'numbered words of the operators alone',
      ['net1_stage1_unit1_conv_fwd', 'net1_stage1_unit1_bn_fwd', 'net1_stage1_unit2_fwd', 'net1_dense0_fwd'],
      'x, stage1 { unit1, Relu, unit2 }, dense0',
    ],
    ['what all names share is left out', ['net/main/a/One', 'net/main/b/Two'], 'x, a, b'],
    ['names without a hierarchy', ['Conv_0', 'Relu_1', 'Conv_2'], 'x, Relu, Relu, Relu'],
  ])('follows %s', (_, names, expected) => {
    expect(nestingOf(diagramOf(chain(names)))).toBe(expected);
  });

  test('follows the names of weights where operators have none', () => {
    const weights = [
      'layer1.0.conv1.weight',
      'layer1.0.conv2.weight',
      'layer2.0.conv1.weight',
      'layer2.0.conv2.weight',
      'fc.weight',
    ];
    const nodes = weights.flatMap((weight, place): OnnxNode[] => [
      node('Conv', [place === 0 ? 'x' : `r${place - 1}`, weight], [`c${place}`], { name: '' }),
      node('Relu', [`c${place}`], [`r${place}`], { name: '' }),
    ]);
    const initializers = weights.map((name) => ({ name, shape: [3, 3, 1, 1], data: new Float32Array(9) }));
    const graph = diagramOf(modelOf(nodes, { initializers }));
    expect(nestingOf(graph)).toBe(
      'x, layer1/0 { Conv, Relu, Conv, Relu }, layer2/0 { Conv, Relu, Conv, Relu }, fc, Relu',
    );
  });

  test('numbered blocks that are equal fold to one', () => {
    const names = Array.from({ length: 6 }, (_, block) =>
      ['conv1/A', 'conv2/B', 'conv3/C', 'conv4/D', 'conv5/E'].map((name) => `/body/body.${block}/${name}`),
    ).flat();
    const [frame] = framesOf(outlineOf(diagramOf(chain(['/stem/S', ...names, '/fc/G']))));
    expect([frame!.frame.title, frame!.frame.children[0]]).toMatchObject([
      'body',
      { title: '0–5', count: 6 },
    ]);
  });

  test('equal layers in a row fold to one however many they are, called by the word before their numbers', () => {
    const names = Array.from({ length: 200 }, (_, layer) =>
      ['query/A', 'key/B', 'out/C', 'ffn/D', 'norm/E'].map((name) => `/encoder/layer.${layer}/${name}`),
    ).flat();
    const [frame, ...others] = framesOf(outlineOf(diagramOf(chain(names)))).filter(
      ({ depth }) => depth === 0,
    );
    expect([frame!.frame.title, frame!.frame.count, others]).toEqual(['layer.0–199', 200, []]);
  });

  test('parts that feed each other are cut, so that every line goes forward', () => {
    const graph = diagramOf(
      chain(['/a/p/1', '/a/q/2', '/b/p/3', '/b/q/4', '/a/r/5', '/a/s/6', '/b/r/7', '/b/s/8']),
    );
    const outline = outlineOf(graph);
    expect(nesting(outline)).toBe('x, a { p, q }, b { p, q }, a { r, s }, b { r, s }');
    expect(graph.groups.map(({ label }) => label)).toEqual(['a', 'b', 'a', 'b']);
  });
});

describe('what a runtime would refuse', () => {
  const weight = (name: string, shape: readonly number[]) => ({
    name,
    shape,
    data: new Float32Array(shape.reduce((product, extent) => product * extent, 1)),
  });
  const same = { attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } };
  const problems = (nodes: readonly OnnxNode[], initializers = [weight('w', [8, 3, 3, 3])]) =>
    diagramOf(modelOf(nodes, { initializers })).nodes.map(({ problem }) => problem?.message);

  test('is told on the operator: channels, sides, and what nothing makes', () => {
    expect(
      problems(
        [
          node('Conv', ['x', 'w'], ['a'], same),
          node('Conv', ['a', 'w'], ['b'], same),
          node('Conv', ['a', 'w2'], ['c'], { attributes: { kernel_shape: [3, 3] } }),
          node('Add', ['a', 'c'], ['d']),
          node('Relu', ['nowhere'], ['e']),
        ],
        [weight('w', [8, 3, 3, 3]), weight('w2', [8, 8, 3, 3])],
      ),
    ).toEqual([
      undefined,
      undefined,
      'Its weights are for 3 channels, and what it reads has 8.',
      undefined,
      '`Add` takes equal shapes, or extents of 1, and these are N x 8 x 32 x 32 and N x 8 x 30 x 30.',
      'It reads `nowhere`, which nothing before it in the file makes.',
    ]);
  });

  test('is nothing where groups, single extents, open ones, old alignment or optional inputs explain it', () => {
    expect(
      problems(
        [
          node('Conv', ['x', 'depth'], ['a'], { attributes: { ...same.attributes, group: 3 } }),
          node('Add', ['a', 'bias'], ['b']),
          node('Mul', ['b', 'old'], ['c'], { attributes: { broadcast: 1, axis: 1 } }),
          node('Clip', ['c', '', 'most'], ['d']),
          node('Constant', [], ['axes'], { attributes: { value_ints: [1] } }),
          node('Identity', ['axes'], ['same axes']),
          node('Custom', ['d', 'w', 'same axes', 'axes'], ['e'], { domain: 'com.acme' }),
          node('Add', ['e', 'bias'], ['f']),
        ],
        [
          weight('depth', [3, 1, 3, 3]),
          weight('bias', [3, 1, 1]),
          weight('old', [3]),
          weight('most', []),
          weight('w', [7]),
        ],
      ).filter((problem) => problem !== undefined),
    ).toEqual([]);
  });
});

describe('a long row without hierarchy', () => {
  const names = Array.from({ length: 10_000 }, (_, place) => `Relu_${place}`);
  const row = chain(names);
  // Sections that are equal would fold to one.
  const kinds = row.nodes.map((operator, place) =>
    place % 97 === 0 ? { ...operator, operator: `Op${place}` } : operator,
  );
  const graph = diagramOf({ ...row, nodes: kinds });

  test('is cut into sections that fit a window when they are folded', () => {
    const outline = outlineOf(graph);
    const folds = initialFolds(outline);
    expect(visibleCount(outline, folds)).toBeLessThanOrEqual(VISIBLE_BUDGET);
    expect(viewOf(graph, outline, folds).items.length).toBeGreaterThan(30);
  });

  test('keeps every operator, in its order', () => {
    expect(graph.nodes.map(({ id }) => id)).toEqual([
      'x',
      ...Array.from({ length: 10_000 }, (_, place) => `Relu_${place}`),
    ]);
  });

  test('has sections that are called so, also where equal ones fold to one', () => {
    expect(
      graph.groups.flatMap(({ label, parent }) => (parent === undefined ? [label] : [])).slice(0, 2),
    ).toEqual(['section 1', 'section 2']);
    const [run] = outlineOf(diagramOf(row)).slice(1);
    expect(run).toMatchObject({ kind: 'frame', title: 'section 1–40', count: 40 });
  });

  test('is cut where few lines pass by', () => {
    // Blocks of ten operators with a line around each: cuts fall between blocks.
    const nodes = Array.from({ length: 600 }, (_, place): OnnxNode => {
      const input = place === 0 ? 'x' : `y${place - 1}`;
      if (place % 10 !== 9) return node('Relu', [input], [`y${place}`]);
      return node('Add', [input, place === 9 ? 'x' : `y${place - 10}`], [`y${place}`]);
    });
    const cut = diagramOf(modelOf(nodes));
    const firsts = cut.groups.map(({ id }) => cut.nodes.find(({ group }) => group === id)!.id);
    expect(firsts.every((id) => Number(id.slice(1)) % 10 === 0)).toBe(true);
    expect(firsts.length).toBeGreaterThan(8);
  });
});

describe('hostile names', () => {
  const hostile = [
    '<img src=x onerror=alert(1)>',
    `/${'a/'.repeat(5000)}Deep`,
    '\u202egnorw ot tfel',
    '👩‍👩‍👧‍👦/🔥/Conv',
    'x'.repeat(10_000),
    '../../etc/passwd',
    '__proto__/constructor/toString',
    '///',
    '',
    '\0\n\t',
  ];

  test('make groups of bounded depth and names of bounded length', () => {
    const graph = diagramOf(chain(hostile.map((name, place) => (name === '' ? `empty${place}` : name))));
    expect(graph.nodes).toHaveLength(hostile.length + 1);
    expect(new Set(graph.nodes.map(({ id }) => id)).size).toBe(graph.nodes.length);
    for (const { id, name = '' } of graph.nodes)
      expect([id.length <= 220, name.length <= 200]).toEqual([true, true]);
    for (const { label } of graph.groups) expect(label.length).toBeLessThanOrEqual(80);
    expect(Math.max(0, ...framesOf(outlineOf(graph)).map(({ depth }) => depth))).toBeLessThan(17);
  });
});
