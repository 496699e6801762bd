// The safetensors reader and writer against hand-made bytes, damage of every kind, and each other.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeSafetensors,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../../engine/training/safetensors.ts';
import { UserError } from '../../../engine/userError.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function fileWith(header: unknown, data: Uint8Array = new Uint8Array(0)): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return fileOf(Buffer.concat([length, json, data]));
}

function fileOf(bytes: Uint8Array): string {
  const file = join(temporaryFolder(), 'weights.safetensors');
  writeFileSync(file, bytes);
  return file;
}

async function problemOf(file: string): Promise<UserError> {
  const error = await readSafetensors(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

const bias = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

describe('safetensors', () => {
  it('writes the bytes that the format prescribes', () => {
    const tensors = new Map([['b', { shape: [2], data: Float32Array.of(1, -2) }]]);
    const bytes = Buffer.concat(encodeSafetensors({ tensors, metadata: {} }));
    const json = '{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    expect(bytes.readBigUInt64LE(0)).toBe(56n);
    expect(bytes.subarray(8, 64).toString('utf8')).toBe(json.padEnd(56));
    expect([...bytes.subarray(64)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
  });

  it('reads a file made by hand, whatever the order of its header', async () => {
    const data = Buffer.alloc(24);
    data.writeBigInt64LE(-5n, 0);
    data.writeDoubleLE(0.1, 8);
    data.writeFloatLE(0.5, 16);
    data.writeFloatLE(-0, 20);
    const file = fileWith(
      {
        w: { dtype: 'F32', shape: [2, 1], data_offsets: [16, 24] },
        labels: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
        x: { dtype: 'F64', shape: [], data_offsets: [8, 16] },
        __metadata__: { format: 'pt' },
      },
      data,
    );
    const { tensors, metadata } = await readSafetensors(file);
    expect([...tensors]).toEqual([
      ['labels', { shape: [1], data: BigInt64Array.of(-5n) }],
      ['x', { shape: [], data: Float64Array.of(0.1) }],
      ['w', { shape: [2, 1], data: Float32Array.of(0.5, -0) }],
    ]);
    expect(metadata).toEqual({ format: 'pt' });
  });

  it('gives back exactly what was written, for any tensors and metadata', async () => {
    const folder = temporaryFolder();
    const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
    const tensor = shape.chain((extents): fc.Arbitrary<StoredTensor> => {
      const length = extents.reduce((product, extent) => product * extent, 1);
      const exactly = { minLength: length, maxLength: length };
      return fc.oneof(
        fc.float32Array(exactly).map((data) => ({ shape: extents, data })),
        fc.float64Array(exactly).map((data) => ({ shape: extents, data })),
        fc.bigInt64Array(exactly).map((data) => ({ shape: extents, data })),
      );
    });
    const name = fc.string().filter((text) => text !== '__metadata__');
    const tensors = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([text]) => text, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(tensors, fc.dictionary(fc.string(), fc.string()), async (entries, metadata) => {
        const file = join(folder, 'any.safetensors');
        await writeSafetensors(file, { tensors: new Map(entries), metadata });
        const read = await readSafetensors(file);
        expect(new Set(read.tensors.keys())).toEqual(new Set(entries.map(([text]) => text)));
        for (const [text, written] of entries) expect(read.tensors.get(text)).toEqual(written);
        expect({ ...read.metadata }).toEqual({ ...metadata });
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it.each([
    ['a file without a header', () => fileOf(Buffer.from([1, 2, 3])), 'it has 3 bytes'],
    ['a header longer than the file', () => fileOf(Buffer.from([9, 0, 0, 0, 0, 0, 0, 0])), 'claims 9 bytes'],
    ['a header of absurd length', () => fileOf(Buffer.alloc(8, 255)), 'more than the 100000000 allowed'],
    ['a header that is not JSON', () => fileWith('{"a":'), 'not valid JSON'],
    ['a header that is a list', () => fileWith([]), 'not a JSON object'],
    [
      'a header that is not UTF-8',
      () => fileOf(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 255])),
      'not valid JSON',
    ],
    ['metadata that is not text', () => fileWith({ __metadata__: { epoch: 1 } }), 'metadata'],
    ['an entry without dtype', () => fileWith({ b: {} }), 'b has no dtype'],
    ['a negative extent', () => fileWith({ b: { ...bias, shape: [-2] } }), 'the shape of b'],
    ['one offset', () => fileWith({ b: { ...bias, data_offsets: [0] } }), 'data_offsets of b'],
    ['a shape of another size', () => fileWith({ b: { ...bias, shape: [3] } }), 'needs 12 bytes and has 8'],
    ['data that ends early', () => fileWith({ b: bias }, new Uint8Array(7)), 'ends 1 bytes too early'],
    ['data that goes on', () => fileWith({ b: bias }, new Uint8Array(9)), '1 bytes after its last tensor'],
    ['overlapping tensors', () => fileWith({ a: bias, b: bias }, new Uint8Array(8)), 'b overlaps'],
    [
      'a gap between tensors',
      () => fileWith({ b: { ...bias, data_offsets: [4, 12] } }, new Uint8Array(12)),
      '4 unused bytes before b',
    ],
  ])('refuses %s, naming the file and the reason', async (_, make, reason) => {
    const file = make();
    const problem = await problemOf(file);
    expect(problem.code).toBe('weights.damaged');
    expect(problem.message).toContain(reason);
    expect(problem.message).toContain(file);
    expect(problem.file).toBe(file);
  });

  it.each(['BF16', 'U8', 'toString'])('says which element types it reads when it meets %s', async (dtype) => {
    const problem = await problemOf(fileWith({ b: { ...bias, dtype } }, new Uint8Array(8)));
    expect(problem.code).toBe('weights.type');
    expect(problem.message).toContain(`b has elements of type ${dtype}; only F32, F64 and I64 can be read.`);
  });

  it('says that a file is missing', async () => {
    const problem = await problemOf(join(temporaryFolder(), 'none.safetensors'));
    expect(problem.code).toBe('weights.unreadable');
    expect(problem.message).toMatch(/there is no such file\.$/);
  });

  it('keeps the file that was there under the name asked for, and leaves nothing else', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a');
    const content = (value: number) => ({
      tensors: new Map([['w', { shape: [1], data: Float32Array.of(value) }]]),
      metadata: {},
    });
    for (const value of [1, 2, 3])
      await writeSafetensors(file, content(value), { keepPrevious: `${file}.previous` });
    expect((await readSafetensors(file)).tensors.get('w')!.data).toEqual(Float32Array.of(3));
    expect((await readSafetensors(`${file}.previous`)).tensors.get('w')!.data).toEqual(Float32Array.of(2));
    expect(readdirSync(folder).sort()).toEqual(['a', 'a.previous']);
  });

  it('leaves the old file alone when writing fails', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a');
    writeFileSync(file, 'old');
    const { writeFileAtomically } = await import('../../../engine/training/writeFileAtomically.ts');
    function* failing(): Generator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('no more');
    }
    await expect(writeFileAtomically(file, failing())).rejects.toThrow('no more');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
