// Prepares graphs for several replicas on the processor, each graph with a session in a thread of its own.

import type { Graph } from '../../graph/graph.ts';
import type { ReplicatedGraph } from '../../graph/replicatedGraph.ts';
import type { LoweringChoice } from '../../onnx/chooseLowering.ts';
import { lowerGraph, onnxOutputNames } from '../../onnx/encodeOnnx.ts';
import { serializeModel } from '../../onnx/model.ts';
import { hasCustom } from '../customProblem.ts';
import { needlessPasses } from '../needlessPasses.ts';
import type { CarriedTensors, Replicas } from '../runtime.ts';
import { ReplicaProgram, type SessionThread } from './replicaProgram.ts';
import type { CarriedTensor } from './sessionMessages.ts';

export interface ReplicaOptions {
  readonly most: number;
  readonly startThread: () => SessionThread;
}

interface Settings {
  /** Of all replicas together. */
  readonly threads: number;
  readonly chooseLowering?: LoweringChoice;
  readonly channelBlock: number | undefined;
}

export function createReplicas({ most, startThread }: ReplicaOptions, settings: Settings): Replicas {
  return {
    most,
    prepareResident: (graph, tensors) => startProgram(startThread(), graph, tensors, settings),
  };
}

function startProgram(
  thread: SessionThread,
  { graph, replicas, replicaOf }: ReplicatedGraph,
  tensors: CarriedTensors,
  { threads, chooseLowering, channelBlock }: Settings,
): Promise<ReplicaProgram> {
  const model = lowerGraph(graph, {
    target: 'cpu',
    channelBlock,
    replicaOf,
    namedBatch: true,
    ...(chooseLowering && { chooseLowering }),
  });
  const names = onnxOutputNames(graph);
  const carriedOutputs = new Set(tensors.carried.values());
  const results = [...names].filter(([name]) => !carriedOutputs.has(name));
  return ReplicaProgram.start(thread, graph, new Map(results), {
    model: serializeModel(model),
    replicas,
    threads: Math.max(1, Math.floor(threads / replicas)),
    strict: hasCustom(graph),
    needlessPasses: needlessPasses(model.nodes),
    replicaOf: new Map(model.nodes.map(({ name, replica = 0 }) => [name, replica])),
    carried: carriedTensors(graph, tensors, names),
    fed: graph.inputs.filter(({ name }) => !tensors.carried.has(name)),
  });
}

/** Copies: the thread takes them over. */
function carriedTensors(
  graph: Graph,
  { carried, initial }: CarriedTensors,
  names: ReadonlyMap<string, string>,
): readonly CarriedTensor[] {
  return graph.inputs
    .filter(({ name }) => carried.has(name))
    .map(({ name, value }) => ({
      input: name,
      output: names.get(carried.get(name)!)!,
      shape: value.shape,
      data: (initial.get(name)!.data as Float32Array).slice(),
    }));
}
