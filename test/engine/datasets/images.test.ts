// Class folders of images: classes, splits, sizes, damaged files, and the limit of what is kept.
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sortByClass } from '../../../engine/datasets/classFolders.ts';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import { imageDataset } from '../../../engine/datasets/imageDataset.ts';
import { listImageFolder } from '../../../engine/datasets/imageFolder.ts';
import { openImages } from '../../../engine/datasets/images.ts';
import { inside, plainJpeg, plainPng, treeWith, twoClasses } from './imageFiles.ts';

const plain = { size: null, corrupt: 'refuse' } as const;

const opened = (place: string, options: Partial<Parameters<typeof openImages>[1]> = {}) =>
  openImages(place, { ...plain, ...options }, { description: 'images("here")', keptBytes: 2 ** 20 });

/** Labels and the first pixel's red, green and blue of every image, as bytes. */
async function firstPixels({ count, shape, read }: Dataset) {
  const size = shape[0]! * shape[1]! * shape[2]!;
  const plane = size / 3;
  const pixels = new Float32Array(count * size);
  const labels = new Int32Array(count);
  await read([...Array(count).keys()], pixels, labels);
  return [...labels].map((label, at) => [
    label,
    ...[0, 1, 2].map((channel) => Math.round(pixels[at * size + channel * plane]! * 255)),
  ]);
}

