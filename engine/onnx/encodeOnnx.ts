// Writes a graph as an ONNX model.

import type { Graph, GraphInput, GraphNode, Value } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import { batchedValues } from './batchAxis.ts';
import { chooseLowering, type LoweringChoice } from './chooseLowering.ts';
import { Emitter } from './emitter.ts';
import { lowerInBlocks } from './lowerInBlocks.ts';
import { type OnnxModel, type OnnxTensor, type OnnxValueInfo, serializeModel } from './model.ts';
import type { Target } from './target.ts';

export interface EncodeOptions {
  readonly target: Target;
  readonly modelName?: string;
  /** Values of graph inputs that are stored in the model instead of being fed, by input name. */
  readonly initializers?: ReadonlyMap<string, Float32Array>;
  readonly metadata?: ReadonlyMap<string, string>;
  /**
   * Leaves the number of images open: the first extent of every input without an initializer, and of what depends on
   * it, becomes the symbol `N`. For graphs that treat images apart, which inference does.
   */
  readonly dynamicBatch?: boolean;
  /**
   * Names the batch of the inputs that have one, `N`, instead of telling its extent, and leaves the first extent of reshapes
   * to ONNX Runtime. It plans by shapes: a dead buffer waits for a later tensor of the same one to take it over. What is
   * dead early in the forward pass would wait for a gradient, whose shape stems from numbers and so is another one now.
   */
  readonly namedBatch?: boolean;
  /**
   * How many channels the runtime's blocked layout keeps together on the processor that runs the model; absent where it
   * has none, or the model is for others. A wrong one gives wrong numbers.
   */
  readonly channelBlock?: number | undefined;
  /** Overrides the choice among the lowerings of an operation. */
  readonly chooseLowering?: LoweringChoice;
  /** The replica that computes each node, where several share the work: the model's nodes carry it. */
  readonly replicaOf?: ReadonlyMap<GraphNode, number>;
}

/**
 * An ONNX model (operator set 17) with the graph's inputs and outputs by name. Nodes' names begin with their scope.
 *
 * @throws UserError `onnx.tooLarge` above 2 GiB
 * @throws Error where an initializer does not fit its input, or the batch cannot be left open
 */
export function encodeOnnx(graph: Graph, options: EncodeOptions): Uint8Array {
  return serializeModel(lowerGraph(graph, options));
}

/** The model as plain data, before it is written. */
export function lowerGraph(graph: Graph, options: EncodeOptions): OnnxModel {
  const initializers = options.initializers ?? new Map<string, Float32Array>();
  const batched = options.dynamicBatch
    ? batchedValues(graph, new Set(initializers.keys()))
    : new Set<Value>();
  const chosen = (node: GraphNode) => chooseLowering(node, options).name;
  const names = onnxOutputNames(graph);
  const { target, channelBlock, namedBatch = false } = options;
  const emit = new Emitter(graph, names.values(), { target, channelBlock, batched, chosen, namedBatch });
  const wanted = wantedNames(graph, names);
  for (const node of graph.nodes) lowerNode(emit, node, wanted, options);
  emit.setScope('');
  for (const { name, value } of graph.outputs) {
    const wantedName = names.get(name)!;
    if (emit.nameOf(value) !== wantedName) emit.into([wantedName], 'Identity', [emit.nameOf(value)]);
  }
  return {
    name: options.modelName ?? 'network',
    nodes: emit.nodes,
    initializers: [...storedInputs(graph, initializers), ...emit.constants],
    inputs: graph.inputs
      .filter(({ name }) => !initializers.has(name))
      .map((input) => describe(input, namedBatch && input.batched ? new Set([input.value]) : batched)),
    outputs: graph.outputs.map(({ name, value }) => describe({ name: names.get(name)!, value }, batched)),
    values: customOutputs(graph, emit, batched),
    metadata: options.metadata ?? new Map(),
  };
}

/** What operators give that the text names itself: readers that know them check it, and others learn it. */
function customOutputs(graph: Graph, emit: Emitter, batched: ReadonlySet<Value>): readonly OnnxValueInfo[] {
  const outputs = new Set(graph.outputs.map(({ value }) => value));
  return graph.nodes
    .filter((node) => node.operation === 'custom')
    .flatMap((node) => node.outputs)
    .filter((value) => !outputs.has(value))
    .map((value) => describe({ name: emit.nameOf(value), value }, batched));
}

/**
 * The name in the model of each graph output. ONNX wants all names to differ, so an output that is called like an input
 * (a weight's new value) gets `/next` behind it.
 */
export function onnxOutputNames(graph: Graph): ReadonlyMap<string, string> {
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  return new Map(graph.outputs.map(({ name }) => [name, inputs.has(name) ? `${name}/next` : name]));
}

/** The output names that nodes can give directly: the first name of each value that a node computes. */
function wantedNames(graph: Graph, outputNames: ReadonlyMap<string, string>): ReadonlyMap<Value, string> {
  const computed = new Set<Value>();
  for (const node of graph.nodes) {
    // ONNX Runtime wants the graph's outputs to be made by nodes, not to be constants.
    if (node.operation !== 'constant') for (const output of node.outputs) computed.add(output);
  }
  const names = new Map<Value, string>();
  for (const { name, value } of graph.outputs) {
    if (computed.has(value) && !names.has(value)) names.set(value, outputNames.get(name)!);
  }
  return names;
}

function lowerNode(
  emit: Emitter,
  node: GraphNode,
  wanted: ReadonlyMap<Value, string>,
  options: EncodeOptions,
): void {
  emit.setScope(node.scope, options.replicaOf?.get(node));
  // Replicas hand values to each other in the plain order.
  if (!options.replicaOf && lowerInBlocks(emit, node, wanted)) return;
  const inputs = node.inputs.map((input) => emit.nameOf(input));
  const outputs = node.outputs.map((output) => emit.nameValue(output, node.operation, wanted.get(output)));
  const lowering = chooseLowering(node, options);
  lowering.lower(emit, node, inputs, outputs);
}

function storedInputs(graph: Graph, initializers: ReadonlyMap<string, Float32Array>): readonly OnnxTensor[] {
  return [...initializers].map(([name, data]) => {
    const input = graph.inputs.find((candidate) => candidate.name === name);
    if (!input) throw new Error(`The graph has no input ${name} to initialize.`);
    const { shape } = input.value;
    if (data.length !== tensorSize(shape)) {
      throw new Error(
        `Input ${name} has shape [${shape.join(', ')}], its initializer ${data.length} numbers.`,
      );
    }
    return { name, shape, data };
  });
}

function describe({ name, value }: GraphInput, batched: ReadonlySet<Value>): OnnxValueInfo {
  const shape = batched.has(value) ? ['N', ...value.shape.slice(1)] : value.shape;
  return { name, type: value.type, shape };
}
