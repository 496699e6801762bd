// Weights' numbers and their figures, in every way that a file may store them.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { weightsFilesIn } from '../../../../engine/onnx/disk/weightsFiles.ts';
import type { MessageWriter } from '../../../../engine/onnx/protobuf.ts';
import { bytesInMemory } from '../../../../engine/onnx/reading/byteSource.ts';
import { readOnnx } from '../../../../engine/onnx/reading/readOnnx.ts';
import { type OpenExternal, tensorNumbers } from '../../../../engine/onnx/reading/tensorNumbers.ts';
import { tensorStatistics } from '../../../../engine/onnx/reading/tensorStatistics.ts';
import { fileOf } from './sampleModels.ts';

const nowhere: OpenExternal = () => {
  throw new Error('nothing is stored elsewhere');
};

function numbersOf(write: (tensor: MessageWriter) => void, open: OpenExternal = nowhere): readonly number[] {
  const source = bytesInMemory(
    fileOf((graph) => {
      graph.message(1, (operator) => operator.text(4, 'Relu'));
      graph.message(5, write);
    }),
  );
  const [tensor] = readOnnx(source).graph.tensors;
  return [...tensorNumbers(source, tensor!, open)].flatMap((piece) => [...piece]);
}

function tensor(type: number, extent: number, write: (tensor: MessageWriter) => void) {
  return (message: MessageWriter) => {
    message.integer(1, extent);
    message.integer(2, type);
    message.text(8, 'w');
    write(message);
  };
}

const raw = (data: ArrayBufferView) => (message: MessageWriter) =>
  message.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

describe('tensorNumbers', () => {
  it.each([
    ['float32', 1, raw(Float32Array.of(0.5, -2)), [0.5, -2]],
    ['float64', 11, raw(Float64Array.of(0.1, -2)), [0.1, -2]],
    // 1.5, the smallest subnormal, -infinity
    ['float16', 10, raw(Uint16Array.of(0x3e00, 0x0001)), [1.5, 2 ** -24]],
    ['bfloat16', 16, raw(Uint16Array.of(0x3fc0, 0xc000)), [1.5, -2]],
    // Largest, one, smallest subnormal, and minus two; then what is no number.
    ['float8e4m3fn', 17, raw(Uint8Array.of(0x7e, 0x38, 0x01, 0xc0, 0x7f)), [448, 1, 2 ** -9, -2, Number.NaN]],
    [
      'float8e4m3fnuz',
      18,
      raw(Uint8Array.of(0x7f, 0x40, 0x01, 0xc8, 0x80)),
      [240, 1, 2 ** -10, -2, Number.NaN],
    ],
    [
      'float8e5m2',
      19,
      raw(Uint8Array.of(0x7b, 0x3c, 0x01, 0xc0, 0xfc, 0x7d)),
      [57344, 1, 2 ** -16, -2, Number.NEGATIVE_INFINITY, Number.NaN],
    ],
    [
      'float8e5m2fnuz',
      20,
      raw(Uint8Array.of(0x7f, 0x40, 0x01, 0xc4, 0x80)),
      [57344, 1, 2 ** -17, -2, Number.NaN],
    ],
    ['uint4, two in a byte', 21, raw(Uint8Array.of(0x21, 0xf3, 0x05)), [1, 2, 3, 15, 5]],
    ['int4, two in a byte', 22, raw(Uint8Array.of(0x81, 0x0f)), [1, -8, -1]],
    ['int8', 3, raw(Int8Array.of(-3, 4)), [-3, 4]],
    ['uint8', 2, raw(Uint8Array.of(253, 4)), [253, 4]],
    ['int32', 6, raw(Int32Array.of(-70000, 4)), [-70000, 4]],
    ['int64', 7, raw(BigInt64Array.of(-5n, 6n)), [-5, 6]],
  ])('reads %s', (_, type, write, expected) => {
    expect(numbersOf(tensor(type, expected.length, write))).toEqual(expected);
  });

  test('reads typed fields, packed or one by one', () => {
    expect(
      numbersOf(
        tensor(1, 2, (message) => {
          message.float(4, 0.5);
          message.float(4, -1);
        }),
      ),
    ).toEqual([0.5, -1]);
    expect(
      numbersOf(tensor(1, 2, (message) => message.bytes(4, new Uint8Array(Float32Array.of(0.5, -1).buffer)))),
    ).toEqual([0.5, -1]);
    expect(
      numbersOf(
        tensor(7, 2, (message) => {
          message.integer(7, -4);
          message.integer(7, 9);
        }),
      ),
    ).toEqual([-4, 9]);
    expect(numbersOf(tensor(6, 3, (message) => message.bytes(5, Uint8Array.of(1, 2, 3))))).toEqual([1, 2, 3]);
    // Half precision stands in int32_data as its bits.
    expect(numbersOf(tensor(10, 1, (message) => message.integer(5, 0x3e00)))).toEqual([1.5]);
  });

  it.each([
    ['too few bytes', tensor(1, 4, raw(Float32Array.of(1))), 'its shape takes 16 bytes, and there are 4'],
    [
      'too few numbers',
      tensor(1, 4, (message) => message.float(4, 1)),
      'its shape takes 4 numbers, and there are 1',
    ],
    ['no numbers', tensor(1, 4, () => undefined), 'the file holds no numbers for it'],
    ['texts', tensor(8, 4, raw(Uint8Array.of(1))), 'numbers of type string are not read here'],
  ])('%s are told in a sentence', (_, write, why) => {
    expect(() => numbersOf(write)).toThrow(`The numbers of \`w\` cannot be read: ${why}.`);
  });
});

