// Data made to do harm: what unpacks to far more than it says, leads out of its place, never ends, or is of absurd size.
import { execFileSync } from 'node:child_process';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import type { ColumnMetaData } from 'hyparquet';
import type { TarEntry } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { openData } from '../../../engine/datasets/openData.ts';
import { parquetCodecs } from '../../../engine/datasets/parquetCodecs.ts';
import { readColumn } from '../../../engine/datasets/parquetColumn.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { outcomeOf } from './corruption.ts';
import { idxBytes, SMALL_MNIST, temporaryFolder } from './idxFiles.ts';
import { plainPng, tarOf, treeWith, twoClasses } from './imageFiles.ts';
import { sourceCall } from './sourceCall.ts';
import { zipOf } from './zipFile.ts';

/** What opening the source says; undefined where it works. */
function said(folder: string, kind: string, given: Attributes): Promise<string | undefined> {
  const data = sourceCall(kind, given);
  return outcomeOf(() => openData({ data, validation: data, transforms: [], seed: 1 }, folder));
}

/** A Zstandard frame (RFC 8878) of `blocks` runs of 128 KiB of a byte: four bytes each. */
function zstdRuns(blocks: number, byte = 0): Uint8Array {
  // A window of 128 KiB, no size told, no checksum.
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3];
  const block = (last: number) => {
    const word = last | (1 << 1) | ((2 ** 17) << 3);
    return [word & 255, (word >> 8) & 255, word >> 16, byte];
  };
  return Uint8Array.from([
    ...header,
    ...Array.from({ length: blocks }, (_, at) => block(Number(at === blocks - 1))).flat(),
  ]);
}

/** Snappy: one zero, and copies of 64 bytes from one byte back. */
const snappyRuns = (copies: number) =>
  Uint8Array.from([
    0xff,
    0xff,
    0x7f,
    0x00,
    0x00,
    ...Array.from({ length: copies }, () => [(63 << 2) | 2, 1, 0]).flat(),
  ]);

/** LZ4: one zero, and a copy of as many from one byte back as the length's bytes tell. */
const lz4Run = (bytes: number) => Uint8Array.from([0x1f, 0x00, 1, 0, ...new Uint8Array(bytes).fill(255), 0]);

/** A version 1 data page of a Parquet column, in Thrift's compact protocol. */
function page(packed: Uint8Array, unpacked: number, values = 1): Uint8Array {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
  const integer = (step: number, value: number) => [(step << 4) | 5, ...varint(2 * value)];
  const data = [...integer(1, values), ...integer(1, 0), ...integer(1, 3), ...integer(1, 3), 0];
  const header = [
    ...integer(1, 0),
    ...integer(1, unpacked),
    ...integer(1, packed.length),
    (2 << 4) | 12,
    ...data,
    0,
  ];
  return new Uint8Array([...header, ...packed]);
}

function wrongOf(codec: ColumnMetaData['codec'], packed: Uint8Array, unpacked: number): string {
  const column = { codec, type: 'INT64', encodings: ['PLAIN'] } as unknown as ColumnMetaData;
  const values = readColumn({ bytes: page(packed, unpacked), column, rows: 1, optional: 0 });
  if (!('wrong' in values)) throw new Error('The page was read.');
  return values.wrong;
}

