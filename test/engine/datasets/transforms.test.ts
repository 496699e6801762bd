// Padding and normalisation of both splits.
import { describe, expect, test } from 'vitest';
import { byteImages } from '../../../engine/datasets/byteImages.ts';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import { measurePixels } from '../../../engine/datasets/pixelStatistics.ts';
import { TRANSFORM_PREPARATIONS, transformSplits } from '../../../engine/datasets/transforms.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import { transforms } from '../../../engine/recipe/transforms.ts';
import { countedImages, readAll } from './countedImages.ts';

function bytesDataset(shape: Shape, bytes: readonly number[], count: number): Dataset {
  const classes = ['a', 'b'];
  const labels = new Uint8Array(count);
  return byteImages({ description: 'bytes', shape, classes, bytes: Uint8Array.from(bytes), labels });
}

/** A call as the language makes it: checked, with defaults filled in. */
function checkedCall(kind: string, given: Attributes) {
  const { attributes, problems } = transforms.get(kind)!.read(given);
  expect(problems).toEqual([]);
  return { kind, attributes };
}

const pad = (amount: number | number[]) => checkedCall('pad', { amount });
const normalize = (given: Attributes = {}) => checkedCall('normalize', given);
const same = (dataset: Dataset) => ({ training: dataset, validation: dataset });

describe('transformSplits', () => {
  test('carries out every declared transform', () => {
    expect(Object.keys(TRANSFORM_PREPARATIONS).sort()).toEqual([...transforms.keys()].sort());
  });

  test('leaves the data alone without transforms', async () => {
    const splits = same(countedImages(2, [1, 2, 2]));
    expect(await transformSplits(splits, [])).toEqual(splits);
  });

  test('pads each side by its own amount, in every channel', async () => {
    const dataset = bytesDataset([2, 1, 2], [51, 102, 153, 204], 1);
    const { training } = await transformSplits(same(dataset), [pad([1, 0, 0, 2])]);
    expect(training.shape).toEqual([2, 2, 4]);
    const pixels = (await readAll(training)).map((pixel) => Math.round(pixel * 255));
    expect(pixels).toEqual([0, 0, 0, 0, 51, 102, 0, 0, 0, 0, 0, 0, 153, 204, 0, 0]);
  });

  test('pads with zeros whatever the buffer held before, and keeps labels', async () => {
    const { validation } = await transformSplits(same(countedImages(12, [1, 1, 1])), [pad(1)]);
    const images = new Float32Array(2 * 9).fill(7);
    const labels = new Int32Array(2);
    await validation.read([11, 3], images, labels);
    const expected = [11, 3].flatMap((pixel) => [0, 0, 0, 0, pixel, 0, 0, 0, 0]);
    expect([...images]).toEqual(expected);
    expect([...labels]).toEqual([1, 3]);
  });

  test('normalises by one number for all channels, or one for each', async () => {
    const dataset = bytesDataset([2, 1, 1], [255, 51], 1);
    const one = await transformSplits(same(dataset), [normalize({ mean: 0.5, deviation: 0.25 })]);
    expect(await readAll(one.training)).toEqual([2, Math.fround((Math.fround(0.2) - 0.5) * 4)]);
    expect(one.training.levels).toEqual({ black: [-2, -2], white: [2, 2] });
    const each = await transformSplits(same(dataset), [normalize({ mean: [0.5, 0], deviation: [0.25, 1] })]);
    expect(await readAll(each.training)).toEqual([2, Math.fround(0.2)]);
    expect(each.training.levels).toEqual({ black: [-2, 0], white: [2, 1] });
  });

  test('measures the training images where no numbers are given, and validation follows', async () => {
    // Channel 0: 0 and 255, mean 1/2 and deviation 1/2. Channel 1: 51 twice, which is left with deviation 1.
    const training = bytesDataset([2, 1, 1], [0, 51, 255, 51], 2);
    const validation = bytesDataset([2, 1, 1], [255, 255], 1);
    const after = await transformSplits({ training, validation }, [normalize()]);
    const fifth = Math.fround(0.2);
    expect(await readAll(after.training)).toEqual([-1, 0, 1, 0]);
    expect(await readAll(after.validation)).toEqual([1, Math.fround(1 - fifth)]);
  });

  test('measures what is not given alone', async () => {
    const dataset = bytesDataset([1, 1, 1], [0, 255], 2);
    const after = await transformSplits(same(dataset), [normalize({ mean: 0 })]);
    expect(await readAll(after.training)).toEqual([0, 2]);
  });

  test('measures once, however often the data is read', async () => {
    const counted = countedImages(3, [1, 1, 1]);
    let reads = 0;
    const read: Dataset['read'] = (...given) => {
      reads += 1;
      return counted.read(...given);
    };
    const { training } = await transformSplits(same({ ...counted, read }), [normalize()]);
    expect(reads).toBe(1);
    await readAll(training);
    await readAll(training);
    expect(reads).toBe(3);
  });

  test('works through the transforms in their order', async () => {
    const dataset = bytesDataset([1, 1, 1], [255], 1);
    const numbers = normalize({ mean: 0.5, deviation: 0.5 });
    const padSides = pad([0, 1, 0, 0]);
    expect(await readAll((await transformSplits(same(dataset), [padSides, numbers])).training)).toEqual([
      -1, 1,
    ]);
    expect(await readAll((await transformSplits(same(dataset), [numbers, padSides])).training)).toEqual([
      0, 1,
    ]);
  });

  test('refuses numbers for another number of channels', async () => {
    const call = { kind: 'normalize', attributes: { mean: [0.1, 0.2], deviation: [1, 1] } };
    await expect(transformSplits(same(countedImages(1, [3, 2, 2])), [call])).rejects.toMatchObject({
      name: 'UserError',
      code: 'data.normalize-needs-one-per-channel',
      message: expect.stringContaining('lists 2 numbers, and the images have 3 channels'),
    });
  });
});

describe('measurePixels', () => {
  test('gives mean and deviation of each channel over all images, in groups of any size', async () => {
    const count = 700;
    const { mean, deviation } = await measurePixels(countedImages(count, [2, 1, 1]));
    // Channel 0 is i, channel 1 is i + 1/1024, for i below 700: variance (n² - 1) / 12.
    const expected = Math.sqrt((count * count - 1) / 12);
    expect(mean[0]).toBeCloseTo(349.5, 9);
    expect(mean[1]).toBeCloseTo(349.5 + 1 / 1024, 5);
    expect(deviation[0]).toBeCloseTo(expected, 8);
    expect(deviation[1]).toBeCloseTo(expected, 4);
  });
});
