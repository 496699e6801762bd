// A picture of what a recipe's augmentations do: rows of images before and after them, and after mixing.

import type { Call } from '../network/attribute.ts';
import { elementCount, type Shape } from '../network/shape.ts';
import { randomStream } from '../random.ts';
import { prepareAugmentation } from './augmentations.ts';
import { encodePng } from './contactSheet.ts';
import type { Dataset } from './dataset.ts';
import { levelsOf } from './levels.ts';
import { drawWord, LETTER_HEIGHT, wordWidth } from './sheetLetters.ts';

/** One row of a sheet: images of one shape, [count, C, H, W], pixels from 0 to 1. */
export interface SheetRow {
  readonly label: 'before' | 'after' | 'mixed';
  readonly pixels: Float32Array;
}

/** The same images in each of its rows. */
export type SheetGroup = readonly SheetRow[];

const GROUPS = 5;
/** A sheet is about this wide, with 4 to 16 images side by side. */
const WIDTH = 1000;

/**
 * The first training images of the first epoch as the network would see them without augmentation, with it, and where
 * images are mixed, each row mixed as a batch of its own.
 */
export async function writeAugmentationSheet(
  dataset: Dataset,
  augmentations: readonly Call[],
  seed: number,
): Promise<Uint8Array> {
  const { shape, count } = dataset;
  const columns = Math.min(count, Math.max(4, Math.min(16, Math.floor(WIDTH / (shape[2] ?? 1)))));
  const order = randomStream(seed, 'order', 1).permutation(count);
  const groups: SheetGroup[] = [];
  for (let start = 0; start + columns <= count && groups.length < GROUPS; start += columns) {
    const indices = [...order.subarray(start, start + columns)];
    groups.push(await groupFrom(dataset, augmentations, indices, { seed, step: groups.length }));
  }
  return drawSheet(groups, shape, columns);
}

/** The first training images of the first epoch, at most `count`: before augmentation, after it, and mixed. */
export async function augmentedGroup(
  dataset: Dataset,
  augmentations: readonly Call[],
  seed: number,
  count: number,
): Promise<SheetGroup> {
  const order = randomStream(seed, 'order', 1).permutation(dataset.count);
  return groupFrom(dataset, augmentations, [...order.subarray(0, count)], { seed, step: 0 });
}

async function groupFrom(
  dataset: Dataset,
  augmentations: readonly Call[],
  indices: readonly number[],
  { seed, step }: { readonly seed: number; readonly step: number },
): Promise<SheetGroup> {
  const size = elementCount(dataset.shape);
  const { image, mix } = prepareAugmentation(augmentations, dataset, indices.length);
  const images = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  await dataset.read(indices, images, labels);
  const rows: SheetRow[] = [{ label: 'before', pixels: toUnit(images, dataset) }];
  if (image !== undefined) {
    for (const [place, index] of indices.entries())
      image(images, place * size, randomStream(seed, 'augmentation', 1, index));
    rows.push({ label: 'after', pixels: toUnit(images, dataset) });
  }
  if (mix !== undefined) {
    mix(images, labels, randomStream(seed, 'mixing', 1, step));
    rows.push({ label: 'mixed', pixels: toUnit(images, dataset) });
  }
  return rows;
}

/** A copy as it looks, whatever the transforms made of black and white. */
function toUnit(images: Float32Array, dataset: Dataset): Float32Array {
  const { black, white } = levelsOf(dataset);
  const [channels = 1] = dataset.shape;
  const plane = elementCount(dataset.shape) / channels;
  return images.map((value, at) => {
    const channel = Math.floor(at / plane) % channels;
    return (value - black[channel]!) / (white[channel]! - black[channel]!);
  });
}

const GAP = 1;
const GROUP_GAP = 6;
const GROUND = 32;
const LABEL_WIDTH = wordWidth('before') + 8;

/** The groups one below the other, each row with its label on the left; colour for three channels, grey otherwise. */
export function drawSheet(groups: readonly SheetGroup[], shape: Shape, columns: number): Uint8Array {
  const [channels = 1, height = 1, width = 1] = shape;
  const shown = channels === 3 ? 3 : 1;
  const rowHeight = Math.max(height, LETTER_HEIGHT + 2) + GAP;
  const rows = groups.reduce((sum, group) => sum + group.length, 0);
  const sheetWidth = LABEL_WIDTH + columns * (width + GAP);
  const sheetHeight = GROUP_GAP + rows * rowHeight + groups.length * GROUP_GAP;
  const bytes = new Uint8Array(sheetWidth * sheetHeight * shown).fill(GROUND);
  const set = (row: number, column: number, channel: number, byte: number) => {
    bytes[(row * sheetWidth + column) * shown + channel] = byte;
  };
  let top = GROUP_GAP;
  for (const group of groups) {
    for (const { label, pixels } of group) {
      const middle = top + Math.floor((rowHeight - LETTER_HEIGHT) / 2);
      drawWord(label, (row, column) => {
        for (let channel = 0; channel < shown; channel++) set(middle + row, 4 + column, channel, 224);
      });
      for (let at = 0; at < columns; at++) {
        for (let pixel = 0; pixel < shown * height * width; pixel++) {
          const channel = Math.floor(pixel / (height * width));
          const place = pixel - channel * height * width;
          const value = pixels[at * channels * height * width + pixel]!;
          const row = top + Math.floor(place / width);
          const column = LABEL_WIDTH + at * (width + GAP) + (place % width);
          set(row, column, channel, Math.round(Math.max(0, Math.min(1, value)) * 255));
        }
      }
      top += rowHeight;
    }
    top += GROUP_GAP;
  }
  return encodePng(bytes, sheetWidth, sheetHeight, shown);
}
