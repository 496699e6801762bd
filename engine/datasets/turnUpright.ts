// Turns an image the way that its EXIF orientation says, as viewers show it.

import type { DecodedImage } from './decodeImage.ts';

/**
 * Where row 0 and column 0 of the stored image belong (Exif 2.32, 4.6.4): 1 top left, 2 top right, 3 bottom right, 4
 * bottom left; 5 to 8 the same with rows and columns swapped, left top, right top, right bottom, left bottom.
 */
export function turnedUpright(image: DecodedImage, orientation: number): DecodedImage {
  if (orientation === 1) return image;
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [image.height, image.width] : [image.width, image.height];
  const pixels = new Uint8Array(image.pixels.length);
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [storedRow, storedColumn] = swapped ? [column, row] : [row, column];
      const y = fromBottom ? image.height - 1 - storedRow : storedRow;
      const x = fromRight ? image.width - 1 - storedColumn : storedColumn;
      const from = 3 * (y * image.width + x);
      pixels.set(image.pixels.subarray(from, from + 3), 3 * (row * width + column));
    }
  }
  return { ...image, width, height, pixels };
}
