// The operators of an ONNX graph as plain data, for comparing: what each does, what it reads, and what comes out of it.

import type { Attributes, AttributeValue } from '../../engine/network/attribute.ts';
import type { Shape } from '../../engine/network/shape.ts';
import type { ByteSource } from '../../engine/onnx/reading/byteSource.ts';
import {
  elementTypeName,
  type FileAttribute,
  type FileGraph,
  type FileNode,
  type FileTensor,
  type OnnxFile,
} from '../../engine/onnx/reading/onnxFile.ts';
import { tensorNumbers } from '../../engine/onnx/reading/tensorNumbers.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { partsOfScope } from '../diagram/onnx/nodePaths.ts';
import type { OnnxDiagram } from '../diagram/onnx/onnxToDiagram.ts';

export type OperatorInput =
  | { readonly kind: 'value'; readonly from: string; readonly output: number }
  | {
      readonly kind: 'tensor';
      readonly name: string;
      readonly type: string;
      readonly shape: Shape;
      /** Of small tensors. */
      readonly values: readonly number[] | undefined;
      /** An operator before reads it, too, and it counts there. */
      readonly shared: boolean;
    }
  /** An optional one that is left out. */
  | { readonly kind: 'none' };

export interface Operator {
  /** Its node in the file's diagram; the name of its first output where there is none. */
  readonly id: string;
  readonly operator: string;
  /** Empty for the standard's. */
  readonly domain: string;
  /** Where the exporter says that it stands, joined by dots: `layer1.0.conv1`; empty where it does not say. */
  readonly scope: string;
  readonly attributes: Attributes;
  readonly inputs: readonly OperatorInput[];
  /** Of the first output for one image; undefined where it is not known. */
  readonly shape: Shape | undefined;
}

/** What of a file is compared: plain data that one thread can hand to another. */
export interface OperatorGraph {
  /** The file's name, which messages tell. */
  readonly file: string;
  readonly diagram: DiagramGraph;
  /** Each after those that it reads; the graph's inputs are nodes of the diagram. */
  readonly operators: readonly Operator[];
  readonly inputs: readonly { readonly id: string; readonly shape: Shape | undefined }[];
  /** What gives each output of the graph: a node's id. */
  readonly outputs: readonly { readonly name: string; readonly from: string }[];
  /** Images in one call, where the file fixes them. */
  readonly batch: number | undefined;
}

/** Whole tensors are read up to this many numbers. */
const MOST_VALUES = 64;

/** Which numbers a tensor holds; undefined where it is large, or they cannot be read. */
export type ValuesOf = (tensor: FileTensor) => readonly number[] | undefined;

export function operatorGraph(
  source: ByteSource,
  { graph }: OnnxFile,
  model: OnnxDiagram,
  file: string,
): OperatorGraph {
  const ids = new Map([...model.operators].map(([id, node]) => [node, id]));
  const inputs = graph.inputs.filter(({ name }) => !model.tensors.has(name));
  const nodes = model.graph.nodes.filter(({ category }) => category === 'input');
  const known = inputs.map(({ name, shape }, place) => ({
    name,
    id: nodes[place]?.id ?? name,
    shape: model.shapes.get(name) ?? shape,
  }));
  const makers = new Map(known.map(({ name, id }) => [name, { from: id, output: 0 }]));
  const operators = operatorsOf(graph.nodes, {
    ids: (node) => ids.get(node),
    makers,
    tensors: model.tensors,
    values: (tensor) => smallValues(source, tensor),
    shapeOf: (name) => sampleShape(model.shapes.get(name)),
  });
  const batch = known[0]?.shape?.[0];
  return {
    file,
    diagram: model.graph,
    operators,
    inputs: known.map(({ id, shape }) => ({ id, shape: sampleShape(shape) })),
    outputs: graph.outputs.flatMap(({ name }) => {
      const maker = makers.get(name);
      return maker ? [{ name, from: maker.from }] : [];
    }),
    batch: typeof batch === 'number' ? batch : undefined,
  };
}

interface Context {
  /** Undefined for operators that only prepare constants. */
  ids(node: FileNode): string | undefined;
  /** What gives each value; grows with the operators. */
  readonly makers: Map<string, { readonly from: string; readonly output: number }>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly values: ValuesOf;
  shapeOf(name: string): Shape | undefined;
}

export function operatorsOf(nodes: FileGraph['nodes'], context: Context): readonly Operator[] {
  const read = new Set<FileTensor>();
  return nodes.flatMap((node): Operator[] => {
    const id = context.ids(node);
    if (id === undefined) return [];
    const operator = {
      id,
      operator: node.operator,
      domain: node.domain,
      scope: partsOfScope(node).join('.'),
      attributes: attributesOf(node),
      inputs: node.inputs.map((name) => inputOf(name, context, read)),
      shape: node.outputs[0] === undefined ? undefined : context.shapeOf(node.outputs[0]),
    };
    node.outputs.forEach((name, output) => {
      if (name !== '') context.makers.set(name, { from: id, output });
    });
    return [operator];
  });
}

function inputOf(name: string, { makers, tensors, values }: Context, read: Set<FileTensor>): OperatorInput {
  const maker = makers.get(name);
  if (maker) return { kind: 'value', ...maker };
  const tensor = tensors.get(name);
  if (!tensor) return { kind: 'none' };
  const shared = read.has(tensor);
  read.add(tensor);
  return {
    kind: 'tensor',
    name: tensor.name,
    type: elementTypeName(tensor.elementType),
    shape: tensor.shape,
    values: values(tensor),
    shared,
  };
}

function smallValues(source: ByteSource, tensor: FileTensor): readonly number[] | undefined {
  if (tensor.data.kind === 'external' || tensor.data.kind === 'none') return undefined;
  if (tensor.shape.reduce((product, extent) => product * extent, 1) > MOST_VALUES) return undefined;
  try {
    return [...tensorNumbers(source, tensor, () => source)].flatMap((piece) => [...piece]);
  } catch {
    // A damaged tensor is told of where its numbers are asked for; here they are not known.
    return undefined;
  }
}

/** Without the axis of the images; undefined unless every other extent is a number. */
function sampleShape(shape: readonly unknown[] | undefined): Shape | undefined {
  const sample = shape?.slice(1);
  return sample?.every((extent) => typeof extent === 'number') ? (sample as Shape) : undefined;
}

function attributesOf({ attributes }: FileNode): Attributes {
  return Object.fromEntries([...attributes].map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(attribute: FileAttribute): AttributeValue {
  switch (attribute.kind) {
    case 'integers':
    case 'floats':
    case 'texts':
      return attribute.single ? (attribute.values[0] ?? null) : attribute.values;
    case 'tensor':
      return `${elementTypeName(attribute.tensor.elementType)} [${attribute.tensor.shape.join(', ')}]`;
    case 'graph':
      return `a graph of ${attribute.nodes} operators`;
    case 'reference':
    case 'other':
      return 'not shown';
  }
}
