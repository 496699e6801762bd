// Checks that a graph is well formed; run after whatever builds or rewrites one.

import type { Graph, GraphNode, Value } from './graph.ts';
import { checkConstant } from './shapeRules/elementwiseRules.ts';
import { inferOutputs } from './shapeRules/registry.ts';
import { sameTensorShape } from './tensorShape.ts';

/**
 * Checks names, single assignment, order (no use before its definition) and every shape and type.
 *
 * @throws Error naming the first node or name that is wrong
 */
export function verifyGraph(graph: Graph): void {
  requireDistinctNames('inputs', graph.inputs);
  requireDistinctNames('outputs', graph.outputs);
  const defined = new Set<Value>();
  for (const { name, value } of graph.inputs) define(value, `input ${name}`, defined);
  graph.nodes.forEach((node, index) => {
    const place = `node ${index} (${node.operation} in scope \`${node.scope}\`)`;
    for (const input of node.inputs) {
      if (!defined.has(input)) throw new Error(`${place} uses a value before it is made.`);
    }
    checkTypes(node, place);
    for (const output of node.outputs) define(output, place, defined);
  });
  for (const { name, value } of graph.outputs) {
    if (!defined.has(value)) throw new Error(`output ${name} is never made.`);
  }
}

function requireDistinctNames(what: string, named: readonly { readonly name: string }[]): void {
  const names = named.map((item) => item.name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new Error(`Two ${what} are called ${repeated}.`);
}

function define(value: Value, place: string, defined: Set<Value>): void {
  if (defined.has(value)) throw new Error(`${place} makes a value that was made before.`);
  if (!value.shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new Error(`${place} has the impossible shape [${value.shape.join(', ')}].`);
  }
  defined.add(value);
}

function checkTypes(node: GraphNode, place: string): void {
  if (node.operation === 'constant') {
    const output = node.outputs[0];
    if (node.outputs.length !== 1 || !output) throw new Error(`${place} must have one output.`);
    checkConstant(node.attributes.data, output);
    return;
  }
  const inferred = inferOutputs(node.operation, node.inputs, node.attributes, node.scope);
  const same =
    inferred.length === node.outputs.length &&
    inferred.every(({ shape, type }, i) => {
      const output = node.outputs[i]!;
      return type === output.type && sameTensorShape(shape, output.shape);
    });
  if (!same) {
    const actual = node.outputs.map(({ shape, type }) => `${type}[${shape.join(', ')}]`).join(', ');
    const expected = inferred.map(({ shape, type }) => `${type}[${shape.join(', ')}]`).join(', ');
    throw new Error(`${place} must give ${expected}, but has ${actual}.`);
  }
}
