// What an ONNX file says, as plain data; its weights are named by their place in the file.

import type { ByteRange } from './messageReader.ts';

/** A number, a symbol as `batch`, or undefined where it is not known. */
export type Extent = number | string | undefined;

export interface OnnxFile {
  readonly irVersion: number;
  /** `pytorch 2.4.0` */
  readonly producer: string;
  /** Version of each domain's operators; the standard one is called ''. */
  readonly operatorSets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: FileGraph;
  /** Functions that the file defines in itself; where they are called stand their operators. */
  readonly functions: number;
  readonly bytes: number;
}

export interface FileGraph {
  readonly name: string;
  /** Each after those that it reads, as far as they run in no circle. */
  readonly nodes: readonly FileNode[];
  /** Readings that lead back, in a circle. */
  readonly circular: number;
  readonly tensors: readonly FileTensor[];
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  /** Shapes between nodes that the file tells. */
  readonly values: readonly FileValue[];
}

export interface FileNode {
  readonly name: string;
  readonly operator: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  /** An empty name is an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
  readonly metadata: ReadonlyMap<string, string>;
}

export type FileAttribute =
  | { readonly kind: 'integers'; readonly values: readonly number[]; readonly single: boolean }
  | { readonly kind: 'floats'; readonly values: readonly number[]; readonly single: boolean }
  | { readonly kind: 'texts'; readonly values: readonly string[]; readonly single: boolean }
  | { readonly kind: 'tensor'; readonly tensor: FileTensor }
  /** A graph in the graph, as a branch of `If`; only its size is read, and what it says of its outputs. */
  | { readonly kind: 'graph'; readonly nodes: number; readonly outputs: readonly FileValue[] }
  /** In a function: what the call gives under this name. */
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'other' };

export interface FileTensor {
  readonly name: string;
  /** As the format numbers it: 1 is float32. */
  readonly elementType: number;
  readonly shape: readonly number[];
  readonly data: StoredData;
}

export type StoredData =
  /** Little-endian numbers, one after the other. */
  | { readonly kind: 'raw'; readonly range: ByteRange }
  /** In typed fields of the tensor's message. */
  | { readonly kind: 'typed'; readonly range: ByteRange }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length?: number;
    }
  | { readonly kind: 'none' };

export interface FileValue {
  readonly name: string;
  readonly elementType: number | undefined;
  /** Undefined where the file does not tell. */
  readonly shape: readonly Extent[] | undefined;
}

const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
};

export function elementTypeName(type: number | undefined): string {
  return ELEMENT_TYPES[type ?? 0] ?? '?';
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
