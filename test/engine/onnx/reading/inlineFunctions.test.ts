// Functions that a file defines in itself.

import { describe, expect, test } from 'vitest';
import { MessageWriter } from '../../../../engine/onnx/protobuf.ts';
import { bytesInMemory } from '../../../../engine/onnx/reading/byteSource.ts';
import { type FileFunction, inlineFunctions } from '../../../../engine/onnx/reading/inlineFunctions.ts';
import type { FileAttribute, FileNode } from '../../../../engine/onnx/reading/onnxFile.ts';
import { readOnnx } from '../../../../engine/onnx/reading/readOnnx.ts';
import { onnxToDiagram } from '../../../../extension/diagram/onnx/onnxToDiagram.ts';

/** `y z <- Operator x` */
function call(text: string, more: Partial<FileNode> = {}): FileNode {
  const [outputs = '', rest = ''] = text.split(' <- ');
  const [operator = '', ...inputs] = rest.split(' ');
  const plain = { name: '', domain: '', attributes: new Map(), metadata: new Map() };
  return { ...plain, operator, inputs, outputs: outputs.split(' '), ...more };
}

function declared(
  name: string,
  inputs: string,
  outputs: string,
  ...nodes: readonly FileNode[]
): FileFunction {
  return {
    name,
    domain: '',
    inputs: inputs.split(' '),
    outputs: outputs.split(' '),
    defaults: new Map(),
    nodes,
  };
}

const told = (nodes: readonly FileNode[]) =>
  nodes.map(
    ({ name, operator, inputs, outputs }) =>
      `${name}: ${outputs.join(' ')} <- ${operator} ${inputs.join(' ')}`,
  );
const uncounted = () => undefined;

describe('a call of a function', () => {
  const act = declared('Act', 'X', 'Y', call('t <- Relu X'), call('Y <- Neg t'));

  test('becomes what it calls, with names and values of its own for each call', () => {
    const nodes = [
      call('a <- Act x', { name: 'one' }),
      call('b <- Act a', { name: 'one' }),
      call('y <- Abs b'),
    ];
    expect(told(inlineFunctions(nodes, [act], uncounted))).toEqual([
      'one/Relu: one/t <- Relu x',
      'one/Neg: a <- Neg one/t',
      'one_2/Relu: one_2/t <- Relu a',
      'one_2/Neg: b <- Neg one_2/t',
      ': y <- Abs b',
    ]);
  });

  test('is opened within other functions, but not within itself', () => {
    const outer = declared('Outer', 'X', 'Y', call('Y <- Act X', { name: 'act' }));
    const own = declared('Own', 'X', 'Y', call('Y <- Own X'));
    const nodes = [call('a <- Outer x', { name: 'o' }), call('y <- Own a', { name: 's' })];
    expect(told(inlineFunctions(nodes, [act, outer, own], uncounted))).toEqual([
      'o/act/Relu: o/act/t <- Relu x',
      'o/act/Neg: a <- Neg o/act/t',
      's/Own: y <- Own a',
    ]);
  });

  test('leaves inputs and outputs out as the call does, and hands an input on', () => {
    const both = declared('Both', 'A B', 'C A', call('C <- Sum A B'));
    expect(told(inlineFunctions([call(' y <- Both x', { name: 'b' })], [both], uncounted))).toEqual([
      'b/Sum: b/C <- Sum x ',
      'b: y <- Identity x',
    ]);
  });

  test('gives its attributes, or else those of the function', () => {
    const number = (value: number): FileAttribute => ({ kind: 'floats', values: [value], single: true });
    const reference: FileAttribute = { kind: 'reference', name: 'slope' };
    const leaky = {
      ...declared(
        'Leaky',
        'X',
        'Y',
        call('Y <- LeakyRelu X', { attributes: new Map([['alpha', reference]]) }),
      ),
      defaults: new Map([['slope', number(0.3)]]),
    };
    const nodes = [
      call('a <- Leaky x'),
      call('y <- Leaky a', { attributes: new Map([['slope', number(0.7)]]) }),
    ];
    const opened = inlineFunctions(nodes, [leaky], uncounted);
    expect(opened.map(({ attributes }) => attributes.get('alpha'))).toEqual([number(0.3), number(0.7)]);
    const without = { ...leaky, defaults: new Map<string, FileAttribute>() };
    expect(inlineFunctions([call('y <- Leaky x')], [without], uncounted)[0]!.attributes.size).toBe(0);
  });

  test('ends where functions would grow beyond all bounds', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      declared(
        `F${level}`,
        'X',
        'Y',
        ...Array.from({ length: 10 }, () => call(level === 11 ? 'Y <- Relu X' : `Y <- F${level + 1} X`)),
      ),
    );
    const count = (nodes: number) => {
      if (nodes > 1000) throw new Error('too many');
    };
    expect(() => inlineFunctions([call('y <- F0 x')], levels, count)).toThrow('too many');
  });
});

test('a file with a function is drawn with a group for each call, and shapes in it', () => {
  const file = new MessageWriter();
  const operator = (
    into: MessageWriter,
    field: number,
    name: string,
    type: string,
    from: string,
    to: string,
  ) =>
    into.message(field, (node) => {
      node.text(1, from);
      node.text(2, to);
      node.text(3, name);
      node.text(4, type);
    });
  file.integer(1, 9);
  file.message(25, (written) => {
    written.text(1, 'Twice');
    written.text(4, 'X');
    written.text(5, 'Y');
    operator(written, 7, 'first', 'Relu', 'X', 't');
    operator(written, 7, 'second', 'Sigmoid', 't', 'Y');
  });
  file.message(7, (graph) => {
    operator(graph, 1, 'block1', 'Twice', 'x', 'a');
    operator(graph, 1, 'block2', 'Twice', 'a', 'y');
    graph.message(11, (input) => {
      input.text(1, 'x');
      input.message(2, (type) =>
        type.message(1, (tensor) => {
          tensor.integer(1, 1);
          tensor.message(2, (shape) => shape.message(1, (extent) => extent.integer(1, 7)));
        }),
      );
    });
  });
  const source = bytesInMemory(file.finish());
  const { nodes, groups } = onnxToDiagram(source, readOnnx(source), 'file').graph;
  expect(groups.map(({ label }) => label)).toEqual(['block1', 'block2']);
  expect(nodes.map(({ kind, shape, group }) => [kind, shape, group])).toEqual([
    ['input', '7', undefined],
    ['Relu', '7', 'block1'],
    ['Sigmoid', '7', 'block1'],
    ['Relu', '7', 'block2'],
    ['Sigmoid', '7', 'block2'],
  ]);
});
