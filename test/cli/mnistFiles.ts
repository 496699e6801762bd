// A small folder of MNIST's files for the command line's tests.

import { idxBytes } from '../engine/datasets/idxFiles.ts';

/** `count` images of black and white columns in turn, of the digits 0 to 9 in turn, for training and test alike. */
export function mnistFiles(count: number): Record<string, Uint8Array> {
  const pixels = Array.from({ length: count * 784 }, (_, pixel) => (pixel % 2) * 255);
  const images = idxBytes([count, 28, 28], pixels);
  const labels = idxBytes([count], digitsInTurn(count));
  return {
    'train-images-idx3-ubyte': images,
    'train-labels-idx1-ubyte': labels,
    't10k-images-idx3-ubyte': images,
    't10k-labels-idx1-ubyte': labels,
  };
}

export function digitsInTurn(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index % 10);
}
