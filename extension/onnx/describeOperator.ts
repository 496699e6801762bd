// What the page says of one operator, or of a group of them.

import {
  elementsOf,
  elementTypeName,
  type FileAttribute,
  type FileNode,
  type FileTensor,
} from '../../engine/onnx/reading/onnxFile.ts';
import type { OnnxDetails, OnnxFact, OnnxValue, OnnxWeight } from '../../webview/protocol/onnx.ts';
import { inputRole } from '../diagram/onnx/inputRoles.ts';
import type { OnnxDiagram } from '../diagram/onnx/onnxToDiagram.ts';
import { fullShapeWords } from '../diagram/onnx/shapeWords.ts';

const LONGEST_TEXT = 400;
const MOST_ITEMS = 200;

export function describeOperator(
  id: string,
  node: FileNode,
  { graph, shapes, tensors }: OnnxDiagram,
): OnnxDetails {
  const drawn = graph.nodes.find((known) => known.id === id);
  const value = (name: string): OnnxValue => ({
    name: name.slice(0, LONGEST_TEXT),
    type: '',
    shape: fullShapeWords(shapes.get(name)),
  });
  const named = (names: readonly string[]) => names.filter((name) => name !== '').slice(0, MOST_ITEMS);
  const facts: OnnxFact[] = [
    ...[...node.attributes]
      .slice(0, MOST_ITEMS)
      .map(([name, attribute]): OnnxFact => [name.slice(0, LONGEST_TEXT), attributeText(attribute)]),
    ...costFacts(drawn?.parameters ?? 0, drawn?.macs ?? 0),
  ];
  return {
    node: id,
    title: node.operator.slice(0, LONGEST_TEXT),
    subtitle: [node.domain, node.name]
      .filter((text) => text !== '')
      .join(' · ')
      .slice(0, LONGEST_TEXT),
    facts,
    inputs: named(node.inputs)
      .filter((name) => !tensors.has(name))
      .map(value),
    outputs: named(node.outputs).map(value),
    weights: weightsOf(node, tensors),
  };
}

export function weightsOf(node: FileNode, tensors: ReadonlyMap<string, FileTensor>): readonly OnnxWeight[] {
  return node.inputs.slice(0, MOST_ITEMS).flatMap((name, place) => {
    const tensor = tensors.get(name);
    if (!tensor) return [];
    const role = inputRole(node.operator, place);
    return [{ name, role, type: elementTypeName(tensor.elementType), shape: fullShapeWords(tensor.shape) }];
  });
}

/** One of the network's inputs, whose node has its name. */
export function describeInput(id: string, inputs: readonly OnnxValue[]): OnnxDetails | undefined {
  const input = inputs.find(({ name }) => name === id);
  return (
    input && { node: id, title: 'input', subtitle: '', facts: [], inputs: [], outputs: [input], weights: [] }
  );
}

export function describeGroup(id: string, { graph, operators }: OnnxDiagram): OnnxDetails | undefined {
  const group = graph.groups.find((known) => known.id === id);
  if (!group) return undefined;
  const parents = new Map(graph.groups.map((known) => [known.id, known.parent]));
  const within = (start: string | undefined): boolean => {
    for (let at = start; at !== undefined; at = parents.get(at)) if (at === id) return true;
    return false;
  };
  const inside = graph.nodes.filter((node) => within(node.group));
  const counts = new Map<string, number>();
  for (const node of inside) {
    const operator = operators.get(node.id)?.operator ?? node.kind;
    counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_ITEMS);
  return {
    node: id,
    title: group.label,
    subtitle: id,
    facts: [
      ...sorted.map(
        ([operator, count]): OnnxFact => [operator.slice(0, LONGEST_TEXT), count.toLocaleString('en-US')],
      ),
      ...costFacts(
        group.parameters,
        inside.reduce((total, { macs }) => total + macs, 0),
      ),
    ],
    inputs: [],
    outputs: [],
    weights: [],
  };
}

function costFacts(parameters: number, macs: number): OnnxFact[] {
  return [
    ...(parameters > 0 ? [['Parameters', parameters.toLocaleString('en-US')] as const] : []),
    ...(macs > 0 ? [['Multiply-adds', macs.toLocaleString('en-US')] as const] : []),
  ];
}

function attributeText(attribute: FileAttribute): string {
  switch (attribute.kind) {
    case 'integers':
    case 'texts':
      return attribute.values.slice(0, 64).join(', ').slice(0, LONGEST_TEXT);
    case 'floats':
      return attribute.values
        .slice(0, 64)
        .map((value) => Number(value.toPrecision(6)))
        .join(', ');
    case 'tensor':
      return `${elementTypeName(attribute.tensor.elementType)} ${fullShapeWords(attribute.tensor.shape)}, ${elementsOf(attribute.tensor.shape)} numbers`;
    case 'graph':
      return `a graph of ${attribute.nodes} operators`;
    case 'reference':
    case 'other':
      return 'not shown';
  }
}
