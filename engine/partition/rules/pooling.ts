// Partition rules of pooling, of softmax, and of operators that the text names itself: all treat images apart.

import type { OperationName } from '../../graph/graph.ts';
import type { Partitioner, PartitionRule, Placed } from '../partitioner.ts';
import { applyTo } from './elementwise.ts';
import { imagesOf } from './product.ts';

/** All operands have the batch as their first axis. */
function byImage(
  partition: Partitioner,
  operation: OperationName,
  inputs: readonly Placed[],
  attributes: object,
): readonly Placed[] {
  return [
    partition.split(0, (replica) => {
      const parts = inputs.map((input) => partition.part(input, 0, replica));
      return applyTo(partition, operation, parts, attributes);
    }),
  ];
}

const windows: PartitionRule<'maxPool' | 'maxPoolGradient' | 'averagePool'> = (partition, node, inputs) =>
  byImage(partition, node.operation, inputs, node.attributes);

const averagePoolGradient: PartitionRule<'averagePoolGradient'> = (partition, node, inputs) => {
  const inputShape = imagesOf(node.attributes.inputShape, partition.count);
  return byImage(partition, node.operation, inputs, { ...node.attributes, inputShape });
};

const softmax: PartitionRule<'softmax' | 'logSoftmax'> = (partition, node, [input]) => {
  const { axis, parts } = input as Extract<Placed, { kind: 'split' }>;
  if (axis === node.attributes.axis) return undefined;
  return [
    partition.split(axis, (replica) =>
      applyTo(partition, node.operation, [parts[replica]!], node.attributes),
    ),
  ];
};

const custom: PartitionRule<'custom'> = (partition, node, inputs) => {
  const shape = imagesOf(node.attributes.shape, partition.count);
  return byImage(partition, node.operation, inputs, { ...node.attributes, shape });
};

export const poolingPartitions = {
  maxPool: windows,
  maxPoolGradient: windows,
  averagePool: windows,
  averagePoolGradient,
  softmax,
  logSoftmax: softmax,
  custom,
};
