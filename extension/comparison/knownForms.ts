// How each layer of a text is written in operators by this program's own export: what a file's operators are known by.

import { inferenceForm } from '../../engine/analysis/comparison/inferenceForm.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import { lowerNetwork } from '../../engine/lowering/lowerNetwork.ts';
import type { Attributes } from '../../engine/network/attribute.ts';
import { inputShape, type Network, type NetworkLayer } from '../../engine/network/network.ts';
import { lowerGraph } from '../../engine/onnx/encodeOnnx.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../../engine/onnx/model.ts';
import type { FileAttribute, FileGraph, FileNode, FileTensor } from '../../engine/onnx/reading/onnxFile.ts';
import { constantsOf } from '../diagram/onnx/constants.ts';
import { type Operator, operatorsOf } from './operators.ts';

export interface KnownForm {
  readonly kind: string;
  readonly attributes: Attributes;
}

/** By what `formOf` makes of a layer's operators. */
export type KnownForms = ReadonlyMap<string, KnownForm>;

/**
 * The forms of all layers of `network`, with normalisation folded and without. `batch`: images in one call, where the file
 * fixes them. None of a network with errors.
 */
export function knownForms(network: Network, batch: number | undefined): KnownForms {
  const found = new Map<string, KnownForm>();
  const heads = { heads: network.heads.length > 0 };
  for (const form of [network, inferenceForm(network, heads).network]) {
    const layers = new Map(form.layers.map((layer) => [layer.path, layer]));
    for (const [scope, operators] of byScope(operatorsMade(form, batch))) {
      const layer = layers.get(scope);
      if (layer) found.set(formOf(operators), { kind: layer.kind, attributes: layer.attributes });
    }
  }
  return found;
}

export function byScope(operators: readonly Operator[]): ReadonlyMap<string, readonly Operator[]> {
  const scopes = new Map<string, Operator[]>();
  for (const operator of operators) {
    if (operator.scope === '') continue;
    const known = scopes.get(operator.scope);
    if (known) known.push(operator);
    else scopes.set(operator.scope, [operator]);
  }
  return scopes;
}

/** Equal for operators that do the same with what they read, in whatever file. */
export function formOf(operators: readonly Operator[]): string {
  const own = new Map(operators.map(({ id }, place) => [id, place]));
  const outside: string[] = [];
  const words = operators.map(({ operator, domain, attributes, inputs }) => [
    domain,
    operator,
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
    inputs.map((input) => {
      if (input.kind === 'none') return null;
      if (input.kind === 'tensor') return tensorWords(input);
      const place = own.get(input.from);
      if (place !== undefined) return `own ${place}.${input.output}`;
      const key = `${input.from}.${input.output}`;
      if (!outside.includes(key)) outside.push(key);
      return `given ${outside.indexOf(key)}`;
    }),
  ]);
  return JSON.stringify(words);
}

/** Single numbers and whole ones are part of what is computed; others are weights. */
function tensorWords({
  type,
  shape,
  values,
}: Extract<Operator['inputs'][number], { kind: 'tensor' }>): unknown {
  const counts = type === 'int64' || shape.length === 0;
  return [type, shape, counts ? values?.map(Math.fround) : 'weights'];
}

function operatorsMade(network: Network, batch: number | undefined): readonly Operator[] {
  try {
    return modelOperators(loweredModel(network, batch));
  } catch {
    // A network with errors, or one whose batch cannot be left open, has no export, and so nothing to be known by.
    return [];
  }
}

function loweredModel(network: Network, batch: number | undefined): OnnxModel {
  const builder = createGraphBuilder();
  const heads = network.heads.length > 0;
  const layers = network.layers;
  const images = builder.input('images', [batch ?? 1, ...inputShape(network)]);
  const declared = layers.flatMap(({ parameters }) => parameters);
  const parameters = new Map(declared.map(({ name, shape }) => [name, builder.input(name, shape)]));
  const options = { batch: batch ?? 1, mode: 'inference', heads, images, parameters } as const;
  const lowered = lowerNetwork(network, builder, options);
  builder.output('logits', lowered.logits);
  for (const { name, logits } of lowered.heads) builder.output(`logits.${name}`, logits);
  return lowerGraph(builder.finish(), {
    target: 'portable',
    initializers: emptyWeights(layers),
    dynamicBatch: batch === undefined,
  });
}

/** Views of one buffer of zeros, which nobody reads. */
function emptyWeights(layers: readonly NetworkLayer[]): ReadonlyMap<string, Float32Array> {
  const declared = layers.flatMap(({ parameters }) => parameters);
  const sizes = declared.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1));
  const shared = new ArrayBuffer(4 * Math.max(0, ...sizes));
  return new Map(declared.map(({ name }, place) => [name, new Float32Array(shared, 0, sizes[place])]));
}

function modelOperators({ nodes, initializers }: OnnxModel): readonly Operator[] {
  const numbers = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const graph: FileGraph = {
    name: '',
    nodes: nodes.map(toFileNode),
    circular: 0,
    tensors: initializers.map(toFileTensor),
    inputs: [],
    outputs: [],
    values: [],
  };
  const { tensors, nodes: hidden } = constantsOf(graph);
  return operatorsOf(graph.nodes, {
    ids: (node) => (hidden.has(node) ? undefined : node.name),
    makers: new Map([['images', { from: 'images', output: 0 }]]),
    tensors,
    values: ({ name, shape }) =>
      shape.length <= 1 ? [...numbers.get(name)!.data].slice(0, 64).map(Number) : undefined,
    shapeOf: () => undefined,
  });
}

function toFileNode({ attributes, ...node }: OnnxNode): FileNode {
  const told = Object.entries(attributes).map(([name, value]) => [name, toFileAttribute(value)] as const);
  return { ...node, attributes: new Map(told), metadata: new Map() };
}

function toFileAttribute(value: OnnxAttribute): FileAttribute {
  if (typeof value === 'number') return { kind: 'integers', values: [value], single: true };
  if (typeof value === 'string') return { kind: 'texts', values: [value], single: true };
  if ('float' in value) return { kind: 'floats', values: [Math.fround(value.float)], single: true };
  if ('floats' in value) return { kind: 'floats', values: value.floats.map(Math.fround), single: false };
  if ('strings' in value) return { kind: 'texts', values: value.strings, single: false };
  return { kind: 'integers', values: value, single: false };
}

function toFileTensor({ name, shape, data }: OnnxTensor): FileTensor {
  const elementType = data instanceof Float32Array ? 1 : data instanceof BigInt64Array ? 7 : 9;
  return { name, elementType, shape, data: { kind: 'none' } };
}