describe('openImages', () => {
  test('numbers the classes in the order of their names, and reads red, green and blue', async () => {
    const dataset = await opened(await treeWith(twoClasses)).training();
    expect([dataset.classes, dataset.shape, dataset.count]).toEqual([['cat', 'dog'], [3, 2, 2], 2]);
    expect(dataset.description).toBe('images("here")');
    expect(await firstPixels(dataset)).toEqual([
      [0, 255, 0, 0],
      [1, 0, 255, 0],
    ]);
  });

  test('reads JPEG and PNG whatever their names say, in the order of their paths, at any depth', async () => {
    const folder = await treeWith({
      'a/2.png': plainJpeg(8, 8, 100),
      'a/1.JPEG': plainPng(8, 8, [10, 20, 30]),
      'b/deeper/still/1.jpg': plainJpeg(8, 8, 200),
    });
    expect(await firstPixels(await opened(folder).training())).toEqual([
      [0, 10, 20, 30],
      [0, 100, 100, 100],
      [1, 200, 200, 200],
    ]);
  });

  test('passes over hidden files and what is no image, and follows links', async () => {
    const notes = { 'cat/notes.txt': Buffer.from('cats'), '.cache/x/1.png': plainPng(2, 2, [1, 1, 1]) };
    const folder = await treeWith({ ...twoClasses, ...notes, 'cat/._1.png': Buffer.from('mac') });
    const elsewhere = await treeWith({ '1.png': plainPng(2, 2, [0, 0, 255]) });
    await symlink(elsewhere, join(folder, 'emu'));
    const dataset = await opened(folder).training();
    expect(dataset.classes).toEqual(['cat', 'dog', 'emu']);
    expect((await firstPixels(dataset))[2]).toEqual([2, 0, 0, 255]);
  });

  test('takes both splits from folders for training and validation', async () => {
    const other = { 'cat/2.png': plainPng(2, 2, [9, 9, 9]), 'dog/2.png': plainPng(2, 2, [8, 8, 8]) };
    for (const name of ['val', 'test', 'valid', 'validation']) {
      const folder = await treeWith({ ...inside('train', twoClasses), ...inside(name, other) });
      const { training, validation } = await opened(folder).splits();
      expect((await firstPixels(training))[0]).toEqual([0, 255, 0, 0]);
      expect(await firstPixels(validation)).toEqual([
        [0, 9, 9, 9],
        [1, 8, 8, 8],
      ]);
      expect(await firstPixels(await opened(folder).training())).toEqual(await firstPixels(training));
      expect(await firstPixels(await opened(folder).validation())).toEqual(await firstPixels(validation));
    }
  });

  test('measures on val rather than on test', async () => {
    const folder = await treeWith({
      ...inside('train', twoClasses),
      ...inside('test', { 'cat/1.png': plainPng(2, 2, [1, 1, 1]), 'dog/1.png': plainPng(2, 2, [1, 1, 1]) }),
      ...inside('val', { 'cat/1.png': plainPng(2, 2, [2, 2, 2]), 'dog/1.png': plainPng(2, 2, [2, 2, 2]) }),
    });
    const { validation } = await opened(folder).splits();
    expect((await firstPixels(validation))[0]).toEqual([0, 2, 2, 2]);
  });

  test('takes folders named train and bus for classes', async () => {
    const image = plainPng(2, 2, [1, 2, 3]);
    const dataset = await opened(await treeWith({ 'train/1.png': image, 'bus/1.png': image })).training();
    expect(dataset.classes).toEqual(['bus', 'train']);
  });

  test('sets every tenth image of each class aside where there is nothing else to measure on', async () => {
    const numbered = (name: string, count: number) =>
      Array.from({ length: count }, (_, index): [string, Uint8Array] => [
        `${name}/${String(index).padStart(2, '0')}.png`,
        plainPng(1, 1, [index, 0, 0]),
      ]);
    const folder = await treeWith(Object.fromEntries([...numbered('a', 25), ...numbered('b', 12)]));
    const { training, validation } = await opened(folder).splits();
    expect(await firstPixels(validation)).toEqual([
      [0, 9, 0, 0],
      [0, 19, 0, 0],
      [1, 9, 0, 0],
    ]);
    expect(training.count).toBe(34);
    expect((await opened(folder).training()).count).toBe(37);
  });

  test('asks for images to measure on where there are too few', async () => {
    const folder = await treeWith(twoClasses);
    await expect(opened(folder).splits()).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.no-validation',
      message:
        `${folder} has fewer than ten images of each class, too few to set some aside: name other images with ` +
        '`validation: images("…")`.',
    });
  });

  test('resizes the shorter side and cuts out the centre where a size is given', async () => {
    const folder = await treeWith({
      'a/1.png': plainPng(4, 7, [50, 60, 70]),
      'b/1.png': plainPng(2, 2, [1, 2, 3]),
    });
    const dataset = await opened(folder, { size: [2, 3] }).training();
    expect(dataset.shape).toEqual([3, 2, 3]);
    expect(await firstPixels(dataset)).toEqual([
      [0, 50, 60, 70],
      [1, 1, 2, 3],
    ]);
  });

  test('refuses images of several sizes without one', async () => {
    const folder = await treeWith({ ...twoClasses, 'dog/2.png': plainPng(2, 3, [0, 0, 0]) });
    await expect(opened(folder).training()).rejects.toMatchObject({
      code: 'data.image-size',
      message:
        `${folder}/dog/2.png is 2x3, and ${folder}/cat/1.png is 2x2: images must be of one size. Write ` +
        '`size: 32` to resize them all.',
    });
  });

  test('refuses a damaged image, or leaves it out and counts it', async () => {
    const damaged = plainPng(2, 2, [5, 5, 5]).subarray(0, 50);
    const folder = await treeWith({ ...twoClasses, 'cat/0.png': damaged, 'dog/9.png': Buffer.from('hello') });
    await expect(opened(folder).training()).rejects.toMatchObject({
      code: 'data.corrupt-image',
      message: expect.stringMatching(
        /cat\/0\.png is (damaged|incomplete) \(.*\)\. Replace it, or write `corrupt: skip` to leave such files out\.$/,
      ),
    });
    const dataset = await opened(folder, { corrupt: 'skip' }).training();
    expect(dataset.skipped).toEqual({ count: 2, first: expect.stringContaining('cat/0.png is ') });
    expect(await firstPixels(dataset)).toEqual([
      [0, 255, 0, 0],
      [1, 0, 255, 0],
    ]);
  });

  test('refuses a folder of which no image can be read', async () => {
    const folder = await treeWith({ 'a/1.png': Buffer.from('x'), 'b/1.png': Buffer.from('y') });
    await expect(opened(folder, { corrupt: 'skip' }).training()).rejects.toMatchObject({
      code: 'data.no-images',
      message: `None of the 2 images of ${folder} can be read: ${folder}/a/1.png is no JPEG, PNG or WebP image.`,
    });
  });

  test('refuses folders without classes, and formats that it does not read', async () => {
    const image = plainPng(1, 1, [0, 0, 0]);
    const refused = async (files: Readonly<Record<string, Uint8Array>>) => {
      const folder = await treeWith(files);
      const error = await opened(folder)
        .training()
        .then(
          () => undefined,
          (thrown: Error) => thrown,
        );
      return error?.message.replaceAll(folder, 'FOLDER').replace(/as in .*\/cat/, 'as in HERE/cat');
    };
    const rule = 'Images lie in one folder for each class, as in HERE/cat/1.jpg.';
    expect(await refused({})).toBe(`FOLDER has no JPEG, PNG or WebP image. ${rule}`);
    expect(await refused({ '1.png': image, 'a/1.png': image })).toBe(
      `FOLDER has the image 1.png outside of any class. ${rule}`,
    );
    expect(await refused({ 'a/1.png': image, 'a/2.png': image })).toBe(
      'FOLDER has images of one class only, a: a classifier needs two or more.',
    );
    expect(await refused({ 'a/1.png': image, 'b/1.gif': image })).toBe(
      'FOLDER/b/1.gif is an image of a format that is not read: only JPEG, PNG and WebP are. Convert it, or take it away.',
    );
  });

  test('says what it looked for where there is no such folder', async () => {
    await expect(opened('/nowhere/cats').training()).rejects.toMatchObject({
      code: 'data.missing-folder',
      message:
        'The folder /nowhere/cats, where images are looked for, does not exist. Write the path of a folder that holds ' +
        'one folder for each class, or of a tar archive of such folders.',
    });
  });

  test('ends where a link leads back into itself', async () => {
    const folder = await treeWith(twoClasses);
    await symlink(folder, join(folder, 'cat/again'));
    await expect(opened(folder).training()).rejects.toMatchObject({ code: 'data.too-deep' });
  });

  test('tells a link to nowhere by its path', async () => {
    const folder = await treeWith(twoClasses);
    await symlink('/nowhere.png', join(folder, 'cat/2.png'));
    await expect(opened(folder).training()).rejects.toMatchObject({
      code: 'data.unreadable',
      message: `${folder}/cat/2.png cannot be read (ENOENT). Check its permissions, or where it links to.`,
    });
  });
});

