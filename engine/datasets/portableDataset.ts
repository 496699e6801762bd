// Datasets as plain data and shared memory, so that another thread reads the same images without a copy of them.

import type { Call } from '../network/attribute.ts';
import type { Shape } from '../network/shape.ts';

/** What structured cloning carries to another thread; arrays lie in `SharedArrayBuffer`s. */
export type PortableDataset =
  | PortableBytes
  | PortableFiles
  | PortableArray
  | PortableDrawing
  | PortableSubset
  | PortableTransform;

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

/** Image files of which some are decoded, and the others are decoded each time they are read. */
export interface PortableFiles {
  readonly kind: 'files';
  readonly description: string;
  /** [3, height, width] */
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly count: number;
  /** As in `ImageStore`. */
  readonly blocks: readonly Uint8Array[];
  readonly keptBytes: number;
  /** [count] */
  readonly labels: Int32Array;
  /** For messages, as in `LabelledFiles`. */
  readonly place: string;
  readonly source: string;
  /** The last ones, those that are not kept: their paths, and where they lie. */
  readonly files: readonly { readonly path: string; readonly at: FileLocation }[];
}

/** Numbers of an array, of any type and order. */
export interface PortableArray {
  readonly kind: 'array';
  readonly description: string;
  /** [channels, height, width] */
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly count: number;
  /** [count] */
  readonly labels: Uint8Array | Int32Array;
  /** As NumPy describes it: `<f4`. */
  readonly type: string;
  /** What becomes 1. */
  readonly scale: number;
  /** Between neighbours, counted in numbers. */
  readonly steps: ArraySteps;
  /** All of them, or where in a file the first one begins: images are then read each time they are used. */
  readonly numbers: Uint8Array | { readonly file: string; readonly start: number };
}

export interface ArraySteps {
  readonly image: number;
  readonly channel: number;
  readonly row: number;
  readonly column: number;
}

/** An absolute path, or the file's content in shared memory. */
export type FileLocation = string | Uint8Array;

/** Images that the program draws: what is drawn by one thread is there for all. */
export interface PortableDrawing {
  readonly kind: 'drawing';
  readonly source: 'digits' | 'shapes';
  readonly count: number;
  readonly seed: number;
  readonly drawn: DrawnMemory;
}

/** Images that were drawn so far, and those that were not. */
export interface DrawnMemory {
  /** [C, H, W] each, of the first images; those beyond are drawn each time. */
  readonly bytes: Uint8Array;
  /** Their classes, 255 for what is not drawn yet. */
  readonly labels: Uint8Array;
}

/** Some of a dataset's images, in this order. */
export interface PortableSubset {
  readonly kind: 'subset';
  readonly indices: Int32Array;
  readonly of: PortableDataset;
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
