// What of a graph is known before it runs: weights, constants, and what is made of these alone.

import type { FileGraph, FileNode, FileTensor } from '../../../engine/onnx/reading/onnxFile.ts';

export interface Constants {
  /** Stored tensors by the names under which operators read them. */
  readonly tensors: ReadonlyMap<string, FileTensor>;
  /** Operators that only prepare constants, as an `Identity` of a shared bias, and are not drawn. */
  readonly nodes: ReadonlySet<FileNode>;
  /** Names of all values that are known, stored as a tensor or not. */
  readonly known: ReadonlySet<string>;
}

export function constantsOf(graph: FileGraph): Constants {
  const tensors = new Map(graph.tensors.map((tensor) => [tensor.name, tensor]));
  const known = new Set(tensors.keys());
  const nodes = new Set<FileNode>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.filter((name) => name !== '');
    const prepares =
      node.operator === 'Constant' || (inputs.length > 0 && inputs.every((name) => known.has(name)));
    if (!prepares || node.outputs.length === 0) continue;
    nodes.add(node);
    for (const output of node.outputs) known.add(output);
    const value = node.attributes.get('value');
    const stored =
      value?.kind === 'tensor' ? value.tensor : inputs.map((name) => tensors.get(name)).find(Boolean);
    if (stored) tensors.set(node.outputs[0]!, stored);
  }
  return { tensors, nodes, known };
}