describe('a page of a Parquet column', () => {
  const zeros = new Uint8Array(2 ** 26);
  const bombs = {
    ZSTD: zstdRuns(512),
    GZIP: gzipSync(zeros),
    BROTLI: brotliCompressSync(zeros),
    SNAPPY: snappyRuns(2 ** 20),
    LZ4: lz4Run(2 ** 18),
    LZ4_RAW: lz4Run(2 ** 18),
  } as const;

  it('is read where it keeps its word', () => {
    for (const [codec, packed] of [
      ['ZSTD', zstdRuns(1)],
      ['GZIP', gzipSync(new Uint8Array(2 ** 17))],
    ] as const) {
      const column = { codec, type: 'INT64' } as unknown as ColumnMetaData;
      expect(readColumn({ bytes: page(packed, 2 ** 17), column, rows: 1, optional: 0 })).toEqual([0]);
    }
  });

  for (const [codec, packed] of Object.entries(bombs)) {
    it(`that unpacks to tens of megabytes where it declares a thousand bytes is refused: ${codec}`, () => {
      const before = process.memoryUsage().arrayBuffers;
      const wrong = wrongOf(codec as keyof typeof bombs, packed, 1000);
      expect(wrong).toMatch(/^is damaged in page 0: .{5,200}$/);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
    });
  }

  it('of more than one block of Zstandard is read whole, though the library notes something behind its end', () => {
    // What `zstd -19 --no-check` makes of it.
    const frame = Buffer.from(
      'KLUv/QBoTAAACAcBAPz/ORACzQEAYoMLEbBrDCeJiWSOaSnahylTJgsRCnf3kMsXxechuCOaD9JYJU7dNZx3tl2XPU1ghwIAlArW4lZO',
      'base64',
    );
    const end = 'a page of more than one block: a page of more than one block ends with bytes of its own';
    const content = Buffer.concat([Buffer.alloc(2 ** 17, 7), Buffer.from(end)]);
    const unpacked = parquetCodecs.ZSTD!(frame, content.length);
    expect(content.equals(unpacked)).toBe(true);
  });

  it('of Zstandard is refused where its length is another one by a single byte, whichever that byte is', () => {
    for (const byte of [0x00, 0x5a, 0xa5, 0xff]) {
      expect(wrongOf('ZSTD', zstdRuns(1, byte), 2 ** 17 - 1)).toBe(
        'is damaged in page 0: it unpacks to more than the 131071 bytes that it claims',
      );
      expect(wrongOf('ZSTD', zstdRuns(1, byte), 2 ** 17 + 1)).toBe(
        'is damaged in page 0: it unpacks to 131072 bytes, not to the 131073 that it claims',
      );
    }
  });

  it('of Zstandard is refused where something follows its frame, or its end is missing', () => {
    const wrong = 'is damaged in page 0: its Zstandard frame does not end where the page does';
    expect(wrongOf('ZSTD', Uint8Array.from([...zstdRuns(1), 0]), 2 ** 17)).toBe(wrong);
    expect(wrongOf('ZSTD', zstdRuns(2).subarray(0, 10), 2 ** 17)).toBe(wrong);
  });

  it('that declares a thousand times its size is refused before memory is set aside', () => {
    expect(wrongOf('ZSTD', zstdRuns(8192), 2 ** 30)).toBe(
      'is damaged in page 0: it claims to unpack from 32774 bytes to 1073741824',
    );
    expect(wrongOf('GZIP', gzipSync(zeros).subarray(0, 900), 2 ** 28)).toMatch(
      /it claims to unpack from 900 bytes to/,
    );
  });
});

describe('an archive of arrays', () => {
  const packed = deflateRawSync(new Uint8Array(4));

  it('is refused where an entry leads out of it, or is a link', async () => {
    for (const name of ['../images.npy', '/etc/images.npy', 'C:\\images.npy', 'a/../../images.npy']) {
      const folder = await treeWith({ 'a.npz': zipOf(name, { packed, size: 4 }) });
      expect(await said(folder, 'npz', { file: 'a.npz' })).toBe(
        `a.npz has an entry ${JSON.stringify(name)}, which leads out of the archive. It is not read: write it again.`,
      );
    }
    const link = zipOf('images.npy', { packed, size: 4, mode: 0o120777 });
    expect(await said(await treeWith({ 'a.npz': link }), 'npz', { file: 'a.npz' })).toBe(
      'images.npy in a.npz is a link, which is not followed inside archives.',
    );
  });
});

