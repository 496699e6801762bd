// Cuts a graph's batch into equal parts that replicas work on side by side; the results are those of the whole batch.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph, NodeOf, OperationName, Value } from '../graph/graph.ts';
import type { ReplicatedGraph } from '../graph/replicatedGraph.ts';
import { Partitioner, type PartitionRule, type Placed } from './partitioner.ts';
import { partitionRules } from './rules/registry.ts';

/**
 * The same graph, up to rounding, with everything that belongs to images computed in `replicas` parts. What mixes images, as
 * batch statistics and the gradients of weights, is computed in parts too and put together from them.
 *
 * @param batched the inputs whose first axis is the batch; `replicas` divides their extents
 */
export function partitionBatch(
  graph: Graph,
  batched: ReadonlySet<string>,
  replicas: number,
): ReplicatedGraph {
  const builder = createGraphBuilder();
  const partition = new Partitioner(builder, replicas);
  const placed = new Map<Value, Placed>();
  for (const { name, value, batched: rows = false } of graph.inputs) {
    const input = builder.input(name, value.shape, value.type, { batched: rows });
    const whole: Placed = { kind: 'whole', value: input };
    placed.set(
      value,
      batched.has(name) ? partition.split(0, (replica) => partition.part(whole, 0, replica)) : whole,
    );
  }
  for (const node of graph.nodes) {
    builder.setScope(node.scope);
    const results = apply(partition, node, placed);
    node.outputs.forEach((output, index) => {
      placed.set(output, results[index]!);
    });
  }
  builder.setScope('');
  for (const { name, value } of graph.outputs) builder.output(name, partition.gathered(placed.get(value)!));
  return { graph: builder.finish(), replicas, replicaOf: partition.replicaOf };
}

function apply<K extends OperationName>(
  partition: Partitioner,
  node: NodeOf<K>,
  placed: ReadonlyMap<Value, Placed>,
): readonly Placed[] {
  const { builder } = partition;
  if (node.operation === 'constant') {
    const { outputs, attributes } = node as NodeOf<'constant'>;
    const { shape, type } = outputs[0]!;
    return [{ kind: 'whole', value: builder.constant(shape, attributes.data, type) }];
  }
  const inputs = node.inputs.map((input) => placed.get(input)!);
  if (inputs.some(({ kind }) => kind === 'split')) {
    const rule: PartitionRule<K> = partitionRules[node.operation];
    const results = rule(partition, node, inputs);
    if (results !== undefined) return results;
  }
  const whole = inputs.map((input) => partition.gathered(input));
  return partition.whole(whole, () =>
    builder.applyMany(node.operation, whole, ...([node.attributes] as never)),
  );
}
