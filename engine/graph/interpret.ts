// The slow float64 interpreter: the meaning of every operation, against which everything faster is tested.

import type { Graph, NodeOf, OperationName, Value } from './graph.ts';
import { customKernels } from './kernels/customKernels.ts';
import { elementwiseKernels } from './kernels/elementwiseKernels.ts';
import type { Kernel } from './kernels/kernel.ts';
import { layoutKernels } from './kernels/layoutKernels.ts';
import { normalizationKernels } from './kernels/normalizationKernels.ts';
import { poolingKernels } from './kernels/poolingKernels.ts';
import { productKernels } from './kernels/productKernels.ts';
import { reductionKernels } from './kernels/reductionKernels.ts';
import { type Tensor64, tensor64 } from './tensor64.ts';
import { sameTensorShape } from './tensorShape.ts';

const kernels: { readonly [K in OperationName]: Kernel<K> } = {
  constant: (_, { data }, [shape]) => [tensor64(shape!, data)],
  ...elementwiseKernels,
  ...reductionKernels,
  ...layoutKernels,
  ...productKernels,
  ...poolingKernels,
  ...normalizationKernels,
  ...customKernels,
};

/**
 * Runs a graph in float64.
 *
 * @param feeds one tensor for each graph input, by name
 * @returns the graph's outputs by name
 * @throws Error where a feed is missing or has another shape than its input
 */
export function interpret(graph: Graph, feeds: ReadonlyMap<string, Tensor64>): Map<string, Tensor64> {
  const known = new Map<Value, Tensor64>();
  for (const { name, value } of graph.inputs) {
    const feed = feeds.get(name);
    if (!feed) throw new Error(`The feed for input ${name} is missing.`);
    if (!sameTensorShape(feed.shape, value.shape)) {
      throw new Error(
        `Input ${name} has shape [${value.shape.join(', ')}], its feed [${feed.shape.join(', ')}].`,
      );
    }
    known.set(value, feed);
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => known.get(input)!);
    const results = runKernel(node, inputs);
    node.outputs.forEach((output, i) => {
      known.set(output, results[i]!);
    });
  }
  return new Map(graph.outputs.map(({ name, value }) => [name, known.get(value)!]));
}

function runKernel<K extends OperationName>(
  node: NodeOf<K>,
  inputs: readonly Tensor64[],
): readonly Tensor64[] {
  const kernel: Kernel<K> = kernels[node.operation];
  return kernel(
    inputs,
    node.attributes,
    node.outputs.map((output) => output.shape),
  );
}
