// Partition rules of operations that compute each number of its own place, broadcasting their operands.

import type { OperationName, Value } from '../../graph/graph.ts';
import type { Partitioner, PartitionRule, Placed } from '../partitioner.ts';

type Elementwise =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'maximum'
  | 'minimum'
  | 'negate'
  | 'abs'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'reciprocal'
  | 'power'
  | 'erf'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'relu'
  | 'step'
  | 'greater'
  | 'equal'
  | 'select'
  | 'toFloat';

/** All operands are split where the first split one is, counted from the last axis; those repeated there stay whole. */
export const elementwise: PartitionRule<Elementwise> = (partition, node, inputs) => {
  const rank = node.outputs[0]!.shape.length;
  const first = inputs.findIndex(({ kind }) => kind === 'split');
  const leading = inputs[first] as Extract<Placed, { kind: 'split' }>;
  const axis = leading.axis + rank - node.inputs[first]!.shape.length;
  const result = partition.split(axis, (replica) => {
    const operands = inputs.map((input, index) => {
      const own = axis - rank + node.inputs[index]!.shape.length;
      return operand(partition, input, node.inputs[index]!, own, replica);
    });
    return applyTo(partition, node.operation, operands, node.attributes);
  });
  return [result];
};

function operand(partition: Partitioner, input: Placed, source: Value, axis: number, replica: number): Value {
  const repeated = axis < 0 || source.shape[axis] === 1;
  return repeated ? partition.gathered(input) : partition.part(input, axis, replica);
}

/** The types of `operation` and `attributes` agree, as they come from one node. */
export function applyTo<K extends OperationName>(
  { builder }: Partitioner,
  operation: K,
  inputs: readonly Value[],
  attributes: object,
): Value {
  return builder.apply(operation, inputs, ...([attributes] as never));
}

export const elementwisePartitions = {
  add: elementwise,
  subtract: elementwise,
  multiply: elementwise,
  divide: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  negate: elementwise,
  abs: elementwise,
  exp: elementwise,
  log: elementwise,
  sqrt: elementwise,
  reciprocal: elementwise,
  power: elementwise,
  erf: elementwise,
  tanh: elementwise,
  sigmoid: elementwise,
  softplus: elementwise,
  relu: elementwise,
  step: elementwise,
  greater: elementwise,
  equal: elementwise,
  select: elementwise,
  toFloat: elementwise,
};
