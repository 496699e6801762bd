// What the rule of an operator's shape is given, and how it reads attributes.

import type { Extent, FileNode } from '../onnxFile.ts';

export type Shape = readonly Extent[];
/** Whole numbers that are known before the network runs, as the target of a `Reshape`. */
export type Known = readonly Extent[];

export interface RuleInput {
  readonly node: FileNode;
  /** Undefined where an input is left out or nothing is known. */
  readonly shapes: readonly (Shape | undefined)[];
  readonly known: readonly (Known | undefined)[];
}

/** The shape of each output; undefined where it cannot be told. */
export type ShapeRule = (input: RuleInput) => readonly (Shape | undefined)[];

export function integersOf({ attributes }: FileNode, name: string): readonly number[] | undefined {
  const attribute = attributes.get(name);
  return attribute?.kind === 'integers' ? attribute.values : undefined;
}

export function integerOf(node: FileNode, name: string, absent: number): number {
  return integersOf(node, name)?.[0] ?? absent;
}

export function textOf({ attributes }: FileNode, name: string): string | undefined {
  const attribute = attributes.get(name);
  return attribute?.kind === 'texts' ? attribute.values[0] : undefined;
}

export function floatsOf({ attributes }: FileNode, name: string): readonly number[] | undefined {
  const attribute = attributes.get(name);
  return attribute?.kind === 'floats' ? attribute.values : undefined;
}

/** From the end where it is negative. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Undefined unless all are numbers. */
export function product(extents: readonly Extent[]): number | undefined {
  let result = 1;
  for (const extent of extents) {
    if (typeof extent !== 'number') return undefined;
    result *= extent;
  }
  return result;
}

/** All are numbers. */
export function numbersOf(known: Known | undefined): readonly number[] | undefined {
  return known?.every((value) => typeof value === 'number') ? (known as readonly number[]) : undefined;
}
