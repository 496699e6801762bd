// Batches: their order, their determinism, resuming, and buffers that stay still while the caller works.
import { describe, expect, test } from 'vitest';
import { streamBatches } from '../../../engine/datasets/batches.ts';
import type { BatchOptions, Dataset } from '../../../engine/datasets/dataset.ts';
import { UserError } from '../../../engine/userError.ts';
import { countedImages } from './countedImages.ts';

const TRAINING: BatchOptions = {
  dataset: countedImages(23, [1, 2, 2]),
  augmentations: [],
  batch: 5,
  seed: 1,
  epoch: 1,
  shuffle: true,
  skip: 0,
};
const SHIFT = [{ kind: 'shift', attributes: { pixels: 1 } }];

/** Copies of all batches. */
async function collect(options: Partial<BatchOptions>) {
  const batches: { images: number[]; labels: number[]; count: number }[] = [];
  for await (const { images, labels, count } of streamBatches({ ...TRAINING, ...options })) {
    batches.push({ images: [...images], labels: [...labels], count });
  }
  return batches;
}

/** The indices that a batch of counted images holds. */
const indicesOf = (batch: { images: number[]; count: number }) =>
  Array.from({ length: batch.count }, (_, place) => Math.floor(batch.images[place * 4]!));

describe('streamBatches', () => {
  test('gives an epoch of full batches in a random order, each image at most once', async () => {
    const batches = await collect({});
    expect(batches.map((batch) => batch.count)).toEqual([5, 5, 5, 5]);
    expect(batches.map(indicesOf)).toEqual([
      [2, 4, 17, 16, 9],
      [21, 0, 8, 19, 1],
      [20, 10, 3, 13, 11],
      [5, 6, 14, 18, 22],
    ]);
    expect(new Set(batches.flatMap(indicesOf)).size).toBe(20);
  });

  test('pairs each image with its class', async () => {
    for (const batch of await collect({})) {
      expect(batch.labels).toEqual(indicesOf(batch).map((index) => index % 10));
    }
  });

  test('orders every epoch and seed anew, and repeats them exactly', async () => {
    const first = await collect({ augmentations: SHIFT });
    expect(await collect({ augmentations: SHIFT })).toEqual(first);
    expect(await collect({ augmentations: SHIFT, epoch: 2 })).not.toEqual(first);
    expect(await collect({ augmentations: SHIFT, seed: 2 })).not.toEqual(first);
  });

  test('leaves other images out in other epochs', async () => {
    const left = new Set<number>();
    for (let epoch = 1; epoch <= 60; epoch++) {
      const seen = new Set((await collect({ epoch })).flatMap(indicesOf));
      for (let index = 0; index < 23; index++) if (!seen.has(index)) left.add(index);
    }
    expect(left.size).toBe(23);
  });

  test('goes on in the middle of an epoch as if it had never stopped', async () => {
    const all = await collect({ augmentations: SHIFT });
    for (let skip = 0; skip <= 4; skip++) {
      expect(await collect({ augmentations: SHIFT, skip })).toEqual(all.slice(skip));
    }
    expect(await collect({ skip: 9 })).toEqual([]);
  });

  test('augments an image by its index, whatever batch it is in', async () => {
    const imagesByIndex = async (batch: number) => {
      const found = new Map<number, string>();
      // The order depends on seed and epoch alone, so the images meet in batches of another size.
      for (const { images, labels, count } of await collect({ batch, augmentations: NOISE })) {
        for (let place = 0; place < count; place++) {
          const image = images.slice(place * 4, place * 4 + 4);
          found.set(Math.round(image[0]!), `${labels[place]}: ${image.join()}`);
        }
      }
      return found;
    };
    const NOISE = [{ kind: 'noise', attributes: { deviation: 0.01 } }];
    const [small, large] = [await imagesByIndex(4), await imagesByIndex(20)];
    expect(large.size).toBe(20);
    for (const [index, image] of large) expect(small.get(index)).toBe(image);
  });

  test('evaluates all images in their order, the last batch filled up with zeros', async () => {
    const batches = await collect({ shuffle: false });
    expect(batches.flatMap(indicesOf)).toEqual(Array.from({ length: 23 }, (_, index) => index));
    expect(batches.map((batch) => batch.count)).toEqual([5, 5, 5, 5, 3]);
    expect(batches[4]!.images.slice(12)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(batches[4]!.labels).toEqual([0, 1, 2, 0, 0]);
  });

  test('evaluates fewer images than a batch', async () => {
    const batches = await collect({ shuffle: false, batch: 100 });
    expect(batches.map((batch) => batch.count)).toEqual([23]);
  });

  test('refuses to train on fewer images than a batch', () => {
    expect(() => streamBatches({ ...TRAINING, batch: 24 })).toThrow(
      new UserError(
        'data.fewer-than-batch',
        "The recipe's batch is 24, and counted(23) has only 23 images. Write `batch 23` or less, or take " +
          'more images.',
      ),
    );
  });

  test('prepares the next batch while the caller works, and leaves the one at hand alone', async () => {
    const started: number[] = [];
    const counted = countedImages(23, [1, 2, 2]);
    const read: Dataset['read'] = async (indices, images, labels) => {
      started.push(indices[0]!);
      await new Promise((resolve) => setImmediate(resolve));
      await counted.read(indices, images, labels);
    };
    const seen: number[] = [];
    for await (const batch of streamBatches({ ...TRAINING, dataset: { ...counted, read }, shuffle: false })) {
      const step = seen.length;
      expect(started).toEqual([0, 5, 10, 15, 20].slice(0, step + 2));
      const before = [...batch.images];
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect([...batch.images]).toEqual(before);
      seen.push(Math.floor(before[0]!));
    }
    expect(seen).toEqual([0, 5, 10, 15, 20]);
  });

  test('holds two batches in memory, however many it gives', async () => {
    const buffers = new Set<Float32Array>();
    for await (const batch of streamBatches(TRAINING)) buffers.add(batch.images);
    expect(buffers.size).toBe(2);
  });

  test('ends with the error of a dataset that cannot be read', async () => {
    const broken = new UserError('data.truncated', 'The file ends too early.');
    const counted = countedImages(23, [1, 2, 2]);
    const read: Dataset['read'] = async (indices, ...rest) => {
      if (indices.includes(12)) throw broken;
      await counted.read(indices, ...rest);
    };
    const given: number[] = [];
    const run = async () => {
      const options = { ...TRAINING, dataset: { ...counted, read }, shuffle: false };
      for await (const batch of streamBatches(options)) given.push(batch.count);
    };
    await expect(run()).rejects.toBe(broken);
    expect(given).toEqual([5, 5]);
  });

  test('may be left early while the next batch fails', async () => {
    const counted = countedImages(23, [1, 2, 2]);
    const read: Dataset['read'] = async (indices, ...rest) => {
      if (indices.includes(5)) throw new Error('never asked for');
      await counted.read(indices, ...rest);
    };
    const options = { ...TRAINING, dataset: { ...counted, read }, shuffle: false };
    for await (const batch of streamBatches(options)) {
      expect(batch.count).toBe(5);
      break;
    }
    // An unhandled rejection would fail the test run.
    await new Promise((resolve) => setImmediate(resolve));
  });
});
