// What stands beside an ONNX file's diagram: of the file, of an operator, of a group.

import { describe, expect, test } from 'vitest';
import type { OnnxModel, OnnxNode } from '../../engine/onnx/model.ts';
import { bytesInMemory } from '../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../engine/onnx/reading/readOnnx.ts';
import { onnxToDiagram } from '../../extension/diagram/onnx/onnxToDiagram.ts';
import { shapeWords } from '../../extension/diagram/onnx/shapeWords.ts';
import { describeFile } from '../../extension/onnx/describeFile.ts';
import { describeGroup, describeOperator } from '../../extension/onnx/describeOperator.ts';
import { bytesOf, modelOf, node, smallModel } from '../engine/onnx/reading/sampleModels.ts';
import { hostileTexts } from '../webview/hostileTexts.ts';

function opened(model: OnnxModel) {
  const source = bytesInMemory(bytesOf(model));
  const file = readOnnx(source);
  const diagram = onnxToDiagram(source, file, 'the file');
  return {
    diagram,
    about: describeFile(file, diagram.graph, diagram.shapes),
    operator: (id: string) => describeOperator(id, diagram.operators.get(id)!, diagram),
  };
}

describe('the details of a file', () => {
  test('say what it holds', () => {
    const { about } = opened(smallModel());
    expect(Object.fromEntries(about.facts)).toMatchObject({ Operators: '5', Parameters: '306' });
    expect(about.inputs).toEqual([{ name: 'x', type: 'float32', shape: 'N x 3 x 32 x 32' }]);
    expect(about.notes).toEqual([]);
  });

  test('say that operators run in a circle', () => {
    const { about } = opened(modelOf([node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b'])]));
    expect(about.notes).toEqual([
      'The operators run in a circle, which no runtime accepts: 1 line that leads back is not drawn.',
    ]);
  });
});

describe('shapes on the lines', () => {
  test.each([
    [['batch', 3, 224, 224], 'Nx3x224x224'],
    [['batch', 'seq', 64], 'N x seq x 64'],
    [['N', 'C', 'H', 'W'], 'NxCxHxW'],
    [[1, 'height', 'width', 3], '1 x height x width x 3'],
    [['batch', 'unk__12', 'Reshape_4_dim_0', undefined], 'Nx?x?x?'],
    [[], 'scalar'],
    [undefined, '?'],
  ] as const)('%j are written as %s', (shape, words) => {
    expect(shapeWords(shape)).toBe(words);
  });
});

describe('weights beside a file', () => {
  const outside = (location: string) => {
    const { nodes, ...others } = readOnnx(bytesInMemory(bytesOf(smallModel()))).graph;
    const data = { kind: 'external', location, offset: 0, length: undefined } as const;
    return { nodes, ...others, tensors: others.tensors.map((tensor) => ({ ...tensor, data })) };
  };
  const notes = (isThere: boolean) => {
    const source = bytesInMemory(bytesOf(smallModel()));
    const file = readOnnx(source);
    const { graph, shapes } = onnxToDiagram(source, file, 'the file');
    return describeFile({ ...file, graph: outside('weights.bin') }, graph, shapes, () => isThere).notes;
  };

  test('are told with the file that they are in', () => {
    expect(notes(true)).toEqual(['3 weights are in weights.bin.']);
  });

  test('are said to be missing where they are, with what to do', () => {
    expect(notes(false)).toEqual([
      "3 weights are in weights.bin, which is not beside the model: put it there to see the weights' figures.",
    ]);
  });
});

describe('the details of an operator', () => {
  test('tell the weight of a quantised convolution from its scales', () => {
    const names = ['x', 'sx', 'zx', 'w', 'sw', 'zw', 'sy', 'zy', 'b'];
    const initializers = names
      .slice(1)
      .map((name) => ({ name, shape: name === 'w' ? [8, 3, 1, 1] : [1], data: new Float32Array(24) }));
    const { operator } = opened(modelOf([node('QLinearConv', names, ['y'])], { initializers }));
    expect(operator('y').weights.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      'sx: input scale',
      'zx: input zero point',
      'w: weight',
      'sw: weight scale',
      'zw: weight zero point',
      'sy: output scale',
      'zy: output zero point',
      'b: bias',
    ]);
  });
});

describe('hostile texts', () => {
  const named = hostileTexts.map((text, place): OnnxNode => {
    const input = place === 0 ? 'x' : `v${place - 1}`;
    const attributes = { [`${text}a`]: text, [`${text}b`]: { strings: [text, text] } };
    return {
      ...node(text === '' ? 'Op' : text, [input], [`v${place}`], { domain: text, attributes }),
      name: `${text}/${text}`,
    };
  });
  const { diagram, about, operator } = opened(
    modelOf(named, {
      name: hostileTexts[0]!,
      inputs: [{ name: 'x', type: 'float', shape: hostileTexts.slice(0, 7).map((text) => `${text}.`) }],
      metadata: new Map(hostileTexts.map((text, place) => [`${place}${text}`, text])),
    }),
  );

  test('in every place of a file are told, and cut to a length that a page can show', () => {
    const pages = [
      about,
      ...[...diagram.operators.keys()].map(operator),
      ...diagram.graph.groups.map(({ id }) => describeGroup(id, diagram)),
    ];
    expect(diagram.graph.nodes).toHaveLength(hostileTexts.length + 1);
    for (const text of pages.flatMap((page) => textsOf(page))) expect(text.length).toBeLessThanOrEqual(2000);
  });

  test('make every operator one that can be chosen', () => {
    for (const { id } of diagram.graph.nodes.slice(1)) expect(operator(id).node).toBe(id);
  });
});

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
