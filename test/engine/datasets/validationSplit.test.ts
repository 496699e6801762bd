// Images set aside for validation: by share, by seed, by class, or by a list; the same design for every source.
import { describe, expect, it } from 'vitest';
import type { DataSplits, Dataset } from '../../../engine/datasets/dataset.ts';
import { openData } from '../../../engine/datasets/openData.ts';
import { VALIDATION_SPLITS } from '../../../engine/datasets/validationSplit.ts';
import type { Attributes, Call } from '../../../engine/network/attribute.ts';
import { validationSets } from '../../../engine/recipe/validationSets.ts';
import { countedImages } from './countedImages.ts';
import { folderWith, idxBytes } from './idxFiles.ts';
import { plainPng, treeWith } from './imageFiles.ts';
import { sourceCall } from './sourceCall.ts';

/** Which images of the source each part has; `countedImages` writes the number into the pixels. */
async function numbersOf(dataset: Dataset): Promise<number[]> {
  const images = new Float32Array(dataset.count);
  const indices = Array.from({ length: dataset.count }, (_, index) => index);
  await dataset.read(indices, images, new Int32Array(dataset.count));
  return [...images];
}

/** `count` images of one pixel; the class of image i is i modulo 10. */
async function split(count: number, given: Attributes) {
  const parts = await VALIDATION_SPLITS['split']!(
    sourceCall('split', given),
    countedImages(count, [1, 1, 1]),
    '.',
  );
  return { training: await numbersOf(parts.training), validation: await numbersOf(parts.validation) };
}

describe('split', () => {
  it('can be carried out for every declared way', () => {
    expect(Object.keys(VALIDATION_SPLITS)).toEqual([...validationSets.keys()]);
  });

  it('gives every image to one of the parts, the same for the same seed', async () => {
    const first = await split(1000, { share: 0.1 });
    expect(first.validation.length).toBe(100);
    expect([...first.training, ...first.validation].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(await split(1000, { share: 0.1, seed: 1 })).toEqual(first);
    expect((await split(1000, { share: 0.1, seed: 2 })).validation).not.toEqual(first.validation);
    // Both parts are in the order of the source.
    expect(first.validation).toEqual([...first.validation].sort((a, b) => a - b));
  });

  it('takes each class its share, give or take one, and as many in all as the share says', async () => {
    for (const [count, share] of [
      [1000, 0.1],
      [997, 0.137],
      [123, 0.5],
      [20, 0.05],
    ] as const) {
      const { validation } = await split(count, { share });
      expect(validation.length).toBe(Math.round(count * share));
      for (let label = 0; label < 10; label++) {
        const members = Math.ceil((count - label) / 10);
        const taken = validation.filter((index) => index % 10 === label).length;
        expect(Math.abs(taken - share * members)).toBeLessThan(1);
      }
    }
    const { validation } = await split(1000, { share: 0.1, stratified: false });
    const counts = Array.from(
      { length: 10 },
      (_, label) => validation.filter((index) => index % 10 === label).length,
    );
    expect(validation.length).toBe(100);
    expect(new Set(counts).size).toBeGreaterThan(1);
  });

  it('refuses a share that leaves one part empty', async () => {
    await expect(split(10, { share: 0.01 })).rejects.toThrow(
      'With `split(0.01)` the 10 images of counted(10) leave none for validation.',
    );
    await expect(split(10, { share: 0.99 })).rejects.toMatchObject({ code: 'data.no-validation' });
  });

  it('works on every source, on its training images', async () => {
    const open = (data: Call, validation: Call, folder = '.') =>
      openData({ data, validation, transforms: [], seed: 1 }, folder);
    const counts = ({ training, validation }: DataSplits) => [training.count, validation.count];
    const tenth = sourceCall('split', { share: 0.1 });
    expect(counts(await open(sourceCall('digits', { count: 200 }), tenth))).toEqual([180, 20]);
    const image = plainPng(1, 1, [1, 2, 3]);
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at % 2}/${at}.png`, image]));
    expect(counts(await open(sourceCall('images', { folder: '.' }), tenth, await treeWith(twenty)))).toEqual([
      18, 2,
    ]);
    const files = {
      x: idxBytes([20, 1, 1]),
      y: idxBytes(
        [20],
        Array.from({ length: 20 }, (_, at) => at % 2),
      ),
    };
    expect(
      counts(await open(sourceCall('idx', { images: 'x', labels: 'y' }), tenth, await folderWith(files))),
    ).toEqual([18, 2]);
  });
});

describe('listed', () => {
  const image = plainPng(1, 1, [1, 2, 3]);
  const tree = { 'a/1.png': image, 'a/2.png': image, 'b/1.png': image, 'b/2.png': image };

  async function listed(list: string) {
    const folder = await treeWith({ ...tree, 'list.txt': Buffer.from(list) });
    const [data, validation] = [
      sourceCall('images', { folder: '.' }),
      sourceCall('listed', { file: 'list.txt' }),
    ];
    const parts = await openData({ data, validation, transforms: [], seed: 1 }, folder);
    return Array.from({ length: parts.validation.count }, (_, index) => parts.validation.entryOf!(index));
  }

  it('takes files by name or index, a text or a table', async () => {
    expect(await listed('a/2.png\nb/1.png\n')).toEqual(['a/2.png', 'b/1.png']);
    expect(await listed('# held out\r\n\r\n3\r\n./a/1.png\r\n')).toEqual(['a/1.png', 'b/2.png']);
    expect(await listed('"b\\1.png",dog,7\na/1.png;cat\n')).toEqual(['a/1.png', 'b/1.png']);
  });

  it('names the line that it does not understand', async () => {
    await expect(listed('a/1.png\na/9.png\n')).rejects.toMatchObject({
      code: 'data.validation-list',
      line: 1,
      message:
        'Line 2 of list.txt names "a/9.png", which images(".") does not have: write files as in a/1.png, or indices from 0 to 3.',
    });
    await expect(listed('4')).rejects.toThrow(/names "4", which/);
    await expect(listed('0\na/1.png\n')).rejects.toThrow(
      'Line 2 of list.txt names a/1.png again, after line 1.',
    );
    await expect(listed('')).rejects.toMatchObject({ code: 'data.no-validation' });
    await expect(listed('0\n1\n2\n3')).rejects.toThrow(/leave none for training/);
  });
});
