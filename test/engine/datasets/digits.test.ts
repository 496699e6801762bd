// The drawn digits: the same for ever, balanced, legible, and neither trivial nor hopeless to tell apart.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digits } from '../../../engine/datasets/digits.ts';

async function draw(count: number, seed: number, first = 0) {
  const images = new Float32Array(count * 784);
  const labels = new Int32Array(count);
  const indices = Array.from({ length: count }, (_, place) => first + place);
  await digits(first + count, seed).read(indices, images, labels);
  return { images, labels };
}

type Drawn = Awaited<ReturnType<typeof draw>>;

/** The class of the nearest of `known`, by squared distance of pixels. */
function nearest(known: Drawn, image: Float32Array): number {
  let best = { distance: Infinity, label: -1 };
  known.labels.forEach((label, place) => {
    let distance = 0;
    for (let pixel = 0; pixel < 784 && distance < best.distance; pixel++) {
      distance += (known.images[place * 784 + pixel]! - image[pixel]!) ** 2;
    }
    if (distance < best.distance) best = { distance, label };
  });
  return best.label;
}

function accuracy(known: Drawn, asked: Drawn): number {
  let right = 0;
  asked.labels.forEach((label, place) => {
    const image = asked.images.subarray(place * 784, (place + 1) * 784);
    if (nearest(known, image) === label) right += 1;
  });
  return right / asked.labels.length;
}

/** The mean image of each class. */
function meansOf({ images, labels }: Drawn): Drawn {
  const means = new Float32Array(7840);
  labels.forEach((label, place) => {
    for (let pixel = 0; pixel < 784; pixel++) {
      means[label * 784 + pixel]! += (images[place * 784 + pixel]! * 10) / labels.length;
    }
  });
  return { images: means, labels: Int32Array.from({ length: 10 }, (_, label) => label) };
}

describe('digits', () => {
  test('draws the same images for ever', async () => {
    const { images, labels } = await draw(1000, 1);
    const bytes = Uint8Array.from(images, (pixel) => Math.round(pixel * 255));
    expect([...labels.subarray(0, 20)]).toEqual([7, 0, 5, 4, 1, 2, 6, 3, 8, 9, 5, 0, 7, 9, 3, 6, 4, 1, 8, 2]);
    expect([...bytes.subarray(14 * 28 + 8, 14 * 28 + 20)]).toEqual([0, 0, 0, 0, 0, 18, 222, 170, 0, 0, 0, 0]);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      'debac2e46162550d977d353f17e35d45cad60515c3a77e232106497ddba154d2',
    );
  });

  test('draws image i from the seed and i alone', async () => {
    const all = await draw(60, 3);
    const some = { images: new Float32Array(3 * 784), labels: new Int32Array(3) };
    await digits(5000, 3).read([41, 7, 41], some.images, some.labels);
    expect([...some.labels]).toEqual([41, 7, 41].map((index) => all.labels[index]));
    const expected = [41, 7, 41].flatMap((index) => [...all.images.subarray(index * 784, (index + 1) * 784)]);
    expect([...some.images]).toEqual(expected);
  });

  test('draws other images for another seed', async () => {
    const [one, other] = [await draw(100, 1), await draw(100, 2)];
    expect([...one.labels]).not.toEqual([...other.labels]);
    const seen = new Set(
      Array.from({ length: 100 }, (_, at) => one.images.subarray(at * 784, (at + 1) * 784).join()),
    );
    for (let at = 0; at < 100; at++)
      expect(seen.has(other.images.subarray(at * 784, (at + 1) * 784).join())).toBe(false);
  });

  test('reads images beyond those that it keeps', async () => {
    const { images, labels } = await draw(2, 1, 400_000);
    const again = await draw(1, 1, 400_001);
    expect([...again.images]).toEqual([...images.subarray(784)]);
    expect(again.labels[0]).toBe(labels[1]);
  });

  test('holds every digit once in each ten, in an order that varies', async () => {
    const { labels } = await draw(500, 4);
    const orders = new Set<string>();
    for (let start = 0; start < 500; start += 10) {
      const ten = [...labels.subarray(start, start + 10)];
      orders.add(ten.join(''));
      expect(ten.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(orders.size).toBe(50);
  });

  test('is ink of 1 on paper of 0, inside a blank border, about as dark as MNIST', async () => {
    const { images } = await draw(1000, 5);
    let sum = 0;
    for (let at = 0; at < 1000; at++) {
      const image = images.subarray(at * 784, (at + 1) * 784);
      expect(Math.min(...image)).toBe(0);
      expect(Math.max(...image)).toBeGreaterThan(0.6);
      expect(Math.max(...image)).toBeLessThanOrEqual(1);
      image.forEach((pixel, place) => {
        const [row, column] = [Math.floor(place / 28), place % 28];
        if (row === 0 || column === 0 || row === 27 || column === 27) expect(pixel).toBe(0);
        sum += pixel;
      });
    }
    const mean = sum / images.length;
    expect(mean).toBeGreaterThan(0.11);
    expect(mean).toBeLessThan(0.17);
  });

  test('can be told apart by shape, and not by where the ink lies', async () => {
    const [known, asked] = [await draw(2000, 6), await draw(300, 7)];
    // On MNIST the nearest of the classes' mean images is right for 0.82, the nearest of 2000 images for
    // about 0.9.
    const byMeans = accuracy(meansOf(known), asked);
    expect(byMeans).toBeGreaterThan(0.5);
    expect(byMeans).toBeLessThan(0.85);
    const byNeighbour = accuracy(known, asked);
    expect(byNeighbour).toBeGreaterThan(0.75);
    expect(byNeighbour).toBeLessThan(0.95);
    expect(byNeighbour).toBeGreaterThan(byMeans);
  });
});
