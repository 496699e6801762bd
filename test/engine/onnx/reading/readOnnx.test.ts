// Reading ONNX files: what our writer writes, what other tools write, and what is no ONNX file at all.

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MessageWriter } from '../../../../engine/onnx/protobuf.ts';
import { bytesInMemory } from '../../../../engine/onnx/reading/byteSource.ts';
import { inferShapes } from '../../../../engine/onnx/reading/inferShapes.ts';
import { MessageReader } from '../../../../engine/onnx/reading/messageReader.ts';
import { readOnnx } from '../../../../engine/onnx/reading/readOnnx.ts';
import { UserError } from '../../../../engine/userError.ts';
import { onnxToDiagram } from '../../../../extension/diagram/onnx/onnxToDiagram.ts';
import { bytesOf, fileOf, smallModel } from './sampleModels.ts';

const read = (bytes: Uint8Array) => readOnnx(bytesInMemory(bytes));

function refusal(bytes: Uint8Array): UserError | undefined {
  try {
    const source = bytesInMemory(bytes);
    const file = readOnnx(source);
    onnxToDiagram(source, file, 'file');
    return undefined;
  } catch (failure) {
    if (failure instanceof UserError) return failure;
    throw failure;
  }
}

describe('the wire format', () => {
  const written = (write: (message: MessageWriter) => void) => {
    const message = new MessageWriter();
    write(message);
    return MessageReader.ofWhole(bytesInMemory(message.finish()));
  };

  test('whole numbers come back as they were written, negative ones too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -9, max: 9 })), (value) => {
        const message = written((writer) => writer.integer(3, value));
        expect([message.next(), message.field, message.integer(), message.next()]).toEqual([
          true,
          3,
          value,
          false,
        ]);
      }),
      { seed: 1 },
    );
  });

  test('fields that are not read are passed over', () => {
    const message = written((writer) => {
      writer.text(1, 'a text');
      writer.float(2, 0.5);
      writer.message(900, (inner) => inner.integer(1, 1));
      writer.integer(4, 7);
    });
    while (message.next() && message.field !== 4);
    expect(message.integer()).toBe(7);
  });

  test('a field of another type than expected is refused, not misread', () => {
    const message = written((writer) => writer.float(1, 1));
    message.next();
    expect(() => message.text()).toThrow(/field 1 holds something else than it should/);
  });
});

describe('readOnnx', () => {
  test('reads back what the writer wrote', () => {
    const { graph, producer, irVersion, operatorSets, metadata } = read(bytesOf(smallModel()));
    expect([producer, irVersion, operatorSets.get(''), metadata.get('author')]).toEqual([
      'Netwright',
      8,
      17,
      'somebody',
    ]);
    expect(graph.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual(
      smallModel().nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs]),
    );
    expect(graph.nodes[0]!.attributes.get('pads')).toEqual({
      kind: 'integers',
      values: [1, 1, 1, 1],
      single: false,
    });
    expect(graph.inputs).toEqual([{ name: 'x', elementType: 1, shape: ['N', 3, 32, 32] }]);
    expect(graph.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['conv.weight', [8, 3, 3, 3]],
      ['fc.weight', [10, 8]],
      ['fc.bias', [10]],
    ]);
  });

  test('leaves weights unread: only the bytes around them are asked for', () => {
    const bytes = bytesOf({
      ...smallModel(),
      initializers: [{ name: 'w', shape: [4_000_000], data: new Float32Array(4_000_000) }],
    });
    let asked = 0;
    readOnnx({
      size: bytes.length,
      read(offset, length) {
        asked += length;
        return bytes.subarray(offset, offset + length);
      },
    });
    expect(bytes.length).toBeGreaterThan(16_000_000);
    expect(asked).toBeLessThan(1_000_000);
  });

  test('a dimension that is open, negative or empty is unknown', () => {
    const bytes = fileOf((graph) => {
      graph.message(1, (operator) => operator.text(4, 'Relu'));
      graph.message(11, (value) => {
        value.text(1, 'x');
        value.message(2, (type) =>
          type.message(1, (tensor) => {
            tensor.integer(1, 1);
            tensor.message(2, (shape) => {
              shape.message(1, (extent) => extent.integer(1, -1));
              shape.message(1, (extent) => extent.text(2, ''));
              shape.message(1, () => undefined);
              shape.message(1, (extent) => extent.text(2, 'height'));
            });
          }),
        );
      });
    });
    expect(read(bytes).graph.inputs[0]!.shape).toEqual([undefined, undefined, undefined, 'height']);
  });
});

