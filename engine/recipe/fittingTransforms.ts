// Which transforms make images of the shape that a network takes, as one would write them in a recipe.

import { formatShape, type Shape } from '../network/shape.ts';

/**
 * Each entry is what stands behind `transform`, the best first: padding where images are smaller, which keeps every pixel as
 * it is; then resizing, and cutting out the middle where they are larger. Empty where nothing does: grey stays grey.
 */
export function fittingTransforms(
  [channels, height = 0, width = 0]: Shape,
  [wanted, rows = 0, columns = 0]: Shape,
): readonly string[] {
  if (channels !== wanted && !(channels === 3 && wanted === 1)) return [];
  const grey = channels === wanted ? [] : ['grayscale'];
  const alike = rows === height && columns === width;
  const extents = rows === columns ? String(rows) : formatShape([rows, columns]);
  const sized: readonly (string | undefined)[] = alike
    ? [undefined]
    : [
        ...(rows >= height && columns >= width ? [padding(rows - height, columns - width)] : []),
        `resize(${extents})`,
        ...(rows <= height && columns <= width ? [`center_crop(${extents})`] : []),
      ];
  return sized.flatMap((call) => {
    const chain = [...(call === undefined ? [] : [call]), ...grey];
    return chain.length === 0 ? [] : [chain.join(', ')];
  });
}

function padding(rows: number, columns: number): string {
  if (rows % 2 === 0 && columns % 2 === 0) {
    return rows === columns ? `pad(${rows / 2})` : `pad(${rows / 2}x${columns / 2})`;
  }
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return `pad([${top}, ${left}, ${rows - top}, ${columns - left}])`;
}
