// The first values of a network's parameters, from a seed.

import type { Initializer, Network, NetworkParameter } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';
import { type RandomStream, randomStream } from '../random.ts';
import { UserError } from '../userError.ts';

/**
 * First values by parameter name, row by row, in the order of the network. Each parameter draws from a stream
 * of its own name, so that another layer more or less does not change them.
 *
 * @throws UserError `training.memory` where a parameter is larger than any memory
 */
export function initializeParameters(network: Network, seed: number): ReadonlyMap<string, Float32Array> {
  const parameters = network.layers.flatMap((layer) => layer.parameters);
  return new Map(parameters.map((parameter) => [parameter.name, initialize(parameter, seed)]));
}

function initialize(parameter: NetworkParameter, seed: number): Float32Array {
  try {
    return drawValues(parameter, seed);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const { name, shape } = parameter;
    const count = elementCount(shape).toLocaleString('en-US');
    const message =
      `\`${name}\` would hold ${count} numbers, more than the memory does: ` +
      'make its layer smaller, or what comes before it.';
    throw new UserError('training.memory', message, { cause });
  }
}

function drawValues({ name, shape, initializer }: NetworkParameter, seed: number): Float32Array {
  const stream = randomStream(seed, 'parameter', name);
  if (initializer.kind === 'orthogonal') return orthogonal(stream, shape, initializer.gain);
  const draw = drawFrom(initializer, stream);
  return Float32Array.from({ length: elementCount(shape) }, draw);
}

function drawFrom(
  initializer: Exclude<Initializer, { readonly kind: 'orthogonal' }>,
  stream: RandomStream,
): () => number {
  switch (initializer.kind) {
    case 'constant':
      return () => initializer.value;
    case 'he':
      return normal(stream, Math.sqrt(2 / initializer.fanIn));
    case 'lecun':
      return normal(stream, Math.sqrt(1 / initializer.fanIn));
    case 'glorot':
      return uniform(stream, Math.sqrt(6 / (initializer.fanIn + initializer.fanOut)));
    case 'uniform_fan_in':
      return uniform(stream, 1 / Math.sqrt(initializer.fanIn));
    case 'normal':
      return normal(stream, initializer.deviation);
  }
}

function normal(stream: RandomStream, deviation: number): () => number {
  return () => stream.normal() * deviation;
}

/** Uniform in [-bound, bound). */
function uniform(stream: RandomStream, bound: number): () => number {
  return () => (2 * stream.next() - 1) * bound;
}

/**
 * The tensor as a matrix [shape[0], the rest] with orthonormal rows, or columns where there are more rows,
 * times `gain` (Saxe, McClelland and Ganguli, 2013): Gram and Schmidt's process on vectors of normal numbers.
 */
function orthogonal(stream: RandomStream, shape: readonly number[], gain: number): Float32Array {
  const rows = shape[0] ?? 1;
  const columns = elementCount(shape.slice(1));
  const wide = rows <= columns;
  const basis = orthonormalBasis(stream, Math.min(rows, columns), Math.max(rows, columns));
  const values = new Float32Array(rows * columns);
  basis.forEach((vector, i) => {
    vector.forEach((element, j) => {
      values[wide ? i * columns + j : j * columns + i] = element * gain;
    });
  });
  return values;
}

/** `count` orthonormal vectors of `length` numbers; `count` is at most `length`. */
function orthonormalBasis(stream: RandomStream, count: number, length: number): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    // Twice is enough: one pass leaves errors of rounding where little of the vector is left (Kahan).
    for (let pass = 0; pass < 2; pass++) {
      for (const unit of basis) subtractMultiple(vector, unit, dot(vector, unit));
    }
    const norm = Math.sqrt(dot(vector, vector));
    // A vector that all but lies in the span of the others is drawn again.
    if (norm > 1e-6) basis.push(vector.map((element) => element / norm));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtractMultiple(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] = a[i]! - factor * b[i]!;
}
