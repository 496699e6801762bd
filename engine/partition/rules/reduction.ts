// Partition rules of reductions: over the batch, each replica reduces its part, and the results are put together.

import type { Value } from '../../graph/graph.ts';
import type { Partitioner, PartitionRule, Placed } from '../partitioner.ts';
import { applyTo } from './elementwise.ts';

type Reduction = 'reduceSum' | 'reduceMean' | 'reduceMax';

type Combine = (partition: Partitioner, parts: readonly Value[]) => Placed;

function reduction<K extends Reduction>(combine: Combine): PartitionRule<K> {
  return (partition, node, [input]) => {
    const { axes, keepDimensions } = node.attributes;
    const { axis, parts } = input as Extract<Placed, { kind: 'split' }>;
    const reduce = (replica: number) =>
      applyTo(partition, node.operation, [parts[replica]!], node.attributes);
    if (axes.includes(axis)) return [combine(partition, partition.onEach(reduce))];
    const removed = keepDimensions ? 0 : axes.filter((reduced) => reduced < axis).length;
    return [partition.split(axis - removed, reduce)];
  };
}

const sum: Combine = (partition, parts) => partition.sum(parts);

/** Of parts of one size. */
const mean: Combine = (partition, parts) => {
  const { builder, count } = partition;
  const whole = partition.gathered(partition.sum(parts));
  return partition.whole([whole], () => [builder.apply('multiply', [whole, builder.scalar(1 / count)])])[0]!;
};

const largest: Combine = (partition, parts) => {
  const { builder } = partition;
  return partition.whole([], () => [parts.reduce((a, b) => builder.apply('maximum', [a, b]))])[0]!;
};

export const reductionPartitions = {
  reduceSum: reduction<'reduceSum'>(sum),
  reduceMean: reduction<'reduceMean'>(mean),
  reduceMax: reduction<'reduceMax'>(largest),
};