describe('a file that is none', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'onnx.noGraph', /holds no network/],
    [
      'a web page',
      new TextEncoder().encode('<!DOCTYPE html><html>'),
      'onnx.damaged',
      /This file is a web page/,
    ],
    [
      'a ZIP archive',
      Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0),
      'onnx.damaged',
      /a ZIP archive, perhaps a PyTorch checkpoint/,
    ],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
      'onnx.pointer',
      /git lfs pull/,
    ],
    [
      'a picture',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13),
      'onnx.damaged',
      /It is damaged, or a file of another kind/,
    ],
  ])('%s is refused in one sentence', (_, bytes, code, message) => {
    const failure = refusal(bytes);
    expect(failure?.code).toBe(code);
    expect(failure?.message).toMatch(message);
  });

  test('a file that was cut short anywhere is refused or shows what is there', () => {
    const bytes = bytesOf(smallModel());
    const codes = new Set(Array.from(bytes, (_, length) => String(refusal(bytes.subarray(0, length))?.code)));
    expect([...codes].sort()).toEqual(['onnx.damaged', 'onnx.noGraph', 'undefined']);
  });

  test('changed bytes never do worse than a refusal', () => {
    const bytes = bytesOf(smallModel());
    const change = fc.record({ place: fc.nat(bytes.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const { place, value } of changes) damaged[place] = value;
        expect(['undefined', 'onnx.damaged', 'onnx.noGraph', 'onnx.tooManyNodes']).toContain(
          String(refusal(damaged)?.code),
        );
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('any bytes never do worse than a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        refusal(bytes);
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  test('a claim of millions of operators ends early', () => {
    const graph = new Uint8Array(1_000_000);
    for (let place = 0; place < graph.length; place += 2) graph[place] = 0x0a;
    expect(refusal(fileOfBytes(graph))?.message).toMatch(/more than 200,000 operators, too many to draw/);
  });

  test('a length of 2^63 is longer than what it is in', () => {
    const length = Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    expect(refusal(length)?.message).toMatch(/at byte \d+ a part is longer than what holds it/);
  });

  test('operators that read each other in a circle are drawn without it', () => {
    const bytes = fileOf((graph) => {
      for (const [from, to] of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        graph.message(1, (operator) => {
          operator.text(1, from!);
          operator.text(2, to!);
          operator.text(4, 'Relu');
        });
      }
    });
    const source = bytesInMemory(bytes);
    expect(onnxToDiagram(source, readOnnx(source), 'file').graph.edges).toEqual([
      { id: 'Relu->Relu (2):0', source: 'Relu', target: 'Relu (2)' },
    ]);
  });

  test('a shape of absurd numbers stays what it is: no memory is taken for it', () => {
    const bytes = fileOf((graph) => {
      graph.message(5, (tensor) => {
        for (let axis = 0; axis < 40; axis++) tensor.integer(1, 2 ** 40);
        tensor.integer(2, 7);
        tensor.text(8, 'w');
      });
      graph.message(1, (operator) => {
        operator.text(1, 'w');
        operator.text(2, 'y');
        operator.text(4, 'ConstantOfShape');
      });
    });
    const source = bytesInMemory(bytes);
    expect(inferShapes(source, readOnnx(source)).get('w')).toHaveLength(40);
  });
});

function fileOfBytes(graph: Uint8Array): Uint8Array {
  const file = new MessageWriter();
  file.bytes(7, graph);
  return file.finish();
}
