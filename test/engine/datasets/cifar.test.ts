// The binary files of CIFAR-10 and CIFAR-100: read plane by plane, and refused when they are damaged.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CIFAR10, CIFAR100, readCifar } from '../../../engine/datasets/cifar.ts';
import { cifar10Classes, cifar100Classes } from '../../../engine/recipe/cifarClasses.ts';
import { folderWith, temporaryFolder } from './idxFiles.ts';

/** One record: the labels, then planes of red, green and blue of one value each but for their first pixel. */
function record(labels: readonly number[], colour: readonly number[]): Uint8Array {
  const planes = colour.map((value) => new Uint8Array(1024).fill(value, 1));
  return Buffer.concat([Uint8Array.from(labels), ...planes]);
}

const batches = (image: (batch: number) => Uint8Array) =>
  Object.fromEntries([1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.bin`, image(batch)]));

const smallCifar10: Readonly<Record<string, Uint8Array>> = {
  ...batches((batch) => Buffer.concat([record([batch], [51, 102, 255]), record([0], [batch, 0, 0])])),
  'test_batch.bin': record([9], [1, 2, 3]),
};

const read10 = (folder: string, split: 'training' | 'test') =>
  readCifar(folder, CIFAR10, split, { classes: cifar10Classes, description: 'cifar10("x")' });

describe('readCifar', () => {
  test('reads the five batches one after another, red before green before blue', async () => {
    const dataset = await read10(await folderWith(smallCifar10), 'training');
    expect([dataset.count, dataset.shape, dataset.classes]).toEqual([10, [3, 32, 32], cifar10Classes]);
    const images = new Float32Array(2 * 3072);
    const labels = new Int32Array(2);
    await dataset.read([4, 9], images, labels);
    expect([...labels]).toEqual([3, 0]);
    const at = (image: number, channel: number, pixel: number) =>
      Math.round(images[(image * 3 + channel) * 1024 + pixel]! * 255);
    expect([at(0, 0, 0), at(0, 0, 1), at(0, 0, 1023)]).toEqual([0, 51, 51]);
    expect([at(0, 1, 0), at(0, 1, 1), at(0, 2, 0), at(0, 2, 1)]).toEqual([0, 102, 0, 255]);
    expect([at(1, 0, 1), at(1, 1, 1)]).toEqual([5, 0]);
  });

  test('reads the test batch alone, also in the folder that the original archive makes', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'cifar-10-batches-bin'));
    for (const [name, bytes] of Object.entries(smallCifar10)) {
      await writeFile(join(folder, 'cifar-10-batches-bin', name), bytes);
    }
    expect((await read10(folder, 'test')).count).toBe(1);
  });

  test("takes CIFAR-100's fine labels, which come second", async () => {
    const folder = await folderWith({
      'train.bin': record([4, 72], [1, 1, 1]),
      'test.bin': record([3, 0], [1, 1, 1]),
    });
    const dataset = await readCifar(folder, CIFAR100, 'training', {
      classes: cifar100Classes,
      description: 'cifar100("x")',
    });
    const labels = new Int32Array(1);
    await dataset.read([0], new Float32Array(3072), labels);
    expect(dataset.classes[labels[0]!]).toBe('seal');
  });

  test('says which file is missing and what lies there', async () => {
    const { 'data_batch_3.bin': _left, ...rest } = smallCifar10;
    const folder = await folderWith(rest);
    await expect(read10(folder, 'training')).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.missing-file',
      message:
        `${folder} has no data_batch_3.bin, a file of CIFAR-10's binary version. It holds data_batch_1.bin, ` +
        'data_batch_2.bin, data_batch_4.bin, data_batch_5.bin, test_batch.bin.',
    });
    await expect(read10('/nowhere', 'test')).rejects.toMatchObject({
      code: 'data.missing-folder',
      message:
        'The folder /nowhere, where the files of CIFAR-10 are looked for, does not exist. Write the path of the folder ' +
        'that holds data_batch_1.bin, or use `shapes(12000)`.',
    });
  });

  test('refuses files that are empty, cut off or of another set', async () => {
    const refused = async (bytes: Uint8Array) => {
      const folder = await folderWith({ ...smallCifar10, 'test_batch.bin': bytes });
      return read10(folder, 'test').then(
        () => undefined,
        (error: { readonly code: string; readonly message: string }) => [error.code, error.message],
      );
    };
    expect(await refused(new Uint8Array(0))).toEqual([
      'data.empty-file',
      'test_batch.bin is empty. Download it again.',
    ]);
    expect(await refused(new Uint8Array(3073 + 3072))).toEqual([
      'data.truncated',
      'test_batch.bin has 6145 bytes: 1 images of 3073 bytes and 3072 more. It is cut off, or another file. Download it again.',
    ]);
    const wrong = Buffer.concat([record([9], [0, 0, 0]), record([10], [0, 0, 0])]);
    expect(await refused(wrong)).toEqual([
      'data.label-out-of-range',
      'test_batch.bin has the label 10 for image 1; labels go from 0 to 9. It is damaged, or of another data set. Download ' +
        'it again.',
    ]);
  });
});

test('the names of the classes are those of the data set, in the order of the alphabet', () => {
  for (const [names, count] of [
    [cifar10Classes, 10],
    [cifar100Classes, 100],
  ] as const) {
    expect(names.length).toBe(count);
    expect([...names].sort()).toEqual(names);
    expect(new Set(names).size).toBe(count);
  }
});
