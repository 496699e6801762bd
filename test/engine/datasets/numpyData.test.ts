// NumPy's files, read as NumPy wrote them; and refused, each in a sentence, where they are damaged or made to do harm.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { DataSplits } from '../../../engine/datasets/dataset.ts';
import { IMAGE_MEMORY_VARIABLE } from '../../../engine/datasets/imageMemory.ts';
import { openData } from '../../../engine/datasets/openData.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { corruptions, outcomeOf, prefixes } from './corruption.ts';
import { readAll } from './countedImages.ts';
import { folderWith } from './idxFiles.ts';
import { sourceCall } from './sourceCall.ts';
import { zipOf } from './zipFile.ts';

interface Recorded {
  readonly arrays: Record<string, { file: string; layout: string; shape: number[]; image1: number[] }>;
  readonly labels: Record<string, string>;
  readonly archives: Record<string, string>;
  readonly pixels: readonly number[];
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/numpy.json'), 'utf8'),
) as Recorded;
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const labelFile = bytesOf(recorded.labels['i8']!);

/** All images of the source, as training and as validation, unless `archive` has splits of its own. */
function open(kind: string, given: Attributes, folder: string, own = false): Promise<DataSplits> {
  const data = sourceCall(kind, given);
  return openData({ data, validation: own ? undefined : data, transforms: [], seed: 1 }, folder);
}

async function opened(images: Uint8Array, labels: Uint8Array, more: Attributes = {}) {
  const folder = await folderWith({ 'x.npy': images, 'y.npy': labels });
  return open('npy', { images: 'x.npy', labels: 'y.npy', ...more }, folder);
}

async function archive(bytes: Uint8Array, more: Attributes = {}) {
  const folder = await folderWith({ 'a.npz': bytes });
  return open('npz', { file: 'a.npz', ...more }, folder, !('images' in more));
}

/** A header of NumPy's version 1.0 with this dictionary, then `content`. */
function npyBytes(dictionary: string, content: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = Buffer.from(dictionary, 'latin1');
  const first = Buffer.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    header.length & 255,
    header.length >> 8,
  ]);
  return new Uint8Array(Buffer.concat([first, header, content]));
}

