// Tables of pixels and tables of files, and what is wrong with them by line and column.
import { describe, expect, it } from 'vitest';
import { openData } from '../../../engine/datasets/openData.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import { corruptions, outcomeOf, prefixes } from './corruption.ts';
import { readAll } from './countedImages.ts';
import { plainPng, treeWith } from './imageFiles.ts';
import { sourceCall } from './sourceCall.ts';

/** The table's images, all of them. */
async function table(
  text: string | Uint8Array,
  given: Attributes = {},
  files: Record<string, Uint8Array> = {},
) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const folder = await treeWith({ ...files, 't.csv': bytes });
  const data = sourceCall('csv', { file: 't.csv', ...given });
  return (await openData({ data, validation: data, transforms: [], seed: 1 }, folder)).training;
}

const problem = (text: string | Uint8Array, given: Attributes = {}) => outcomeOf(() => table(text, given));

describe('a table of pixels', () => {
  const head = 'label,pixel0,pixel1,pixel2,pixel3\n';

  it('has one image a line, as of Kaggle', async () => {
    const images = await table(`${head}7,0,51,102,255\n0,1,2,3,4\n`);
    expect([images.count, images.shape, images.classes.length]).toEqual([2, [1, 2, 2], 8]);
    expect(await readAll(images)).toEqual(
      [0, 51, 102, 255, 1, 2, 3, 4].map((byte) => Math.fround(byte / 255)),
    );
    expect([images.labelOf!(0), images.labelOf!(1)]).toEqual([7, 0]);
  });

  it('may lack a head, end with CR LF, be separated otherwise, and have its labels anywhere', async () => {
    const plain = await table('1,0,51,102,255\r\n0,1,2,3,4');
    expect([plain.count, plain.labelOf!(0)]).toEqual([2, 1]);
    const last = await table('p0;p1;p2;p3;class\n0;51;102;255;dog\n1;2;3;4;"cat"\n');
    expect([last.classes, last.labelOf!(0)]).toEqual([['cat', 'dog'], 1]);
    const colour = await table('\uFEFFr\tg\tb\ty\n1\t2\t3\t0\n4\t5\t6\t1\n', { shape: [3, 1, 1] });
    expect([colour.shape, colour.labelOf!(1)]).toEqual([[3, 1, 1], 1]);
  });

  it('is refused by line and column', async () => {
    expect(await problem(`${head}7,0,51,102,256\n`)).toBe(
      't.csv has "256" in line 2, column pixel3: pixels are whole numbers from 0 to 255.',
    );
    expect(await problem(`${head}7,0,51,102,255\n1,2,-3,4,5`)).toMatch(/"-3" in line 3, column pixel1/);
    expect(await problem(`${head}7,0,51,102\n1,2,3,4,5`)).toBe(
      't.csv has 4 fields in line 2, and 5 in its first.',
    );
    expect(await problem(`${head}7,0,51,102,1,9\n`)).toBe(
      't.csv has 6 fields in line 2, and 5 in its first.',
    );
    expect(await problem('label,a,b,c\n1,2,3,4\n')).toBe(
      't.csv has 3 columns of pixels, which make no grey square: write `shape: …`.',
    );
    expect(await problem(`${head}1,2,3,4,5\n`, { shape: [3, 2, 2] })).toMatch(/images of 3x2x2 have 12\.$/);
    expect(await problem(`${head}0,1,2,3,4\n1.5,1,2,3,4\n`)).toMatch(
      /label 1\.5 for line 3; labels are whole numbers\./,
    );
    expect(await problem(`${head}0,1,2,3,4\n2,1,2,3,4\n`, { classes: ['a', 'b'] })).toBe(
      'Column label has the label 2 for line 3; labels go from 0 to 1. The file is damaged, or of another data set.',
    );
    expect(await problem(`${head}1,2,3,4,5\n`, { label: 'digit' })).toBe(
      't.csv has no column "digit". Its columns begin with label, pixel0, pixel1, pixel2, pixel3.',
    );
    expect(await problem('')).toBe('t.csv is empty. Write or copy it again.');
    expect(await problem(head)).toBe('t.csv has no line under its head.');
  });
});

describe('a table of files', () => {
  const files = { 'a.png': plainPng(2, 2, [255, 0, 0]), 'sub/b.png': plainPng(2, 2, [0, 255, 0]) };

  it('names images and their classes, beside it or in a folder', async () => {
    const images = await table('file,label\na.png,dog\nsub/b.png,cat\n', {}, files);
    expect([images.count, images.classes, images.shape]).toEqual([2, ['cat', 'dog'], [3, 2, 2]]);
    expect([images.labelOf!(0), images.entryOf!(1)]).toEqual([1, 'sub/b.png']);
    expect((await readAll(images)).slice(0, 4)).toEqual([1, 1, 1, 1]);
    const inFolder = { 'photos/a.png': files['a.png'], 'photos/b.png': files['sub/b.png'] };
    const swapped = await table('label,file\n1,a.png\n0,b.png\n', { folder: 'photos' }, inFolder);
    expect([swapped.classes, swapped.labelOf!(0)]).toEqual([['0', '1'], 1]);
  });

  it('is refused where a path leads out of its folder, a file is missing or a field', async () => {
    for (const path of ['../a.png', '/etc/passwd', 'sub/../../a.png', 'C:\\a.png', '..\\a.png']) {
      expect(await problem(`file,label\n${path},dog\n`)).toBe(
        `t.csv leads out of the folder of images with ${JSON.stringify(path)} in line 2: paths start at the folder.`,
      );
    }
    expect(await problem('file,label\nnone.png,dog\nnone.png,cat\n')).toMatch(
      /none\.png cannot be read \(ENOENT\)/,
    );
    expect(await problem('file,label\na.png\n')).toBe(
      't.csv has no file or no label in line 2: 2 fields are expected.',
    );
    expect(await problem('file,label\n"a.png,dog\n')).toBe('t.csv has a quote that is not closed in line 2.');
  });
});

describe('a damaged table', () => {
  const whole = Buffer.from('label,pixel0,pixel1,pixel2,pixel3\n7,0,51,102,255\n0,1,2,3,4\n1,9,9,9,9\n');

  it('is read or refused in a sentence at every length and with wrong bytes', async () => {
    const outcomes = new Set<string | undefined>();
    for (const bytes of [...prefixes(whole), ...corruptions(whole, 150, 4)])
      outcomes.add(await problem(bytes));
    expect(outcomes.size).toBeGreaterThan(15);
  });
});
