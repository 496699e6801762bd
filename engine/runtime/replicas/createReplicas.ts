// Prepares graphs for several replicas on the processor, each graph with a session in a thread of its own.

import type { Graph } from '../../graph/graph.ts';
import type { ReplicatedGraph } from '../../graph/replicatedGraph.ts';
import type { LoweringChoice } from '../../onnx/chooseLowering.ts';
import { lowerGraph, onnxOutputNames } from '../../onnx/encodeOnnx.ts';
import { serializeModel } from '../../onnx/model.ts';
import { hasCustom } from '../customProblem.ts';
import type { CarriedTensors, HostTensor, Replicas } from '../runtime.ts';
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
  const start = (
    graph: ReplicatedGraph,
    kept: { readonly constants?: ReadonlyMap<string, HostTensor>; readonly tensors?: CarriedTensors },
  ) => startProgram(startThread, graph, { ...settings, ...kept });
  return {
    most,
    prepare: (graph, constants = new Map()) => start(graph, { constants }),
    async prepareResident(graph, tensors) {
      const program = await start(graph, { tensors });
      return {
        run: async (feeds, into) => void (await program.run(feeds, into)),
        read: (into) => program.read(into),
        dispose: () => program.dispose(),
      };
    },
  };
}

function startProgram(
  startThread: () => SessionThread,
  { graph, replicas, replicaOf }: ReplicatedGraph,
  {
    threads,
    chooseLowering,
    channelBlock,
    constants = new Map(),
    tensors = { carried: new Map(), initial: new Map() },
  }: Settings & {
    readonly constants?: ReadonlyMap<string, HostTensor>;
    readonly tensors?: CarriedTensors;
  },
): Promise<ReplicaProgram> {
  const initializers = new Map([...constants].map(([name, { data }]) => [name, data as Float32Array]));
  const model = lowerGraph(graph, {
    target: 'cpu',
    // As without replicas: stored weights are arranged in blocks by the runtime itself.
    channelBlock: constants.size === 0 ? channelBlock : undefined,
    initializers,
    replicaOf,
    ...(chooseLowering && { chooseLowering }),
  });
  const names = onnxOutputNames(graph);
  const carriedOutputs = new Set(tensors.carried.values());
  const results = [...names].filter(([name]) => !carriedOutputs.has(name));
  return ReplicaProgram.start(startThread(), graph, new Map(results), {
    model: serializeModel(model),
    replicas,
    threads: Math.max(1, Math.floor(threads / replicas)),
    strict: hasCustom(graph),
    replicaOf: new Map(model.nodes.map(({ name, replica = 0 }) => [name, replica])),
    carried: carriedTensors(graph, tensors, names),
    fed: graph.inputs.filter(({ name }) => !constants.has(name) && !tensors.carried.has(name)),
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
