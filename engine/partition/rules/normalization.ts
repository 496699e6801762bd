// Partition rules of batch normalization: the statistics of the whole batch, put together from those of its parts.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { PartitionRule, Placed } from '../partitioner.ts';
import { applyTo } from './elementwise.ts';
import { splitByImage } from './product.ts';

/** A replica's x less its own mean, and how far that mean is from the whole batch's. */
interface Centered {
  /** [N / replicas, C, ...] */
  readonly difference: Value;
  /** [C] */
  readonly offset: Value;
}

/**
 * Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979: of parts of
 * one size with means m_p and variances v_p, the mean is that of the m_p, the variance that of v_p + (m_p - mean)². Each replica puts
 * them together for itself, which costs less than to wait for another once more.
 */
const batchNormalization: PartitionRule<'batchNormalization'> = (partition, node, [x, scale, bias]) => {
  if (!splitByImage(x!) || scale!.kind === 'split' || bias!.kind === 'split') return undefined;
  const { builder, count } = partition;
  const { parts } = x;
  const moments = partition.onEach((replica) => momentsOf(builder, parts[replica]!));
  const results = partition.onEach((replica) => {
    const multiply = (a: Value, b: Value) => builder.apply('multiply', [a, b]);
    const add = (a: Value, b: Value) => builder.apply('add', [a, b]);
    const mean = multiply(moments.map((part) => part.mean).reduce(add), builder.scalar(1 / count));
    const offsets = moments.map((part) => builder.apply('subtract', [part.mean, mean]));
    const spread = moments.map((part, index) =>
      add(part.variance, multiply(offsets[index]!, offsets[index]!)),
    );
    const variance = multiply(spread.reduce(add), builder.scalar(1 / count));
    const factor = multiply(
      partition.gathered(scale!),
      inverseDeviation(builder, variance, node.attributes.epsilon),
    );
    const { difference } = moments[replica]!;
    const shift = add(partition.gathered(bias!), multiply(offsets[replica]!, factor));
    const y = scaleChannels(builder, difference, factor, shift);
    return { y, mean, variance, centered: { difference, offset: offsets[replica]! } };
  });
  const [first] = results;
  partition.notes.set(
    node.outputs[1]!,
    results.map(({ centered }) => centered) satisfies readonly Centered[],
  );
  return [
    { kind: 'split', axis: 0, parts: results.map(({ y }) => y) },
    { kind: 'whole', value: first!.mean },
    { kind: 'whole', value: first!.variance },
  ];
};

/**
 * As on a whole batch, with the sums over the batch of dy and dy (x - mean) put together, and x - mean as the replica's
 * difference plus its offset.
 */
const batchNormalizationGradient: PartitionRule<'batchNormalizationGradient'> = (partition, node, inputs) => {
  const [x, scale, mean, variance, dy] = inputs as readonly [Placed, Placed, Placed, Placed, Placed];
  if (!splitByImage(x) || [scale, mean, variance].some(({ kind }) => kind === 'split')) return undefined;
  const { builder } = partition;
  const shape = node.inputs[0]!.shape;
  const share = shape[1]! / tensorSize(shape);
  const noted = partition.notes.get(node.inputs[2]!) as readonly Centered[] | undefined;
  const sums = partition.onEach((replica) => {
    const own = partition.part(dy, 0, replica);
    const centered = noted?.[replica] ?? centeredBy(builder, x.parts[replica]!, partition.gathered(mean));
    const product = builder.apply('multiply', [own, centered.difference]);
    const total = channelSums(builder, own);
    const moment = builder.apply('add', [
      channelSums(builder, product),
      builder.apply('multiply', [centered.offset, total]),
    ]);
    return { dy: own, centered, total, moment };
  });
  const results = partition.onEach((replica) => {
    const multiply = (a: Value, b: Value) => builder.apply('multiply', [a, b]);
    const add = (a: Value, b: Value) => builder.apply('add', [a, b]);
    const r = inverseDeviation(builder, partition.gathered(variance), node.attributes.epsilon);
    const dbias = sums.map(({ total }) => total).reduce(add);
    const dscale = multiply(r, sums.map(({ moment }) => moment).reduce(add));
    const factor = multiply(partition.gathered(scale), r);
    const portion = multiply(factor, builder.scalar(share));
    const slope = multiply(portion, multiply(dscale, r));
    const { centered, dy: own } = sums[replica]!;
    const shift = add(multiply(portion, dbias), multiply(slope, centered.offset));
    const correction = scaleChannels(builder, centered.difference, slope, shift);
    const dx = builder.apply('subtract', [multiply(own, perChannel(builder, factor, own)), correction]);
    return { dx, dscale, dbias };
  });
  const [first] = results;
  return [
    { kind: 'split', axis: 0, parts: results.map(({ dx }) => dx) },
    { kind: 'whole', value: first!.dscale },
    { kind: 'whole', value: first!.dbias },
  ];
};

const batchNormalizationInference: PartitionRule<'batchNormalizationInference'> = (
  partition,
  { attributes },
  [x, ...vectors],
) => {
  if (!splitByImage(x!) || vectors.some(({ kind }) => kind === 'split')) return undefined;
  const whole = vectors.map((vector) => partition.gathered(vector));
  const { parts } = x;
  return [
    partition.split(0, (replica) =>
      applyTo(partition, 'batchNormalizationInference', [parts[replica]!, ...whole], attributes),
    ),
  ];
};

function momentsOf(builder: GraphBuilder, x: Value) {
  const axes = reducedAxes(x);
  const mean = builder.apply('reduceMean', [x], { axes, keepDimensions: false });
  const difference = builder.apply('subtract', [x, perChannel(builder, mean, x)]);
  const squares = builder.apply('multiply', [difference, difference]);
  const variance = builder.apply('reduceMean', [squares], { axes, keepDimensions: false });
  return { mean, difference, variance };
}

function centeredBy(builder: GraphBuilder, x: Value, mean: Value): Centered {
  const difference = builder.apply('subtract', [x, perChannel(builder, mean, x)]);
  return { difference, offset: builder.apply('multiply', [mean, builder.scalar(0)]) };
}

/** x * factor + shift for each channel, in one pass. */
function scaleChannels(builder: GraphBuilder, x: Value, factor: Value, shift: Value): Value {
  const channels = x.shape[1]!;
  const filled = (value: number) => builder.constant([channels], new Array<number>(channels).fill(value));
  const operands = [x, factor, shift, filled(0), filled(1)];
  return builder.apply('batchNormalizationInference', operands, { epsilon: 0 });
}

function inverseDeviation(builder: GraphBuilder, variance: Value, epsilon: number): Value {
  const shifted = builder.apply('add', [variance, builder.scalar(epsilon)]);
  return builder.apply('reciprocal', [builder.apply('sqrt', [shifted])]);
}

function reducedAxes(x: Value): readonly number[] {
  return x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
}

function channelSums(builder: GraphBuilder, x: Value): Value {
  return builder.apply('reduceSum', [x], { axes: reducedAxes(x), keepDimensions: false });
}

/** A vector [C] that broadcasts over x. */
function perChannel(builder: GraphBuilder, vector: Value, x: Value): Value {
  return builder.apply('reshape', [vector], { shape: [vector.shape[0]!, ...x.shape.slice(2).map(() => 1)] });
}

export const normalizationPartitions = {
  batchNormalization,
  batchNormalizationGradient,
  batchNormalizationInference,
};