describe('an archive of images', () => {
  it('is refused where an image is a link, a pipe or a device', async () => {
    const types = ['symlink', 'link', 'fifo', 'character-device', 'block-device'] as const;
    for (const type of types) {
      const entry: TarEntry = { header: { name: 'cat/2.png', size: 0, type, linkname: '/dev/zero' } };
      const folder = await treeWith({ 'a.tar': await tarOf(twoClasses, [entry]) });
      expect(await said(folder, 'images', { folder: 'a.tar' })).toMatch(
        /^cat\/2\.png in a\.tar is no file but a /,
      );
    }
  });
});

describe('an array', () => {
  it('of an absurd shape is refused before memory is set aside', async () => {
    const labels = npy("'descr': '|u1', 'fortran_order': False, 'shape': (2,)", Uint8Array.of(0, 1));
    for (const [shape, message] of [
      [
        '(9007199254740993, 9007199254740993)',
        /^x\.npy ends at byte \d+; its header declares [\d,]+ x [\d,]+, which takes/,
      ],
      [`(${'9'.repeat(400)},)`, /^x\.npy ends at byte \d+; its header declares \D+, which takes \D+ bytes/],
      [`(2, ${'1,'.repeat(9000)})`, /^x\.npy has 9,001 axes; arrays of NumPy have up to 64\.$/],
      ['(1, 4000000000)', /^x\.npy ends at byte/],
    ] as const) {
      const array = npy(`'descr': '|u1', 'fortran_order': False, 'shape': ${shape}`, Uint8Array.of(0, 1));
      const folder = await treeWith({ 'x.npy': array, 'y.npy': labels });
      expect(await said(folder, 'npy', { images: 'x.npy', labels: 'y.npy' })).toMatch(message);
    }
  });

  function npy(entries: string, data: Uint8Array): Uint8Array {
    const text = `{${entries}, }\n`;
    const header = Buffer.from('\x93NUMPY\x02\x00\0\0\0\0', 'latin1');
    header.writeUInt32LE(text.length, 8);
    return new Uint8Array(Buffer.concat([header, Buffer.from(text, 'latin1'), data]));
  }
});

describe('a table', () => {
  const long = Buffer.alloc(10 ** 8, 'x');
  const at = (before: string, after: string) =>
    Buffer.concat([Buffer.from(before), long, Buffer.from(after)]);

  it('with a field of a hundred megabytes is refused by line and column', async () => {
    const wrong = (line: number, column: number) =>
      `t.csv has a field of 100,000,000 bytes in line ${line}, column ${column}; fields of up to 65,536 are read.`;
    for (const [bytes, message] of [
      [at('file,', '\na.png,dog\n'), wrong(1, 2)],
      [at('file,label\n', ',dog\n'), wrong(2, 1)],
      [at('file,label\na.png,cat\na.png,', '\n'), wrong(3, 2)],
      [at('label,a,b,c,d\n1,2,3,4,5\n', ',4,5\n'), wrong(3, 1)],
      [at('label,a,b,c,d\n1,2,3,4,5\n1,"', '",5\n'), wrong(3, 2)],
    ] as const) {
      expect(await said(await treeWith({ 't.csv': bytes }), 'csv', { file: 't.csv' })).toBe(message);
    }
  });

  it('with a line of fifty million fields is refused by its line', async () => {
    const fields = Buffer.alloc(10 ** 8, '1,');
    for (const [before, line] of [
      ['', 1],
      ['label,a,b,c,d\n1,2,3,4,5\n', 3],
    ] as const) {
      const bytes = Buffer.concat([Buffer.from(before), fields]);
      expect(await said(await treeWith({ 't.csv': bytes }), 'csv', { file: 't.csv' })).toMatch(
        line === 1
          ? /^t\.csv has more than 4,194,304 columns in line 1\.$/
          : /^t\.csv has 50000001 fields in line 3, and 5 in its first\.$/,
      );
    }
  });

  it('with a quote that swallows everything after it is refused by its line', async () => {
    const bytes = at('label,a,b,c,d\n1,2,3,4,5\n1,"', '');
    expect(await said(await treeWith({ 't.csv': bytes }), 'csv', { file: 't.csv' })).toBe(
      't.csv has a quote that is not closed in line 3.',
    );
  });
});

