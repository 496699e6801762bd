// From a recipe's words to the images of both splits.
import { describe, expect, test } from 'vitest';
import { openData, openDataSource, SOURCE_OPENERS } from '../../../engine/datasets/openData.ts';
import type { Attributes, Call } from '../../../engine/network/attribute.ts';
import { dataSources } from '../../../engine/recipe/dataSources.ts';
import { readAll } from './countedImages.ts';
import { folderWith, SMALL_MNIST } from './idxFiles.ts';
import { plainPng, treeWith } from './imageFiles.ts';

function source(kind: string, given: Attributes): Call {
  const { attributes, problems } = dataSources.get(kind)!.read(given);
  expect(problems).toEqual([]);
  return { kind, attributes };
}

const open = (data: Call, validation?: Call, transforms: readonly Call[] = [], dataRoot = '/nowhere') =>
  openData({ data, validation, transforms, seed: 1 }, dataRoot);

describe('openData', () => {
  test('opens every declared data source', () => {
    expect(Object.keys(SOURCE_OPENERS).sort()).toEqual([...dataSources.keys()].sort());
  });

  test('draws a sixth as many other digits for validation', async () => {
    const { training, validation } = await open(source('digits', { count: 60, seed: 4 }));
    expect([training.count, validation.count]).toEqual([60, 10]);
    expect([training.description, validation.description]).toEqual([
      'digits(60, seed: 4)',
      'digits(10, seed: 5)',
    ]);
    expect((await readAll(validation)).slice(0, 784)).not.toEqual((await readAll(training)).slice(0, 784));
    const single = await open(source('digits', { count: 1 }));
    expect([single.training.description, single.validation.count]).toEqual(['digits(1)', 1]);
  });

  test('takes the validation source that the recipe names', async () => {
    const { validation } = await open(
      source('digits', { count: 60 }),
      source('digits', { count: 7, seed: 2 }),
    );
    expect(validation.count).toBe(7);
    const alone = await open(source('digits', { count: 7, seed: 2 }));
    expect(await readAll(validation)).toEqual(await readAll(alone.training));
  });

  test('reads MNIST relative to the data root, and its test images for validation', async () => {
    const folder = await folderWith(SMALL_MNIST);
    const here = source('mnist', { folder: '.' });
    const { training, validation } = await open(here, undefined, [], folder);
    expect([training.count, validation.count]).toEqual([3, 2]);
    expect(training.description).toBe('mnist(".")');
    const named = await open(here, source('mnist', { folder }), [], folder);
    expect(await readAll(named.validation)).toEqual(await readAll(validation));
  });

  test('draws a sixth as many other shapes for validation', async () => {
    const { training, validation } = await open(source('shapes', { count: 30 }));
    expect([training.count, validation.count]).toEqual([30, 5]);
    expect([training.description, validation.description]).toEqual(['shapes(30)', 'shapes(5, seed: 2)']);
  });

  test("reads CIFAR's files relative to the data root, and its test images for validation", async () => {
    const folder = await folderWith({
      'train.bin': new Uint8Array(3 * 3074),
      'test.bin': new Uint8Array(2 * 3074),
    });
    const here = source('cifar100', { folder: '.' });
    const { training, validation } = await open(here, undefined, [], folder);
    expect([training.count, validation.count, training.classes.length]).toEqual([3, 2, 100]);
    expect(training.description).toBe('cifar100(".")');
    await expect(open(source('cifar10', { folder }))).rejects.toMatchObject({ code: 'data.missing-file' });
  });

  test('reads images relative to the data root, and describes them as they were written', async () => {
    const image = plainPng(2, 2, [1, 2, 3]);
    const folder = await treeWith({ 'a/1.png': image, 'a/2.png': image, 'b/1.png': image });
    const call = source('images', { folder: '.', size: 2, corrupt: 'skip' });
    const { training, validation } = await open(call, call, [], folder);
    expect([training.count, validation.count]).toEqual([3, 3]);
    expect(training.description).toBe('images(".", size: 2x2, corrupt: skip)');
    expect((await open(source('images', { folder }), call, [], folder)).training.description).toBe(
      `images("${folder}")`,
    );
  });

  test('carries out the transforms on both', async () => {
    const pad = { kind: 'pad', attributes: { amount: 2 } };
    const { training, validation } = await open(source('digits', { count: 6 }), undefined, [pad]);
    expect([training.shape, validation.shape]).toEqual([
      [1, 32, 32],
      [1, 32, 32],
    ]);
  });

  test('refuses validation images of another shape', async () => {
    const folder = await folderWith(SMALL_MNIST);
    await expect(open(source('digits', { count: 9 }), source('mnist', { folder }))).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.shapes-differ',
      message:
        `digits(9) has images of 1x28x28, and validation with mnist("${folder}") has images of 1x2x2. ` +
        'Both must be of one shape.',
    });
  });

  test('names the sources that there are when asked for another', async () => {
    await expect(open({ kind: 'imagenet', attributes: {} })).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.unknown-source',
      message:
        'There is no data source imagenet; there are ' +
        'mnist, digits, shapes, cifar10, cifar100, images, idx, npy, npz, csv, parquet.',
    });
  });
});

describe('openDataSource', () => {
  test('gives the images of a source as they are', async () => {
    const { training, validation } = await openDataSource(source('digits', { count: 12 }), '/nowhere');
    expect([training.count, validation.count]).toEqual([12, 2]);
  });
});
