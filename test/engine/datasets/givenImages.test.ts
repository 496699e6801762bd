// What a network sees of image files in `predict`, held against what it saw of the same files in training and evaluation.

import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readGivenImages } from '../../../engine/datasets/givenImages.ts';
import { openData } from '../../../engine/datasets/openData.ts';
import type { Attributes, Call } from '../../../engine/network/attribute.ts';
import { elementCount } from '../../../engine/network/shape.ts';
import { transforms } from '../../../engine/recipe/transforms.ts';
import { plainJpeg, treeWith } from './imageFiles.ts';
import { sourceCall } from './sourceCall.ts';

const call = (kind: string, given: Attributes = {}): Call => {
  const { attributes, problems } = transforms.get(kind)!.read(given);
  expect(problems).toEqual([]);
  return { kind, attributes };
};

/** A PNG in which no two pixels are alike. */
function colourful(height: number, width: number, seed: number): Uint8Array {
  const png = new PNG({ width, height });
  for (let at = 0; at < png.data.length; at++) png.data[at] = (at * at * 31 + seed * 97 + 7 * at) % 256;
  return PNG.sync.write(png);
}

const files = Object.fromEntries(
  Array.from({ length: 6 }, (_, at) => [`${at % 2}/${at}.png`, colourful(20, 26, at)]),
);

describe('images given to predict', () => {
  const chains: Readonly<Record<string, readonly Call[]>> = {
    nothing: [],
    center_crop: [call('center_crop', { size: 12 })],
    resize: [call('resize', { size: [9, 15] })],
    grayscale: [call('grayscale')],
    'resize, center_crop, grayscale, normalize': [
      call('resize', { size: 18 }),
      call('center_crop', { size: [14, 13] }),
      call('grayscale'),
      call('normalize'),
    ],
    'normalize, resize, pad, normalize': [
      call('normalize'),
      call('resize', { size: 11 }),
      call('pad', { amount: 2 }),
      call('normalize'),
    ],
  };

  for (const [name, chain] of Object.entries(chains)) {
    const sources: readonly Attributes[] = [{ folder: '.' }, { folder: '.', size: [16, 19] }];
    for (const source of sources) {
      it(`are seen as in evaluation, bit for bit: ${name}${'size' in source ? ' of resized images' : ''}`, async () => {
        const folder = await treeWith(files);
        const data = sourceCall('images', source);
        const { training, validation } = await openData(
          { data, validation: data, transforms: chain, seed: 1 },
          folder,
        );
        const { before = { shape: training.shape, transforms: [] } } = training;
        // As the run's record keeps it.
        const kept = JSON.parse(JSON.stringify(before)) as typeof before;
        const paths = Array.from({ length: validation.count }, (_, index) =>
          join(folder, validation.entryOf!(index)),
        );
        const given = await readGivenImages(paths, kept, validation.shape);
        for (const [index, pixels] of given.entries()) {
          const seen = new Float32Array(elementCount(validation.shape));
          await validation.read([index], seen, new Int32Array(1));
          expect(pixels).toEqual(seen);
        }
      });
    }
  }

  it('of another size are first made of the size of the data, as its source makes them', async () => {
    const folder = await treeWith({ ...files, 'other.jpg': plainJpeg(40, 200, 90) });
    const given = await readGivenImages(
      [join(folder, 'other.jpg')],
      { shape: [3, 20, 26], transforms: [call('center_crop', { size: 4 })] },
      [3, 4, 4],
    );
    expect(new Set(given[0])).toEqual(new Set([Math.fround(90 / 255)]));
  });

  it('are refused where the transforms do not lead to what the network takes', async () => {
    const read = readGivenImages([], { shape: [3, 20, 26], transforms: [call('grayscale')] }, [3, 20, 26]);
    await expect(read).rejects.toThrow(
      "The run's transforms make 1x20x26 of images, and its network takes 3x20x26.",
    );
  });
});
