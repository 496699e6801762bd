// The least work that a layer's part of a step is: floating-point operations, and bytes that must come and go.

import type { Graph, GraphNode, OperationName, TensorShape, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import { type Place, placeOfScope } from './place.ts';

export interface Work {
  /** Two for a multiply-add, one for any other operation on a number, an elementary function included. */
  readonly flops: number;
  /** Of the values that it reads from other parts and that other parts read from it, each once. */
  readonly bytes: number;
}

/** The work of each part of the graph, by `placeKey`. */
export function workByPlace(graph: Graph, layers: ReadonlySet<string>): ReadonlyMap<string, Work> {
  const flops = new Map<string, number>();
  const read = new Map<string, Set<Value>>();
  const maker = new Map<Value, string>();
  const memory = new Map<Value, Value>();
  const memoryOf = (value: Value) => memory.get(value) ?? value;
  const leaving = new Set<Value>();
  for (const node of graph.nodes) {
    const key = placeKey(placeOfScope(node.scope, layers));
    if (!flops.has(key)) flops.set(key, 0);
    // Seen in another shape, it is the same memory.
    if (isView(node)) memory.set(node.outputs[0]!, memoryOf(node.inputs[0]!));
    else for (const output of node.outputs) maker.set(output, key);
    if (node.operation === 'constant' || isView(node)) continue;
    flops.set(key, flops.get(key)! + operationFlops(node));
    const foreign = node.inputs.map(memoryOf).filter((value) => maker.get(value) !== key);
    read.set(key, new Set([...(read.get(key) ?? []), ...foreign]));
    for (const value of foreign) leaving.add(value);
  }
  for (const { value } of graph.outputs) leaving.add(memoryOf(value));
  const bytes = new Map<string, number>();
  const count = (key: string, value: Value) => bytes.set(key, (bytes.get(key) ?? 0) + valueBytes(value));
  for (const [key, values] of read) for (const value of values) count(key, value);
  for (const value of leaving) if (maker.has(value)) count(maker.get(value)!, value);
  return new Map([...flops].map(([key, own]) => [key, { flops: own, bytes: bytes.get(key) ?? 0 }]));
}

function isView({ operation }: GraphNode): boolean {
  return operation === 'reshape' || operation === 'after';
}

export function placeKey({ path, phase }: Place): string {
  return `${path}/${phase}`;
}

const elementBytes = { float: 4, int64: 8, bool: 1 } as const;

export function valueBytes({ shape, type }: Value): number {
  return tensorSize(shape) * elementBytes[type];
}

/** Nothing is computed: data is read, moved or seen in another shape. */
const free: ReadonlySet<OperationName> = new Set([
  'constant',
  'reshape',
  'after',
  'transpose',
  'broadcast',
  'slice',
  'pad',
  'concatenate',
  'toFloat',
]);

/** Operations on each number of batch normalisation, forward (mean, variance, result) and backward. */
const normalization = { forward: 8, backward: 11 } as const;

export function operationFlops(node: GraphNode): number {
  const inputSize = node.inputs[0] ? tensorSize(node.inputs[0].shape) : 0;
  const output = node.outputs[0]!.shape;
  const outputSize = tensorSize(output);
  if (free.has(node.operation)) return 0;
  switch (node.operation) {
    case 'matmul':
      return 2 * outputSize * innerExtent(node.inputs[0]!.shape, node.attributes.transposeA);
    case 'convolution':
      return outputSize * (2 * taps(node.inputs[1]!.shape) + (node.inputs.length > 2 ? 1 : 0));
    case 'convolutionInputGradient':
      return 2 * inputSize * taps(node.inputs[1]!.shape);
    case 'convolutionWeightGradient':
      return 2 * tensorSize(node.inputs[1]!.shape) * taps(node.attributes.weightShape);
    case 'maxPool':
    case 'averagePool':
      return outputSize * node.attributes.kernel[0] * node.attributes.kernel[1];
    case 'maxPoolGradient':
    case 'averagePoolGradient':
      return tensorSize(node.inputs.at(-1)!.shape) * node.attributes.kernel[0] * node.attributes.kernel[1];
    case 'reduceSum':
    case 'reduceMean':
    case 'reduceMax':
      return inputSize;
    case 'softmax':
    case 'logSoftmax':
      return 4 * inputSize;
    case 'batchNormalization':
      return normalization.forward * inputSize;
    case 'batchNormalizationGradient':
      return normalization.backward * inputSize;
    case 'batchNormalizationInference':
      return 2 * inputSize;
    default:
      return outputSize;
  }
}

/** Multiply-adds for one number of a convolution's output, from the weight [O, C / groups, kh, kw]. */
function taps(weight: TensorShape): number {
  return tensorSize(weight.slice(1));
}

function innerExtent(a: TensorShape, transposed: boolean): number {
  return a.at(transposed ? -2 : -1)!;
}