const described = (type: string, shape: string, order = 'False') =>
  `{'descr': '${type}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

afterEach(() => {
  delete process.env[IMAGE_MEMORY_VARIABLE];
});

describe('arrays of images', () => {
  for (const [name, { file, layout, shape, image1 }] of Object.entries(recorded.arrays)) {
    it(`are read as NumPy sees them: ${name}`, async () => {
      const { training } = await opened(bytesOf(file), labelFile, { layout });
      expect([training.count, training.shape]).toEqual([6, shape]);
      const size = image1.length;
      expect((await readAll(training)).slice(size, 2 * size)).toEqual(image1.map(Math.fround));
    });
  }

  it('are read from the file where they do not fit in memory, the same numbers', async () => {
    for (const name of ['u1 nhwc', 'f4 big-endian']) {
      const file = bytesOf(recorded.arrays[name]!.file);
      const { training } = await opened(file, labelFile);
      const kept = await readAll(training);
      process.env[IMAGE_MEMORY_VARIABLE] = '0';
      expect(await readAll((await opened(file, labelFile)).training)).toEqual(kept);
      delete process.env[IMAGE_MEMORY_VARIABLE];
    }
    process.env[IMAGE_MEMORY_VARIABLE] = '0';
    const fortran = bytesOf(recorded.arrays['f8 Fortran']!.file);
    await expect(opened(fortran, labelFile)).rejects.toMatchObject({
      code: 'data.too-large',
      message: expect.stringContaining('Save `numpy.ascontiguousarray(images)`, or raise `--image-memory`'),
    });
  });

  it('have labels of any type that counts, or names', async () => {
    const images = bytesOf(recorded.arrays['u1 nchw']!.file);
    for (const [type, base64] of Object.entries(recorded.labels)) {
      const { training } = await opened(images, bytesOf(base64));
      const classes =
        type === 'U' ? ['cat', 'dog', 'é'] : type === 'S' ? ['cat', 'dog', 'emu'] : ['0', '1', '2'];
      expect([type, training.classes]).toEqual([type, classes]);
      expect(Array.from({ length: 6 }, (_, index) => training.labelOf!(index))).toEqual(
        Array.from({ length: 6 }, (_, index) => index % 3),
      );
    }
  });

  it('may be rows of pixels, square ones or of a shape that is told', async () => {
    const rows = npyBytes(
      described('|u1', '(2, 12)'),
      Uint8Array.from({ length: 24 }, (_, at) => at),
    );
    const labels = npyBytes(described('|u1', '(2,)'), Uint8Array.of(0, 1));
    expect(await outcomeOf(() => opened(rows, labels))).toBe(
      'x.npy has rows of 12 pixels: write `shape: …`.',
    );
    expect(await outcomeOf(() => opened(rows, labels, { shape: [3, 2, 3] }))).toBe(
      'x.npy has rows of 12 pixels: 3x2x3 is 18.',
    );
    const { training } = await opened(rows, labels, { shape: [3, 2, 2], white: 10 });
    expect(training.shape).toEqual([3, 2, 2]);
    expect((await readAll(training)).slice(12)).toEqual(
      Array.from({ length: 12 }, (_, at) => Math.fround((12 + at) / 10)),
    );
  });
});

describe('archives of arrays', () => {
  it('give their own splits, compressed or not, by the names that are in use', async () => {
    const keras = await archive(bytesOf(recorded.archives['keras']!));
    expect([keras.training.count, keras.validation.count]).toEqual([6, 4]);
    expect(await readAll(keras.training)).toEqual(recorded.pixels.map((pixel) => Math.fround(pixel / 255)));
    const medical = await archive(bytesOf(recorded.archives['medmnist']!));
    expect([medical.training.count, medical.validation.count, medical.training.shape]).toEqual([
      6,
      5,
      [3, 2, 5],
    ]);
    expect(await readAll(medical.training)).toEqual(await readAll(keras.training));
  });

  it('tell what they hold when arrays are not found', async () => {
    const bytes = bytesOf(recorded.archives['plain']!);
    await expect(archive(bytes, { images: 'pictures' })).rejects.toThrow(
      'a.npz has no array pictures. It holds x, y: write `images: "…", labels: "…"`.',
    );
  });

  it('are not unpacked beyond what they declare, nor beyond the memory for images', async () => {
    const bomb = deflateRawSync(new Uint8Array(2 ** 24));
    const small = zipOf('x.npy', { packed: bomb, size: 1000 });
    await expect(archive(small, { images: 'x' })).rejects.toThrow(/^x\.npy in a\.npz cannot be unpacked/);
    const large = zipOf('x.npy', { packed: bomb, size: 2 ** 31 });
    await expect(archive(large, { images: 'x' })).rejects.toThrow(/which is not possible\.$/);
    process.env[IMAGE_MEMORY_VARIABLE] = '1';
    const honest = zipOf('x.npy', { packed: bomb, size: 2 ** 24 });
    await expect(archive(honest, { images: 'x' })).rejects.toMatchObject({ code: 'data.too-large' });
  });
});

describe('damaged and hostile arrays', () => {
  const images = bytesOf(recorded.arrays['u1 nchw']!.file);

  it('are refused at every length but the whole one', async () => {
    for (const part of prefixes(images, 150))
      expect(await outcomeOf(() => opened(part, labelFile))).toMatch(/^x\.npy /);
    for (const part of prefixes(labelFile, 100))
      expect(await outcomeOf(() => opened(images, part))).toMatch(/^y\.npy /);
    for (const name of ['keras', 'plain']) {
      for (const part of prefixes(bytesOf(recorded.archives[name]!), 80)) {
        expect(await outcomeOf(() => archive(part))).toMatch(/a\.npz/);
      }
    }
  });

  it('are read or refused in a sentence when bytes are wrong', async () => {
    const outcomes = new Set<string | undefined>();
    for (const bytes of corruptions(images, 80, 1))
      outcomes.add(await outcomeOf(() => opened(bytes, labelFile)));
    for (const bytes of corruptions(labelFile, 80, 2))
      outcomes.add(await outcomeOf(() => opened(images, bytes)));
    for (const name of ['keras', 'plain']) {
      for (const bytes of corruptions(bytesOf(recorded.archives[name]!), 60, 3)) {
        outcomes.add(await outcomeOf(() => archive(bytes)));
      }
    }
    expect(outcomes.size).toBeGreaterThan(20);
  });

  it('of extents that do not fit the file are refused before memory is asked for', async () => {
    for (const [shape, code] of [
      ['(2147483648, 28, 28)', 'data.truncated'],
      ['(99999999999999999999, 28, 28)', 'data.truncated'],
      ['(0, 28, 28)', 'data.no-images'],
    ] as const) {
      const array = npyBytes(described('<f8', shape));
      await expect(opened(array, npyBytes(described('|u1', '(0,)')))).rejects.toMatchObject({ code });
    }
  });

  it('of objects, records and unknown types are refused by name', async () => {
    const message = (dictionary: string) => outcomeOf(() => opened(npyBytes(dictionary), labelFile));
    expect(await message(described('|O', '(1,)'))).toBe(
      'x.npy holds pickled Python objects, which are never read: save an array of numbers.',
    );
    expect(await message("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }")).toMatch(
      /several fields/,
    );
    expect(await message(described('<c8', '(1,)'))).toMatch(/^x\.npy is of type "<c8"; b1, u1/);
  });

  it('are told apart from images: other counts, other axes, numbers that are not finite', async () => {
    const one = npyBytes(described('|u1', '(1, 1, 2)'), Uint8Array.of(1, 2));
    expect(await outcomeOf(() => opened(one, labelFile))).toBe(
      'y.npy has 6 labels, and x.npy has 1 images: they do not belong together.',
    );
    const nan = new Uint8Array(new Float32Array([0, 0.5, Number.NaN, 1]).buffer);
    const labels = npyBytes(described('|u1', '(2,)'), Uint8Array.of(0, 1));
    expect(await outcomeOf(() => opened(npyBytes(described('<f4', '(2, 1, 2)'), nan), labels))).toBe(
      'x.npy has NaN in image 1, at number 0: pixels must be finite.',
    );
    expect(await outcomeOf(() => opened(labels, labels))).toBe(
      'x.npy has 1 axis (2), and images have two (rows of pixels), three or four.',
    );
    const negative = npyBytes(described('|i1', '(2,)'), Uint8Array.of(0, 255));
    expect(
      await outcomeOf(() => opened(npyBytes(described('|u1', '(2, 1, 1)'), Uint8Array.of(0, 1)), negative)),
    ).toMatch(/^y\.npy has the label -1 for image 1; labels go from 0/);
  });

  it('stay unread where they are folders or devices', async () => {
    const folder = await folderWith({ 'y.npy': labelFile });
    const call = (images: string) => open('npy', { images, labels: 'y.npy' }, folder);
    expect(await outcomeOf(() => call('.'))).toMatch(/it is a folder/);
    expect(await outcomeOf(() => call('/dev/zero'))).toMatch(/no ordinary file but a pipe or a device/);
    expect(await outcomeOf(() => call('none.npy'))).toMatch(
      /^There is no file .*none\.npy\. Correct the path\.$/,
    );
    await writeFile(join(folder, 'text.npy'), 'import os');
    expect(await outcomeOf(() => call('text.npy'))).toBe(
      'text.npy is no array of NumPy: byte 0 is not that of \\x93NUMPY.',
    );
  });
});
