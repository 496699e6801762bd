// Mean and deviation of a dataset's pixels.

import { elementCount } from '../network/shape.ts';
import type { Dataset } from './dataset.ts';

/** One number for each channel, over all pixels of all images. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  /**
   * Of the pixels as they are (divided by their number, not by one less); 1 for a channel of one single
   * value.
   */
  readonly deviation: readonly number[];
}

/** Images that are read together. */
const GROUP = 256;

/** Reads the whole dataset once. */
export async function measurePixels(dataset: Dataset): Promise<PixelStatistics> {
  const [channels = 0] = dataset.shape;
  const size = elementCount(dataset.shape);
  const plane = size / channels;
  const images = new Float32Array(GROUP * size);
  const labels = new Int32Array(GROUP);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let start = 0; start < dataset.count; start += GROUP) {
    const count = Math.min(GROUP, dataset.count - start);
    const indices = Array.from({ length: count }, (_, place) => start + place);
    await dataset.read(indices, images, labels);
    for (let at = 0; at < count * channels; at++) {
      let sum = 0;
      let square = 0;
      const end = (at + 1) * plane;
      for (let pixel = at * plane; pixel < end; pixel++) {
        const value = images[pixel]!;
        sum += value;
        square += value * value;
      }
      sums[at % channels]! += sum;
      squares[at % channels]! += square;
    }
  }
  const pixels = dataset.count * plane;
  const mean = Array.from(sums, (sum) => sum / pixels);
  const variance = Array.from(squares, (square, channel) => square / pixels - mean[channel]! ** 2);
  // Rounding leaves a variance of about 1e-16 where all pixels are equal; dividing by its root would blow up
  // noise.
  return { mean, deviation: variance.map((value) => (value > 1e-12 ? Math.sqrt(value) : 1)) };
}
