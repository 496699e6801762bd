// A dataset for tests whose pixels tell which image and which place they are of.
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import { elementCount, type Shape } from '../../../engine/network/shape.ts';

/** Pixel p of image i is i + p / 1024; the class of image i is i modulo 10. */
export function countedImages(count: number, shape: Shape): Dataset {
  const size = elementCount(shape);
  return {
    description: `counted(${count})`,
    shape,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    count,
    async read(indices, images, labels) {
      indices.forEach((index, place) => {
        for (let pixel = 0; pixel < size; pixel++) images[place * size + pixel] = index + pixel / 1024;
        labels[place] = index % 10;
      });
    },
  };
}

/** All images of a dataset, one after another. */
export async function readAll(dataset: Dataset): Promise<number[]> {
  const images = new Float32Array(dataset.count * elementCount(dataset.shape));
  const indices = Array.from({ length: dataset.count }, (_, index) => index);
  await dataset.read(indices, images, new Int32Array(dataset.count));
  return [...images];
}