describe('weights in a file of their own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
  writeFileSync(join(folder, 'weights.bin'), Buffer.from(Float32Array.of(9, 1, 2).buffer));
  const stored = (location: string, offset = '4', length = '8') =>
    tensor(1, 2, (message) => {
      for (const [key, value] of Object.entries({ location, offset, length })) {
        message.message(13, (entry) => {
          entry.text(1, key);
          entry.text(2, value);
        });
      }
      message.integer(14, 1);
    });

  test('are read from it, from the place that the model tells', () => {
    const files = weightsFilesIn(folder);
    expect(numbersOf(stored('weights.bin'), files.open)).toEqual([1, 2]);
    files.close();
  });

  it.each([
    [
      'gone.bin',
      'The weights are in the file `gone.bin`, which is not beside the model. Put it into the same folder.',
    ],
    [
      '../weights.bin',
      "The weights are said to be in `../weights.bin`, outside the model's folder, where they are not read from.",
    ],
    [
      'a/../../b',
      "The weights are said to be in `a/../../b`, outside the model's folder, where they are not read from.",
    ],
    [
      '/etc/passwd',
      "The weights are said to be in `/etc/passwd`, outside the model's folder, where they are not read from.",
    ],
  ])('are not read from %s', (location, message) => {
    expect(() => numbersOf(stored(location), weightsFilesIn(folder).open)).toThrow(message);
  });

  test('that end too early are told', () => {
    const files = weightsFilesIn(folder);
    expect(() => numbersOf(stored('weights.bin', '8'), files.open)).toThrow(
      'its shape takes 8 bytes, and there are 4',
    );
    expect(() => numbersOf(stored('weights.bin', '-8'), files.open)).toThrow(/cannot be read/);
    files.close();
  });
});

describe('tensorStatistics', () => {
  test('counts, and leaves out what is no number', () => {
    const pieces = [
      Float64Array.of(0, 0, 2, Number.NaN),
      Float64Array.of(-2, Number.POSITIVE_INFINITY, 4, 8),
    ];
    const statistics = tensorStatistics(() => pieces)!;
    expect(statistics).toMatchObject({ count: 8, mean: 2, min: -2, max: 8, zeros: 2, notFinite: 2 });
    // Of 0, 0, 2, -2, 4, 8: the squares of the distances from 2 sum to 64.
    expect(statistics.deviation).toBeCloseTo(Math.sqrt(64 / 6), 12);
    expect(statistics.histogram.reduce((total, count) => total + count, 0)).toBe(6);
    expect([statistics.histogram[0], statistics.histogram[8], statistics.histogram.at(-1)]).toEqual([
      1, 2, 1,
    ]);
  });

  test('equal numbers fall into one bin, and no numbers have no figures', () => {
    expect(tensorStatistics(() => [Float64Array.of(3, 3)])).toMatchObject({ deviation: 0, min: 3, max: 3 });
    expect(tensorStatistics(() => [])).toBeUndefined();
  });

  test('keeps its digits where the mean is large', () => {
    const { deviation } = tensorStatistics(() => [Float64Array.of(1e9, 1e9 + 1, 1e9 + 2)])!;
    expect(deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
  });
});
