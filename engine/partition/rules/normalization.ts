// Partition rules of batch normalization: the statistics of the whole batch, put together from those of its parts.

import type { GraphBuilder, Value } from '../../graph/graph.ts';
import { tensorSize } from '../../graph/tensorShape.ts';
import type { Partitioner, PartitionRule, Placed } from '../partitioner.ts';
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
 * one size with means m_p and variances v_p, the mean is that of the m_p, the variance that of v_p + (m_p - mean)².
 */
const batchNormalization: PartitionRule<'batchNormalization'> = (partition, node, [x, scale, bias]) => {
  if (!splitByImage(x!) || scale!.kind === 'split' || bias!.kind === 'split') return undefined;
  const { builder } = partition;
  const { parts } = x;
  const moments = partition.onEach((replica) => momentsOf(builder, parts[replica]!));
  const { epsilon } = node.attributes;
  const joined = joinMoments(
    partition,
    moments,
    partition.gathered(scale!),
    partition.gathered(bias!),
    epsilon,
  );
  const { mean, variance, factor, offsets, shifts } = joined;
  const centered = moments.map(({ difference }, replica): Centered => {
    return { difference, offset: offsets[replica]! };
  });
  partition.notes.set(node.outputs[1]!, centered);
  return [
    partition.split(0, (replica) =>
      scaleChannels(builder, moments[replica]!.difference, factor, shifts[replica]!),
    ),
    { kind: 'whole', value: mean },
    { kind: 'whole', value: variance },
  ];
};

/** On one replica, as it takes less than to wait for another: vectors [C]. y = difference * factor + shift. */
function joinMoments(
  partition: Partitioner,
  moments: readonly { readonly mean: Value; readonly variance: Value }[],
  scale: Value,
  bias: Value,
  epsilon: number,
) {
  const { add, subtract, multiply, scaled, builder } = vectorsOf(partition);
  const share = 1 / partition.count;
  return partition.alone(() => {
    const mean = scaled(moments.map((part) => part.mean).reduce(add), share);
    const offsets = moments.map((part) => subtract(part.mean, mean));
    const within = moments.map((part) => part.variance).reduce(add);
    const between = offsets.map((offset) => multiply(offset, offset)).reduce(add);
    const variance = scaled(add(within, between), share);
    const factor = multiply(scale, inverseDeviation(builder, variance, epsilon));
    const shifts = offsets.map((offset) => add(bias, multiply(offset, factor)));
    return { mean, variance, factor, offsets, shifts };
  });
}

/**
 * As on a whole batch, with the sums over the batch of dy and dy (x - mean) put together, and x - mean as the replica's
 * difference plus its offset.
 */
const batchNormalizationGradient: PartitionRule<'batchNormalizationGradient'> = (partition, node, inputs) => {
  const [x, scale, mean, variance, dy] = inputs as readonly [Placed, Placed, Placed, Placed, Placed];
  if (!splitByImage(x) || [scale, mean, variance].some(({ kind }) => kind === 'split')) return undefined;
  const { builder } = partition;
  const shape = node.inputs[0]!.shape;
  const noted = partition.notes.get(node.inputs[2]!) as readonly Centered[] | undefined;
  const sums = partition.onEach((replica): BackwardSums => {
    const own = partition.part(dy, 0, replica);
    const centered = noted?.[replica] ?? centeredBy(builder, x.parts[replica]!, partition.gathered(mean));
    const product = builder.apply('multiply', [own, centered.difference]);
    return { dy: own, centered, total: channelSums(builder, own), moment: channelSums(builder, product) };
  });
  const whole = { scale: partition.gathered(scale), variance: partition.gathered(variance) };
  const { epsilon } = node.attributes;
  const joined = joinSums(partition, sums, { ...whole, epsilon, share: shape[1]! / tensorSize(shape) });
  const dx = partition.split(0, (replica) => {
    const { centered, dy: own } = sums[replica]!;
    const correction = scaleChannels(builder, centered.difference, joined.slope, joined.shifts[replica]!);
    const scaled = builder.apply('multiply', [own, perChannel(builder, joined.factor, own)]);
    return builder.apply('subtract', [scaled, correction]);
  });
  return [dx, { kind: 'whole', value: joined.dscale }, { kind: 'whole', value: joined.dbias }];
};

interface BackwardSums {
  readonly dy: Value;
  readonly centered: Centered;
  /** Of dy: [C]. */
  readonly total: Value;
  /** Of dy times the difference: [C]. */
  readonly moment: Value;
}

/** On one replica: vectors [C]. dx = dy * factor - (difference * slope + shift). */
function joinSums(
  partition: Partitioner,
  sums: readonly BackwardSums[],
  {
    scale,
    variance,
    epsilon,
    share,
  }: { readonly scale: Value; readonly variance: Value; readonly epsilon: number; readonly share: number },
) {
  const { add, multiply, scaled, builder } = vectorsOf(partition);
  return partition.alone(() => {
    const r = inverseDeviation(builder, variance, epsilon);
    const dbias = sums.map(({ total }) => total).reduce(add);
    const moments = sums.map(({ moment, total, centered }) => add(moment, multiply(centered.offset, total)));
    const dscale = multiply(r, moments.reduce(add));
    const factor = multiply(scale, r);
    const portion = scaled(factor, share);
    const slope = multiply(portion, multiply(dscale, r));
    const mean = multiply(portion, dbias);
    const shifts = sums.map(({ centered }) => add(mean, multiply(slope, centered.offset)));
    return { dscale, dbias, factor, slope, shifts };
  });
}

function vectorsOf({ builder }: Partitioner) {
  const binary = (operation: 'add' | 'subtract' | 'multiply') => (a: Value, b: Value) =>
    builder.apply(operation, [a, b]);
  const multiply = binary('multiply');
  const scaled = (a: Value, factor: number) => multiply(a, builder.scalar(factor));
  return { builder, add: binary('add'), subtract: binary('subtract'), multiply, scaled };
}

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
