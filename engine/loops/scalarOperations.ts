// Operations on single numbers, which come between the passes over vectors.

import type { GraphNode, OperationName } from '../graph/graph.ts';

type Compute = (operands: readonly number[]) => number;

/** Float64 of float32 operands, rounded once more where it is stored, equals float32 arithmetic for all of these. */
const operations: Partial<Record<OperationName, Compute>> = {
  add: ([a, b]) => a! + b!,
  subtract: ([a, b]) => a! - b!,
  multiply: ([a, b]) => a! * b!,
  divide: ([a, b]) => a! / b!,
  maximum: ([a, b]) => Math.max(a!, b!),
  minimum: ([a, b]) => Math.min(a!, b!),
  negate: ([a]) => -a!,
  abs: ([a]) => Math.abs(a!),
  sqrt: ([a]) => Math.sqrt(a!),
  reciprocal: ([a]) => 1 / a!,
  greater: ([a, b]) => Number(a! > b!),
  select: ([condition, whenTrue, whenFalse]) => (condition === 1 ? whenTrue! : whenFalse!),
};

/** @throws Error for an operation that is not among them */
export function scalarOf(node: GraphNode, operands: readonly number[]): number {
  if (node.operation === 'constant') return node.attributes.data[0]!;
  const compute = operations[node.operation];
  if (compute === undefined) throw new Error(`Loops have no ${node.operation} of scalars.`);
  return compute(operands);
}
