// Finds which values hold one row for each image, so that an exported graph can leave the number of images open.

import type { Graph, GraphNode, Value } from '../graph/graph.ts';

/**
 * The values whose first axis is the batch: inputs that are no parameters, and what is computed from them.
 *
 * @param parameters names of the graph's inputs that have no batch
 * @throws Error naming an operation that mixes images, so that the batch cannot be left open
 */
export function batchedValues(graph: Graph, parameters: ReadonlySet<string>): ReadonlySet<Value> {
  const batched = new Set<Value>();
  for (const { name, value } of graph.inputs) if (!parameters.has(name)) batched.add(value);
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => batched.has(input))) continue;
    if (!keepsBatch(node, batched)) {
      throw new Error(
        `${node.operation} in scope \`${node.scope}\` does not treat images apart: the batch cannot be left open.`,
      );
    }
    for (const output of node.outputs) batched.add(output);
  }
  return batched;
}

/** Whether the first axis of the result is the first axis of the batched operands, image by image. */
function keepsBatch(node: GraphNode, batched: ReadonlySet<Value>): boolean {
  const [first, ...others] = node.inputs as readonly [Value, ...Value[]];
  const onlyFirst = batched.has(first) && !others.some((other) => batched.has(other));
  switch (node.operation) {
    case 'reduceSum':
    case 'reduceMean':
    case 'reduceMax':
      return !node.attributes.axes.includes(0);
    case 'softmax':
    case 'logSoftmax':
      return node.attributes.axis !== 0;
    case 'reshape':
      return node.attributes.shape[0] === first.shape[0];
    case 'transpose':
      return node.attributes.permutation[0] === 0;
    case 'broadcast':
      return (
        node.attributes.shape.length === first.shape.length && node.attributes.shape[0] === first.shape[0]
      );
    case 'slice': {
      const { starts, ends, steps } = node.attributes;
      return starts[0] === 0 && ends[0] === first.shape[0] && steps[0] === 1;
    }
    case 'pad':
      return node.attributes.before[0] === 0 && node.attributes.after[0] === 0;
    case 'concatenate':
      return node.attributes.axis !== 0 && node.inputs.every((input) => batched.has(input));
    case 'matmul':
      if (first.shape.length === 2) return onlyFirst && !node.attributes.transposeA;
      return batched.has(first) && batched.has(others[0]!);
    case 'convolution':
    case 'convolutionInputGradient':
    case 'batchNormalizationInference':
      return onlyFirst;
    case 'maxPool':
    case 'averagePool':
    case 'custom':
      return true;
    case 'convolutionWeightGradient':
    case 'maxPoolGradient':
    case 'averagePoolGradient':
    case 'batchNormalization':
    case 'batchNormalizationGradient':
    case 'constant':
      return false;
    default:
      return keepsBatchElementwise(node, batched);
  }
}

/** Operands without a batch must repeat over it. */
function keepsBatchElementwise(node: GraphNode, batched: ReadonlySet<Value>): boolean {
  const rank = node.outputs[0]!.shape.length;
  return node.inputs.every((input) => {
    if (batched.has(input)) return input.shape.length === rank;
    return input.shape.length < rank || input.shape[0] === 1;
  });
}
