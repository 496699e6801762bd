// Partition rules of matrix products and convolutions.

import type { TensorShape, Value } from '../../graph/graph.ts';
import { type PartitionRule, type Placed, partShape } from '../partitioner.ts';
import { applyTo } from './elementwise.ts';

/**
 * Rows of a against a whole b, or products of matrices side by side, are each replica's own. Where the extent that is summed over
 * is split, each replica has a term of the sum.
 */
const matmul: PartitionRule<'matmul'> = (partition, node, [a, b, bias]) => {
  const { attributes } = node;
  const rank = node.outputs[0]!.shape.length;
  const [rows, inner] = attributes.transposeA ? [rank - 1, rank - 2] : [rank - 2, rank - 1];
  const innerOfB = attributes.transposeB ? rank - 1 : rank - 2;
  const product = (factors: readonly Value[]) => partition.builder.apply('matmul', factors, attributes);
  const withBias = bias === undefined ? [] : [partition.gathered(bias)];
  if (a!.kind === 'split' && a!.axis < rank - 2) {
    const { axis } = a!;
    const factors = (replica: number) => [a!, b!].map((factor) => partition.part(factor, axis, replica));
    return [partition.split(axis, (replica) => product([...factors(replica), ...withBias]))];
  }
  if (a!.kind === 'split' && a!.axis === rows && b!.kind === 'whole') {
    const { parts } = a!;
    const whole = partition.gathered(b!);
    return [partition.split(rank - 2, (replica) => product([parts[replica]!, whole, ...withBias]))];
  }
  const summed = [a!, b!].some(
    (factor, index) => factor.kind === 'split' && factor.axis === [inner, innerOfB][index],
  );
  if (!summed || bias !== undefined) return undefined;
  const terms = partition.onEach((replica) =>
    product([partition.part(a!, inner, replica), partition.part(b!, innerOfB, replica)]),
  );
  return [partition.sum(terms)];
};

/** Images against whole weights. */
const convolution: PartitionRule<'convolution'> = (partition, { attributes }, [x, ...weights]) => {
  if (!splitByImage(x!) || weights.some(({ kind }) => kind === 'split')) return undefined;
  const whole = weights.map((weight) => partition.gathered(weight));
  const { parts } = x;
  return [
    partition.split(0, (replica) =>
      applyTo(partition, 'convolution', [parts[replica]!, ...whole], attributes),
    ),
  ];
};

const convolutionInputGradient: PartitionRule<'convolutionInputGradient'> = (
  partition,
  { attributes },
  [dy, w],
) => {
  if (!splitByImage(dy!) || w!.kind === 'split') return undefined;
  const whole = partition.gathered(w!);
  const { parts } = dy;
  const own = { ...attributes, inputShape: imagesOf(attributes.inputShape, partition.count) };
  return [
    partition.split(0, (replica) =>
      applyTo(partition, 'convolutionInputGradient', [parts[replica]!, whole], own),
    ),
  ];
};

/** The weight's gradient is the sum of those of the images. */
const convolutionWeightGradient: PartitionRule<'convolutionWeightGradient'> = (
  partition,
  { attributes },
  [x, dy],
) => {
  const terms = partition.onEach((replica) =>
    applyTo(
      partition,
      'convolutionWeightGradient',
      [partition.part(x!, 0, replica), partition.part(dy!, 0, replica)],
      attributes,
    ),
  );
  return [partition.sum(terms)];
};

export function splitByImage(placed: Placed): placed is Extract<Placed, { kind: 'split' }> {
  return placed.kind === 'split' && placed.axis === 0;
}

export function imagesOf(shape: TensorShape, count: number): TensorShape {
  return partShape(shape, 0, count);
}

export const productPartitions = {
  matmul,
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
};
