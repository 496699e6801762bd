// The order in which ONNX Runtime comes to a graph's last nodes, which decides how long activations stay in memory.

import type { Graph, GraphNode, Value } from '../graph/graph.ts';

/**
 * The nodes that give these outputs, moved to the end in the outputs' order, where nothing else reads them.
 *
 * ONNX Runtime 1.30 starts from the last node that nothing reads and computes what it needs, then goes on with the one
 * before it. If that is the first layer's gradient, all gradients of activations are computed before any weight's, and all
 * stay in memory until then.
 */
export function withLastNodes(graph: Graph, outputs: ReadonlySet<string>): Graph {
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const makers = new Map<Value, GraphNode>();
  for (const node of graph.nodes) for (const output of node.outputs) makers.set(output, node);
  const last = new Set<GraphNode>();
  for (const { name, value } of graph.outputs) {
    const maker = makers.get(value);
    if (!outputs.has(name) || maker === undefined || maker.outputs.some((output) => read.has(output)))
      continue;
    last.add(maker);
  }
  return { ...graph, nodes: [...graph.nodes.filter((node) => !last.has(node)), ...last] };
}