describe('a gzip file that unpacks to gigabytes', () => {
  it('is refused by what it declares', async () => {
    const bomb = gzipSync(Buffer.concat([idxBytes([2, 2, 2]), new Uint8Array(2 ** 26)]));
    const folder = await treeWith({ x: bomb, y: idxBytes([2]) });
    expect(await said(folder, 'idx', { images: 'x', labels: 'y' })).toMatch(/^x .*unpack/);
  });
});

describe('a pipe or a device', () => {
  const image = plainPng(2, 2, [1, 2, 3]);
  const sources: Readonly<
    Record<
      string,
      readonly [hostile: string, kind: string, given: Attributes, beside: Record<string, Uint8Array>]
    >
  > = {
    IDX: ['x', 'idx', { images: 'x', labels: 'y' }, { y: idxBytes([2]) }],
    MNIST: ['train-images-idx3-ubyte', 'mnist', { folder: '.' }, { ...SMALL_MNIST }],
    CIFAR: ['train.bin', 'cifar100', { folder: '.' }, { 'test.bin': new Uint8Array(3074) }],
    NumPy: ['x.npy', 'npy', { images: 'x.npy', labels: 'y.npy' }, {}],
    'an archive of NumPy': ['a.npz', 'npz', { file: 'a.npz' }, {}],
    'a table': ['t.csv', 'csv', { file: 't.csv' }, {}],
    Parquet: ['a.parquet', 'parquet', { path: 'a.parquet' }, {}],
    'an archive of images': ['a.tar', 'images', { folder: 'a.tar' }, {}],
    'an image': ['a/1.png', 'images', { folder: '.' }, { 'a/2.png': image, 'b/1.png': image }],
    'an image of a table': [
      '1.png',
      'csv',
      { file: 't.csv' },
      { 't.csv': Buffer.from('file,label\n1.png,a\n1.png,b\n') },
    ],
  };
  const refused = /no ordinary file but (a folder, )?a pipe or a device/;

  for (const [name, [hostile, kind, given, beside]] of Object.entries(sources)) {
    it(`is never read, nor waited for, in the place of ${name}`, async () => {
      for (const make of [
        async (path: string) => void execFileSync('mkfifo', [path]),
        (path: string) => symlink('/dev/zero', path),
      ]) {
        const { [hostile]: _, ...others } = beside;
        const folder = await treeWith(others);
        await make(join(folder, hostile));
        const message = await said(folder, kind, given);
        expect(message).toMatch(refused);
        expect(message).toContain(hostile);
      }
    });
  }

  it('is never read in the place of a list', async () => {
    const folder = await treeWith({ 'a/1.png': image, 'b/1.png': image });
    execFileSync('mkfifo', [join(folder, 'l.txt')]);
    const [data, validation] = [
      sourceCall('images', { folder: '.' }),
      sourceCall('listed', { file: 'l.txt' }),
    ];
    const read = () => openData({ data, validation, transforms: [], seed: 1 }, folder);
    expect(await outcomeOf(read)).toMatch(refused);
  });
});

describe('a file of a terabyte', () => {
  it('is refused by its size', async () => {
    const folder = await temporaryFolder();
    for (const [name, kind, given] of [
      ['t.csv', 'csv', { file: 't.csv' }],
      ['x', 'idx', { images: 'x', labels: 'x' }],
    ] as const) {
      await writeFile(join(folder, name), '');
      await truncate(join(folder, name), 2 ** 40);
      expect(await said(folder, kind, given)).toMatch(
        new RegExp(`^${name} has 1,099,511,627,776 bytes; files of up to`),
      );
    }
  });
});
