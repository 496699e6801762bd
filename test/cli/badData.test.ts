// One bad file for each reader of data, as a user meets it: one message with file and place, exit code 1, quickly.

import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxBytes } from '../engine/datasets/idxFiles.ts';
import { plainPng, tarOf, twoClasses } from '../engine/datasets/imageFiles.ts';
import { repository } from '../process/bundle.ts';
import { folderWith, jsonLines, jsonOf, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();
const fixtures = join(repository, 'test/engine/datasets/fixtures');
const recorded = (file: string, ...keys: string[]): Buffer => {
  let value = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
  for (const key of keys) value = value[key];
  return Buffer.from(value, 'base64');
};
const parquet = recorded('parquet.json', 'none');
const array = recorded('numpy.json', 'arrays', 'u1 nhw', 'file');
const labels = recorded('numpy.json', 'labels', 'i8');
const archive = recorded('numpy.json', 'archives', 'plain');

describe('bad data', () => {
  const image = plainPng(2, 2, [9, 9, 9]);
  const cases: readonly (readonly [
    what: string,
    spec: string,
    files: Record<string, Uint8Array>,
    sentence: RegExp,
  ])[] = [
    [
      'a cut off IDX file',
      'idx("x", "y")',
      { x: idxBytes([40, 2, 2]).subarray(0, 60), y: idxBytes([40]) },
      /^x ends at byte 60; its header declares 40 x 2 x 2/,
    ],
    [
      'an IDX file of two thousand million images',
      'idx("x", "y")',
      { x: Buffer.from('00000803800000000000001c0000001c', 'hex'), y: idxBytes([1]) },
      /^x declares 2,147,483,648 x 28 x 28 bytes at byte 4, more than/,
    ],
    [
      'a packed IDX file that cannot hold what it declares',
      'idx("x", "y")',
      { x: gzipSync(Buffer.from('00000803000fffff0000001c0000001c', 'hex')), y: idxBytes([1]) },
      /^x declares 1,048,575 x 28 x 28 bytes at byte 4, and a gzip file of/,
    ],
    [
      'a cut off CIFAR batch',
      'cifar100(".")',
      { 'train.bin': new Uint8Array(3075), 'test.bin': new Uint8Array(3074) },
      /^train\.bin has 3075 bytes: 1 images of 3074 bytes and 1 more/,
    ],
    [
      'a cut off array',
      'npy("x.npy", "y.npy")',
      { 'x.npy': array.subarray(0, -1), 'y.npy': labels },
      /^x\.npy ends at byte \d+; its header declares 6 x 2 x 5/,
    ],
    [
      'a cut off archive of arrays',
      'npz("a.npz")',
      { 'a.npz': archive.subarray(0, 300) },
      /^a\.npz has no directory at its end: it is cut off at byte 300/,
    ],
    [
      'a table with a pixel that is none',
      'csv("t.csv")',
      { 't.csv': Buffer.from('label,a,b\n1,2,300\n') },
      /^t\.csv has .*columns of pixels|^t\.csv has "300" in line 2/,
    ],
    [
      'a table that leads elsewhere',
      'csv("t.csv")',
      { 't.csv': Buffer.from('file,label\n../../etc/passwd,a\n') },
      /^t\.csv leads out of the folder of images with "\.\.\/\.\.\/etc\/passwd" in line 2/,
    ],
    [
      'a cut off Parquet file',
      'parquet("a.parquet")',
      { 'a.parquet': parquet.subarray(0, 900) },
      /^a\.parquet does not end with PAR1 at byte 900/,
    ],
    [
      'a list of unknown images',
      'images("i"), validation: listed("l.txt")',
      { 'i/a/1.png': image, 'i/b/1.png': image, 'l.txt': Buffer.from('a/2.png\n') },
      /^Line 1 of l\.txt names "a\/2\.png"/,
    ],
    [
      'an image that claims to be huge',
      'images("i"), validation: images("i")',
      { 'i/a/1.png': hugePng(), 'i/b/1.png': image },
      /^i\/a\/1\.png claims to be 60000x60000/,
    ],
  ];
  /** What `data` says of a source, which must be one sentence. */
  async function said(spec: string, folder: string): Promise<string> {
    const { code, log } = await cli.run(['data', spec], { folder });
    expect(code).toBe(1);
    return log.trimEnd();
  }

  it('is told in one sentence, whatever the reader', { timeout: 120_000 }, async () => {
    const told = await Promise.all(cases.map(([, spec, files]) => said(spec, folderWith(files))));
    for (const [at, [what, , , sentence]] of cases.entries()) {
      expect(told[at], what).toMatch(sentence);
      expect(told[at]!.split('\n').length, what).toBe(1);
    }
  });

  it('is told where an archive leads out of itself, or links', async () => {
    const traversal = await tarOf({ ...twoClasses, '../../escape/1.png': image });
    const link = {
      header: { name: 'cat/2.png', size: 0, type: 'symlink' as const, linkname: '/etc/passwd' },
    };
    const folder = folderWith({ 'a.tar': traversal, 'b.tar': await tarOf(twoClasses, [link]) });
    expect(await problemOf(cli, ['data', 'images("a.tar")'], folder)).toMatchObject({
      code: 'data.unsafe-archive',
    });
    expect(await said('images("b.tar")', folder)).toMatch(/^cat\/2\.png in b\.tar is no file but a symlink/);
  });

  it('is told where images are pipes, links that go round, or far too long', async () => {
    const tree = { 'i/a/1.png': image, 'i/b/1.png': image };
    const [pipe, round, long] = [folderWith(tree), folderWith(tree), folderWith(tree)];
    execFileSync('mkfifo', [join(pipe, 'i/a/2.png')]);
    for (const name of ['x', 'y', 'z']) symlinkSync(join(round, 'i'), join(round, 'i/a', name));
    truncateSync(join(long, 'i/a/1.png'), 2 ** 40);
    const all = 'images("i"), validation: images("i")';
    const told = await Promise.all([pipe, round, long].map((folder) => said(all, folder)));
    expect(told[0]).toMatch(/^i\/a\/2\.png is no ordinary file but a folder, a pipe or a device/);
    expect(told[1]).toMatch(/lies more than 12 folders deep\. Does a link/);
    expect(told[2]).toMatch(/^i\/a\/1\.png has more than 67108864 bytes/);
  });
});

/** A PNG whose header claims 60,000 pixels a side. */
function hugePng(): Uint8Array {
  const png = Buffer.from(plainPng(2, 2, [1, 2, 3]));
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
}

describe('damaged images that are left out', () => {
  it('are counted by `data`, in the start event, the record and the terminal', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `i/${at % 2}/${10 + at}.png`,
        plainPng(28, 28, at % 2 === 0 ? [0, 0, 0] : [255, 255, 255]),
      ]),
    );
    const broken = { ...files, 'i/0/10.png': Buffer.from('no image'), 'i/1/11.png': new Uint8Array(0) };
    const text = smallText
      .replace('input 1x28x28', 'input 3x28x28')
      .replace('dense(10)', 'dense(2)')
      .replace(/data .*/, 'data images("i", corrupt: skip)')
      .replace('batch 32', 'batch 8')
      .replace('epochs 3', 'epochs 1');
    const folder = folderWith({ ...broken, 'small.cnn': text });
    const described = jsonOf(await cli.run(['data', 'images("i", corrupt: skip)', '--json'], { folder }));
    expect(described).toMatchObject({
      skipped: { count: 2, first: expect.stringMatching(/10\.png is no JPEG, PNG or WebP image$/) },
    });
    const trained = await cli.run(['train', 'small.cnn', '--out', 'run', '--json'], { folder });
    expect(trained.code).toBe(0);
    const skipped = {
      training: 2,
      validation: 0,
      first: expect.stringMatching(/10\.png is no JPEG, PNG or WebP image$/),
    };
    expect(jsonLines(trained.out)[0]).toMatchObject({ event: 'start', skipped });
    expect(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8'))).toMatchObject({ skipped });
    const shown = await cli.run(['train', 'small.cnn', '--out', 'again'], { folder });
    expect(shown.out + shown.log).toMatch(
      /Left out 2 damaged; the first: .*10\.png is no JPEG, PNG or WebP image\./,
    );
  });
});
