// Fits the tensors of a weights file to the names and shapes that a network expects.

import { formatShape } from '../network/shape.ts';
import { UserError } from '../userError.ts';
import { readSafetensors, type StoredTensor } from './safetensors.ts';
import type { FloatTensor } from './trainingState.ts';

/**
 * Reads the expected tensors of a file as float32. Others in the file are passed over.
 * @throws UserError `weights.mismatch` where one is missing or has another shape, and what `readSafetensors` throws.
 */
export async function readWeights(
  file: string,
  expected: ReadonlyMap<string, readonly number[]>,
): Promise<ReadonlyMap<string, FloatTensor>> {
  const { tensors } = await readSafetensors(file);
  return fitTensors(file, tensors, expected);
}

export function fitTensors(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  expected: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, FloatTensor> {
  const fitted = new Map<string, FloatTensor>();
  for (const [name, shape] of expected) {
    const stored = tensors.get(name);
    if (stored === undefined) throw missing(file, name, [...tensors.keys()]);
    if (!sameExtents(stored.shape, shape)) {
      throw mismatch(
        file,
        `\`${name}\` is ${words(stored.shape)} there and ${words(shape)} in the network: the weights are of another ` +
          'network, or it was changed since',
      );
    }
    fitted.set(name, { shape, data: asFloat32(file, name, stored) });
  }
  return fitted;
}

function missing(file: string, name: string, present: readonly string[]): UserError {
  const shown = present.slice(0, 3).map((other) => `\`${other}\``);
  const has = shown.length === 0 ? 'is empty' : `has ${shown.join(', ')}${present.length > 3 ? ', …' : ''}`;
  return mismatch(file, `the network's parameter \`${name}\` is not in it; the file ${has}`);
}

function mismatch(file: string, reason: string): UserError {
  return new UserError('weights.mismatch', `The weights in ${file} do not fit the network: ${reason}.`, {
    file,
  });
}

function asFloat32(file: string, name: string, { data }: StoredTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  throw mismatch(file, `\`${name}\` holds whole numbers where the network has floats`);
}

function sameExtents(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

function words(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : formatShape(shape);
}
