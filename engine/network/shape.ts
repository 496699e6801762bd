// Shapes of one sample as it flows through a network.

/**
 * Shape of one sample, never with the batch: `[channels, height, width]` for a feature map, `[features]`
 * for a vector.
 */
export type Shape = readonly number[];

/** Number of elements of one sample. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** As users read and write it: `6x28x28`, `120`. */
export function formatShape(shape: Shape): string {
  return shape.join('x');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
