// Datasets as plain data and shared memory, so that another thread reads the same images without a copy of them.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';

/** What structured cloning carries to another thread; arrays lie in `SharedArrayBuffer`s. */
export type PortableDataset = PortableBytes | PortableDrawing | PortableTransform;

/** Decoded images. */
export interface PortableBytes {
  readonly kind: 'bytes';
  readonly description: string;
  /** [channels, height, width] */
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly count: number;
  /** Image i is the (i modulo perBlock)-th of block i / perBlock, [C, H, W] each. */
  readonly blocks: readonly Uint8Array[];
  readonly perBlock: number;
  /** [count] */
  readonly labels: Uint8Array | Int32Array;
}

/** Images that the program draws: what is drawn by one thread is there for all. */
export interface PortableDrawing {
  readonly kind: 'drawing';
  readonly source: 'digits' | 'shapes';
  readonly count: number;
  readonly seed: number;
}

/** A transform whose numbers are known. */
export interface PortableTransform {
  readonly kind: 'transform';
  readonly call: Call;
  readonly of: PortableDataset;
}

/** A copy in shared memory; what lies there already is returned as it is. */
export function shared<T extends Uint8Array | Int32Array>(numbers: T): T {
  if (numbers.buffer instanceof SharedArrayBuffer) return numbers;
  const memory = new SharedArrayBuffer(numbers.byteLength);
  const copy = numbers instanceof Int32Array ? new Int32Array(memory) : new Uint8Array(memory);
  copy.set(numbers);
  return copy as T;
}

/** `length` zeros in shared memory. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}