describe('imageDataset', () => {
  test('gives the same images whether it keeps all, some or none of them', async () => {
    const colours = Array.from({ length: 7 }, (_, index): [string, Uint8Array] => [
      `${index % 2}/${index}.png`,
      plainPng(3, 2, [index, 2 * index, 100 + index]),
    ]);
    const files = sortByClass(await listImageFolder(await treeWith(Object.fromEntries(colours)))).whole!;
    const kept = async (keptBytes: number) => {
      const dataset = await imageDataset(files, { description: 'x', ...plain, keptBytes });
      const { portable } = dataset;
      const blocks = portable?.kind === 'files' ? portable.blocks : [];
      // What lies beyond the limit is not in memory.
      expect(blocks.reduce((sum, { length }) => sum + length, 0)).toBe(
        keptBytes < 1e6 ? 18 * Math.floor(keptBytes / 18) : 0,
      );
      return firstPixels(dataset);
    };
    const all = await kept(1e6);
    expect(all.length).toBe(7);
    expect(await kept(3 * 18 + 1)).toEqual(all);
    expect(await kept(0)).toEqual(all);
  });

  test('names the file that was damaged after it was first read', async () => {
    const folder = await treeWith(twoClasses);
    const files = sortByClass(await listImageFolder(folder)).whole!;
    const dataset = await imageDataset(files, { description: 'x', ...plain, keptBytes: 0 });
    await writeFile(join(folder, 'dog/1.png'), 'spoilt');
    await expect(dataset.read([1], new Float32Array(12), new Int32Array(1))).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.corrupt-image',
      message: `${folder}/dog/1.png is no JPEG, PNG or WebP image; it was whole when it was first read. Put it back.`,
    });
  });
});
