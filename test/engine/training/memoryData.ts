// Small made-up images in memory, and their batches in a seeded order.

import type { Batch, BatchOptions, Dataset } from '../../../engine/datasets/dataset.ts';
import type { Shape } from '../../../engine/network/shape.ts';
import { randomStream } from '../../../engine/random.ts';

/** Noise with a brighter stripe whose row tells the class: learnable, and the same for the same seed. */
export function stripes(shape: Shape, classes: number, count: number, seed: number): Dataset {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const stream = randomStream(seed, 'stripes');
  const width = shape[2]!;
  const samples = Array.from({ length: count }, (_, index) => {
    const label = index % classes;
    const image = Float32Array.from({ length: size }, () => stream.next());
    for (let x = 0; x < width; x++) image[label * width + x]! += 1;
    return { image, label };
  });
  return {
    description: `stripes(${count})`,
    shape,
    classes: Array.from({ length: classes }, (_, label) => `row ${label}`),
    count,
    read(indices, images, labels) {
      indices.forEach((index, place) => {
        images.set(samples[index]!.image, place * size);
        labels[place] = samples[index]!.label;
      });
      return Promise.resolve();
    },
  };
}

export async function* streamMemory(options: BatchOptions): AsyncGenerator<Batch> {
  const { dataset, batch, seed, epoch, shuffle, skip } = options;
  const order = shuffle
    ? [...randomStream(seed, 'order', epoch).permutation(dataset.count)]
    : Array.from({ length: dataset.count }, (_, index) => index);
  const size = dataset.shape.reduce((product, extent) => product * extent, 1);
  const batches = shuffle ? Math.floor(order.length / batch) : Math.ceil(order.length / batch);
  for (let number = skip; number < batches; number++) {
    const indices = order.slice(number * batch, (number + 1) * batch);
    const images = new Float32Array(batch * size);
    const labels = new Int32Array(batch);
    await dataset.read(indices, images, labels);
    yield { images, labels, count: indices.length };
  }
}
