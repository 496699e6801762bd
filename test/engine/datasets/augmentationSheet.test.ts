// Sheets of augmented images: which rows there are, and what is in them.
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeAugmentationSheet } from '../../../engine/datasets/augmentationSheet.ts';
import { byteImages } from '../../../engine/datasets/byteImages.ts';
import { transformSplits } from '../../../engine/datasets/transforms.ts';
import { randomStream } from '../../../engine/random.ts';

const LABELS = 43;
/** Of the first epoch. */
const order = [...randomStream(1, 'order', 1).permutation(4)];

/** Four grey images of 1x3 pixels whose left pixel is dark and right one bright, normalised. */
async function ramps() {
  const bytes = Uint8Array.from([0, 100, 200, 10, 110, 210, 20, 120, 220, 30, 130, 230]);
  const dataset = byteImages({
    description: 'ramps',
    shape: [1, 1, 3],
    classes: ['a'],
    bytes,
    labels: new Uint8Array(4),
  });
  const normalize = { kind: 'normalize', attributes: { mean: [0.3], deviation: [0.2] } };
  return (await transformSplits({ training: dataset, validation: dataset }, [normalize])).training;
}

/** The rows of a grey PNG file without filters. */
function rowsOf(png: Uint8Array): { width: number; height: number; rows: number[][] } {
  const file = Buffer.from(png);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const start = file.indexOf('IDAT') + 4;
  const lines = inflateSync(file.subarray(start, start + file.readUInt32BE(start - 8)));
  const rows = Array.from({ length: height }, (_, row) => [
    ...lines.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
  ]);
  return { width, height, rows };
}

test('a sheet has the images as they look, before and after, with a label beside each row', async () => {
  const flip = [{ kind: 'flip_horizontal', attributes: { p: 1 } }];
  const { width, height, rows } = rowsOf(await writeAugmentationSheet(await ramps(), flip, 1));
  // A row is as high as a label of seven pixels with one around it, and a gap.
  expect([width, height]).toEqual([LABELS + 4 * 4, 6 + 2 * 10 + 6]);
  expect(rows[6]!.slice(LABELS)).toEqual(order.flatMap((at) => [10 * at, 100 + 10 * at, 200 + 10 * at, 32]));
  expect(rows[16]!.slice(LABELS)).toEqual(order.flatMap((at) => [200 + 10 * at, 100 + 10 * at, 10 * at, 32]));
  for (const top of [6, 16]) {
    const label = rows.slice(top, top + 10).flatMap((row) => row.slice(0, LABELS));
    expect(new Set(label)).toEqual(new Set([32, 224]));
  }
});

test('mixing alone has a row of its own beside the images before', async () => {
  const mixup = [{ kind: 'mixup', attributes: { alpha: 1, p: 1 } }];
  const { height, rows } = rowsOf(await writeAugmentationSheet(await ramps(), mixup, 1));
  expect(height).toBe(6 + 2 * 10 + 6);
  expect(rows[6]![LABELS + 1]).toBe(100 + 10 * order[0]!);
  // Images differ by tens: a mixture keeps the steps of a hundred.
  const [left = 0, middle, right] = rows[16]!.slice(LABELS, LABELS + 3);
  expect([middle! - left, right! - left]).toEqual([100, 200]);
});
