// Compares what ONNX Runtime computes with the float64 interpreter.

import { expect } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import type { Tensor64 } from '../../engine/graph/tensor64.ts';
import type { Program } from '../../engine/runtime/runtime.ts';
import { hostTensors, roundedFeeds } from './hostFeeds.ts';

/** Fails unless all numbers are finite and differ by at most 1e-4 of the largest. NaN is close to nothing. */
export function expectClose(actual: ArrayLike<number>, expected: Float64Array, what: string): void {
  expect(actual.length, `${what}: number of elements`).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= 1e-4 * largest)) {
      expect.fail(`${what}: element ${i} is ${actual[i]}, not ${expected[i]}; the largest is ${largest}.`);
    }
  }
}

/** Runs a prepared graph and the interpreter on the same feeds and compares every output. */
export async function expectAgreement(
  graph: Graph,
  program: Program,
  feeds: ReadonlyMap<string, Tensor64>,
): Promise<void> {
  const rounded = roundedFeeds(feeds);
  const expected = interpret(graph, rounded);
  const actual = await program.run(hostTensors(rounded));
  for (const [name, { data }] of expected) {
    expectClose(Float64Array.from(actual.get(name)!.data as Float32Array), data, `output ${name}`);
  }
}
