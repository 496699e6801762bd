// Turns the hue of an image: to hue, saturation and value, and back.

/**
 * `image` is [3, H, W], from 0 to 1; `turn` is a share of the colour circle. Foley et al., "Computer graphics:
 * principles and practice", 1990, section 13.3: hue sectors of a sixth, value and saturation as they were.
 */
export function turnHue(image: Float32Array, turn: number): void {
  if (turn === 0) return;
  const plane = image.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    const red = image[pixel]!;
    const green = image[plane + pixel]!;
    const blue = image[2 * plane + pixel]!;
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    const sixths = 6 * turn + sector(red, green, blue, value, chroma);
    image[pixel] = value - chroma * lacking(sixths + 5);
    image[plane + pixel] = value - chroma * lacking(sixths + 3);
    image[2 * plane + pixel] = value - chroma * lacking(sixths + 1);
  }
}

/** The hue in sixths of the circle, from red at 0 over green at 2 and blue at 4. */
function sector(red: number, green: number, blue: number, value: number, chroma: number): number {
  if (value === red) return (green - blue) / chroma;
  return value === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
}

/** How much of the chroma a primary colour lacks, its place on the circle having been added to the hue. */
function lacking(sixths: number): number {
  const k = sixths - 6 * Math.floor(sixths / 6);
  return Math.max(0, Math.min(k, 4 - k, 1));
}
