// Parquet files as pyarrow writes them, in the layouts in use; and damaged ones, each refused in a sentence.
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DataSplits } from '../../../engine/datasets/dataset.ts';
import { IMAGE_MEMORY_VARIABLE } from '../../../engine/datasets/imageMemory.ts';
import { openData } from '../../../engine/datasets/openData.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { corruptions, outcomeOf, prefixes } from './corruption.ts';
import { readAll } from './countedImages.ts';
import { temporaryFolder } from './idxFiles.ts';
import { treeWith } from './imageFiles.ts';
import { sourceCall } from './sourceCall.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/parquet.json'), 'utf8'),
) as Record<string, string>;
const bytesOf = (name: string) => new Uint8Array(Buffer.from(recorded[name]!, 'base64'));

/** All images as training and as validation, or the splits of the place. */
function open(folder: string, given: Attributes, own = false): Promise<DataSplits> {
  const data = sourceCall('parquet', given);
  return openData({ data, validation: own ? undefined : data, transforms: [], seed: 1 }, folder);
}

async function file(bytes: Uint8Array, given: Attributes = {}) {
  const folder = await treeWith({ 'a.parquet': bytes });
  return (await open(folder, { path: 'a.parquet', ...given })).training;
}

/** Of image i, four pixels of each colour: i, 10 i and 255 - i. */
const pixels = Array.from({ length: 7 }, (_, i) =>
  [i, 10 * i, 255 - i].flatMap((level) => Array(4).fill(Math.fround(level / 255))),
).flat();

afterEach(() => {
  delete process.env[IMAGE_MEMORY_VARIABLE];
});

describe('a Parquet file', () => {
  for (const name of ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'version 2', 'without dictionary']) {
    it(`gives images and labels: ${name}`, async () => {
      const images = await file(bytesOf(name));
      expect([images.count, images.shape]).toEqual([7, [3, 2, 2]]);
      expect(await readAll(images)).toEqual(pixels);
      expect(Array.from({ length: 7 }, (_, index) => images.labelOf!(index))).toEqual([0, 1, 2, 0, 1, 2, 0]);
      // The features are in one of the files.
      expect(images.classes).toEqual(name === 'none' ? ['cat', 'dog', 'emu'] : ['0', '1', '2']);
    });
  }

  it('may have plain bytes, labels that are texts, and columns that are named', async () => {
    const images = await file(bytesOf('binary and names'));
    expect([images.classes, images.labelOf!(1)]).toEqual([['c', 'd', 'x'], 1]);
    expect(await readAll(images)).toEqual(pixels);
    const named = await file(bytesOf('binary and names'), { image: 'picture', label: 'class', size: 1 });
    expect([named.count, named.shape]).toEqual([7, [3, 1, 1]]);
    const classes = ['x', 'd', 'c'];
    expect((await file(bytesOf('binary and names'), { classes })).labelOf!(0)).toBe(2);
  });

  it('is read row group by row group where nothing is kept in memory', async () => {
    process.env[IMAGE_MEMORY_VARIABLE] = '0';
    const images = await file(bytesOf('zstd'));
    expect(await readAll(images)).toEqual(pixels);
    const backwards = new Float32Array(7 * 12);
    await images.read([6, 0, 3, 1, 5, 2, 4], backwards, new Int32Array(7));
    expect([...backwards.subarray(0, 12)]).toEqual(pixels.slice(72));
  });

  it('may leave damaged images out, with a count', async () => {
    expect(await outcomeOf(() => file(bytesOf('damaged image')))).toMatch(
      /\/a\.parquet row 1 is no JPEG, PNG or WebP image\. Replace it, or write `corrupt: skip`/,
    );
    const images = await file(bytesOf('damaged image'), { corrupt: 'skip' });
    expect([images.count, images.skipped?.count]).toEqual([6, 1]);
    expect(Array.from({ length: 6 }, (_, index) => images.labelOf!(index))).toEqual([0, 2, 0, 1, 2, 0]);
  });

  it('says which rows and columns are not what they should be', async () => {
    const message = (name: string, given: Attributes = {}) => outcomeOf(() => file(bytesOf(name), given));
    expect(await message('without bytes')).toBe(
      'a.parquet has no bytes in row 0, column image: only images inside the file are read.',
    );
    expect(await message('without label')).toBe('a.parquet has no label in row 1, column label.');
    expect(await message('label 3')).toBe(
      'Column label has the label 3 for a.parquet row 1; labels go from 0 to 2. The file is damaged, or of another data set.',
    );
    expect(await message('numbers')).toBe(
      'a.parquet has no column of images: bytes of files, or structs with `bytes`. It has a, label.',
    );
    expect(await message('none', { label: 'kind' })).toBe(
      'a.parquet has no column kind of labels: write `label: "…"`. It has image, label.',
    );
    expect(await message('no rows')).toMatch(/a\.parquet has no rows\.$/);
  });
});

describe('several Parquet files', () => {
  it('make splits by their names, or one set by a pattern', async () => {
    const shard = bytesOf('snappy');
    const folder = await treeWith({
      'set/data/train-00000-of-00002.parquet': shard,
      'set/data/train-00001-of-00002.parquet': shard,
      'set/data/test-00000-of-00001.parquet': shard,
      'set/README.md': new Uint8Array(3),
    });
    const splits = await open(folder, { path: 'set' }, true);
    expect([splits.training.count, splits.validation.count]).toEqual([14, 7]);
    expect(await readAll(splits.training)).toEqual([...pixels, ...pixels]);
    const pattern = await open(folder, { path: 'set/data/train-*.parquet' });
    expect(pattern.training.count).toBe(14);
    expect(await outcomeOf(() => open(folder, { path: 'set/data/val-*.parquet' }))).toMatch(
      /set\/data\/val-\*\.parquet has no Parquet file\. There are test-00000-of-00001\.parquet, train-0/,
    );
    expect(await outcomeOf(() => open(folder, { path: 'nowhere' }))).toMatch(
      /^There is no file or folder .*nowhere\./,
    );
  });

  it('must have the same columns', async () => {
    const folder = await treeWith({
      'a.parquet': bytesOf('snappy'),
      'b.parquet': bytesOf('binary and names'),
    });
    expect(await outcomeOf(() => open(folder, { path: '.' }))).toBe(
      'b.parquet has other columns than a.parquet: `image: "…", label: "…"` names them.',
    );
  });

  it('are found once where a link leads back', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data/train.parquet'), bytesOf('snappy'));
    await symlink(folder, join(folder, 'data/loop'));
    expect(await outcomeOf(() => open(folder, { path: 'data' }))).toBeUndefined();
  });
});

describe('a damaged Parquet file', () => {
  it('is refused at every length but the whole one', async () => {
    const folder = await temporaryFolder();
    const whole = bytesOf('none');
    for (const part of prefixes(whole, 150)) {
      await writeFile(join(folder, 'a.parquet'), part);
      expect(await outcomeOf(() => open(folder, { path: 'a.parquet' }))).toMatch(/^a\.parquet /);
    }
  });

  it('is read or refused in a sentence when bytes are wrong', async () => {
    const folder = await temporaryFolder();
    const outcomes = new Set<string | undefined>();
    for (const [seed, name] of ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'version 2'].entries()) {
      for (const bytes of corruptions(bytesOf(name), 40, seed)) {
        await writeFile(join(folder, 'a.parquet'), bytes);
        outcomes.add(await outcomeOf(() => open(folder, { path: 'a.parquet' })));
      }
    }
    expect(outcomes.size).toBeGreaterThan(15);
  });
});
