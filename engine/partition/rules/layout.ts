// Partition rules of operations that only move numbers.

import { type Partitioner, type PartitionRule, type Placed, partShape } from '../partitioner.ts';

type Split = Extract<Placed, { kind: 'split' }>;

/** Parts along the first axis lie one behind the other, also where the shape is another, as long as it can be cut alike. */
const reshape: PartitionRule<'reshape'> = (partition, { attributes }, [input]) => {
  const { axis, parts } = input as Split;
  const [extent] = attributes.shape;
  if (axis !== 0 || extent === undefined || extent % partition.count !== 0) return undefined;
  const shape = partShape(attributes.shape, 0, partition.count);
  return [partition.split(0, (replica) => partition.builder.apply('reshape', [parts[replica]!], { shape }))];
};

const transpose: PartitionRule<'transpose'> = (partition, { attributes }, [input]) => {
  const { axis, parts } = input as Split;
  const moved = attributes.permutation.indexOf(axis);
  return [
    partition.split(moved, (replica) => partition.builder.apply('transpose', [parts[replica]!], attributes)),
  ];
};

const broadcast: PartitionRule<'broadcast'> = (partition, { attributes, inputs: [source] }, [input]) => {
  const { axis, parts } = input as Split;
  const moved = axis + attributes.shape.length - source!.shape.length;
  const shape = partShape(attributes.shape, moved, partition.count);
  return [
    partition.split(moved, (replica) => partition.builder.apply('broadcast', [parts[replica]!], { shape })),
  ];
};

/** Parts wait for parts where both are split. */
const after: PartitionRule<'after'> = (partition, _, [input, signal]) => {
  if (input!.kind === 'whole') {
    const [whole, awaited] = [partition.gathered(input!), partition.gathered(signal!)];
    return partition.whole([whole], () => [partition.builder.apply('after', [whole, awaited])]);
  }
  const { axis, parts } = input!;
  const awaited = (replica: number) =>
    signal!.kind === 'split' ? signal!.parts[replica]! : partition.gathered(signal!);
  return [
    partition.split(axis, (replica) => partition.builder.apply('after', [parts[replica]!, awaited(replica)])),
  ];
};

const slice: PartitionRule<'slice'> = (partition, { attributes, inputs: [source] }, [input]) => {
  const { axis, parts } = input as Split;
  const { starts, ends, steps } = attributes;
  const extent = source!.shape[axis]!;
  if (starts[axis] !== 0 || ends[axis] !== extent || steps[axis] !== 1) return undefined;
  const own = { starts, ends: partShape(ends, axis, partition.count), steps };
  return [partition.split(axis, (replica) => partition.builder.apply('slice', [parts[replica]!], own))];
};

const pad: PartitionRule<'pad'> = (partition, { attributes }, [input]) => {
  const { axis, parts } = input as Split;
  if (attributes.before[axis] !== 0 || attributes.after[axis] !== 0) return undefined;
  return [partition.split(axis, (replica) => partition.builder.apply('pad', [parts[replica]!], attributes))];
};

const concatenate: PartitionRule<'concatenate'> = (partition, { attributes }, inputs) => {
  const { axis } = inputs.find((input): input is Split => input.kind === 'split')!;
  if (axis === attributes.axis) return undefined;
  return [
    partition.split(axis, (replica) => {
      const parts = partsOf(partition, inputs, axis, replica);
      return partition.builder.apply('concatenate', parts, attributes);
    }),
  ];
};

function partsOf(partition: Partitioner, inputs: readonly Placed[], axis: number, replica: number) {
  return inputs.map((input) => partition.part(input, axis, replica));
}

export const layoutPartitions = { reshape, transpose, broadcast, after, slice, pad, concatenate };
