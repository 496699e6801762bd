// The four files of MNIST: found under each of their names, and refused when they do not belong together.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readMnist } from '../../../engine/datasets/mnist.ts';
import { folderWith, idxBytes, SMALL_MNIST } from './idxFiles.ts';

const CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const readSplit = (folder: string, split: 'training' | 'test') =>
  readMnist(folder, split, CLASSES, `mnist("${folder}")`);

describe('readMnist', () => {
  test('reads the training images with pixels from 0 to 1', async () => {
    const dataset = await readSplit(await folderWith(SMALL_MNIST), 'training');
    expect(dataset.count).toBe(3);
    expect(dataset.shape).toEqual([1, 2, 2]);
    const images = new Float32Array(8);
    const labels = new Int32Array(2);
    await dataset.read([2, 0], images, labels);
    expect([...images]).toEqual([1, 0, 1, 0, 0, ...Float32Array.of(0.2, 0.4), 1]);
    expect([...labels]).toEqual([9, 7]);
  });

  test('reads the test images', async () => {
    const dataset = await readSplit(await folderWith(SMALL_MNIST), 'test');
    expect(dataset.count).toBe(2);
    const images = new Float32Array(4);
    const labels = new Int32Array(1);
    await dataset.read([1], images, labels);
    expect([...images].map((pixel) => Math.round(pixel * 255))).toEqual([50, 60, 70, 80]);
    expect([...labels]).toEqual([2]);
  });

  test('finds packed files, and files with a dot before idx', async () => {
    const entries = Object.entries(SMALL_MNIST);
    const packed = Object.fromEntries(entries.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
    expect((await readSplit(await folderWith(packed), 'training')).count).toBe(3);
    const dotted = Object.fromEntries(
      entries.map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes] as const),
    );
    expect((await readSplit(await folderWith(dotted), 'test')).count).toBe(2);
  });

  test('says which file is missing, what it looked for and what lies there', async () => {
    const { 'train-labels-idx1-ubyte': _left, ...rest } = SMALL_MNIST;
    const folder = await folderWith(rest);
    await expect(readSplit(folder, 'training')).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.missing-file',
      file: folder,
      message:
        `${folder} has no file of MNIST's train-labels: looked for train-labels-idx1-ubyte, ` +
        'train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte, train-labels.idx1-ubyte.gz. It holds ' +
        't10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, train-images-idx3-ubyte.',
    });
  });

  test('says that the folder is missing', async () => {
    const folder = `${await folderWith({})}/nowhere`;
    await expect(readSplit(folder, 'training')).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.missing-folder',
      message:
        `The folder ${folder}, where the files of MNIST are looked for, does not exist. Write the path of ` +
        `the folder ` +
        'that holds train-images-idx3-ubyte.gz, or use `digits(12000)`.',
    });
  });

  test('refuses labels of another number than the images', async () => {
    const folder = await folderWith({
      ...SMALL_MNIST,
      'train-labels-idx1-ubyte': idxBytes([4], [1, 2, 3, 4]),
    });
    await expect(readSplit(folder, 'training')).rejects.toMatchObject({
      code: 'data.label-count',
      message:
        'train-labels-idx1-ubyte has 4 labels, and train-images-idx3-ubyte has 3 images: they do not belong ' +
        '' +
        'together. Take both from the same download.',
    });
  });

  test('refuses a label beyond the classes', async () => {
    const folder = await folderWith({ ...SMALL_MNIST, 'train-labels-idx1-ubyte': idxBytes([3], [9, 10, 3]) });
    await expect(readSplit(folder, 'training')).rejects.toMatchObject({
      code: 'data.label-out-of-range',
      message: expect.stringContaining('has the label 10 for image 1; labels go from 0 to 9.'),
    });
  });

  test('refuses files without images', async () => {
    const empty = {
      'train-images-idx3-ubyte': idxBytes([0, 28, 28]),
      'train-labels-idx1-ubyte': idxBytes([0]),
    };
    await expect(readSplit(await folderWith({ ...SMALL_MNIST, ...empty }), 'training')).rejects.toMatchObject(
      {
        code: 'data.no-images',
        message: 'train-images-idx3-ubyte declares 0 x 28 x 28 bytes, which is no image. Download it again.',
      },
    );
  });
});
