// The readable text form of a graph, for tests, reviews and error reports.

import type { Graph, GraphNode, Value } from './graph.ts';

/** Numbers of a constant that are printed before the rest is summed up. */
const printedItems = 8;

/**
 * One line for each node: `%5 = maxPool(%4) {kernel: [2, 2], …} : float[1, 6, 14, 14]  # s2`. Values are numbered in
 * the order in which they are made, so that equal graphs print equally.
 */
export function printGraph(graph: Graph): string {
  const names = nameValues(graph);
  const lines = [
    ...graph.inputs.map(({ name, value }) => `input ${names.get(value)} ${name} : ${formatType(value)}`),
    ...graph.nodes.map((node) => formatNode(node, names)),
    ...graph.outputs.map(({ name, value }) => `output ${name} = ${names.get(value) ?? '?'}`),
  ];
  return `${lines.join('\n')}\n`;
}

function nameValues(graph: Graph): ReadonlyMap<Value, string> {
  const values = [
    ...graph.inputs.map((input) => input.value),
    ...graph.nodes.flatMap((node) => node.outputs),
  ];
  return new Map(values.map((value, i) => [value, `%${i}`]));
}

function formatNode(node: GraphNode, names: ReadonlyMap<Value, string>): string {
  const outputs = node.outputs.map((output) => names.get(output)).join(', ');
  const inputs = node.inputs.map((input) => names.get(input) ?? '?').join(', ');
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => `${name}: ${formatAttribute(value)}`)
    .join(', ');
  const types = node.outputs.map(formatType).join(', ');
  const scope = node.scope === '' ? '' : `  # ${node.scope}`;
  return `${outputs} = ${node.operation}(${inputs})${attributes ? ` {${attributes}}` : ''} : ${types}${scope}`;
}

function formatAttribute(value: unknown): string {
  if (!Array.isArray(value))
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  const shown = value.slice(0, printedItems).map(formatAttribute).join(', ');
  return value.length > printedItems ? `[${shown}, … ${value.length} in all]` : `[${shown}]`;
}

function formatType(value: Value): string {
  return `${value.type}[${value.shape.join(', ')}]`;
}
