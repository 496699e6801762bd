// The interface to whatever runs a graph; the engine's other parts know no more of ONNX Runtime than this.

import type { Graph, TensorShape } from '../graph/graph.ts';
import type { ReplicatedGraph } from '../graph/replicatedGraph.ts';
import type { Device } from './device.ts';

/** Numbers on the host, row by row. */
export interface HostTensor {
  readonly shape: TensorShape;
  readonly data: Float32Array | BigInt64Array;
}

export interface RuntimeOptions {
  readonly device: Exclude<Device, 'auto'>;
  /** Threads inside one operation; 0 lets the runtime choose. */
  readonly threads: number;
}

/** A graph made ready to run. One run at a time. */
export interface Program {
  /**
   * Runs once. Feeds and results are named as the graph's inputs and outputs. Where `into` has a tensor for an output,
   * the result is written into it in place; it must not alias a feed.
   */
  run(
    feeds: ReadonlyMap<string, HostTensor>,
    into?: ReadonlyMap<string, HostTensor>,
  ): Promise<ReadonlyMap<string, HostTensor>>;
  /** Gives back at once the memory of results that are not needed any more; they may be empty afterwards. */
  release(results: Iterable<HostTensor>): void;
  dispose(): Promise<void>;
}

/** A graph of whose outputs some take the place of inputs in the next run, without leaving the device. */
export interface ResidentProgram {
  /** Runs once; results other than the carried ones are written into the tensors of `into`. */
  run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void>;
  /** Copies the carried tensors, by the names of their inputs, to the host. */
  read(into: ReadonlyMap<string, HostTensor>): Promise<void>;
  dispose(): Promise<void>;
}

export interface CarriedTensors {
  /** The output that replaces each carried input, by the input's name. */
  readonly carried: ReadonlyMap<string, string>;
  /** The first values of the carried inputs. */
  readonly initial: ReadonlyMap<string, HostTensor>;
}

export interface Runtime {
  readonly device: Exclude<Device, 'auto'>;
  /**
   * `constants` are inputs, by name, that have the same numbers at every run and are not fed then: the runtime arranges
   * weights once, and merges what follows them.
   */
  prepare(graph: Graph, constants?: ReadonlyMap<string, HostTensor>): Promise<Program>;
  /** There where the device has a memory of its own in which tensors can stay. */
  prepareResident?(graph: Graph, tensors: CarriedTensors): Promise<ResidentProgram>;
  /** There where replicas can share a graph's work. */
  readonly replicas?: Replicas;
}

/** Computes graphs with several replicas, each its nodes one after another, all of them side by side. */
export interface Replicas {
  /** How many there may be. */
  readonly most: number;
  /** The carried tensors stay with the session, in a thread of its own. */
  prepareResident(graph: ReplicatedGraph, tensors: CarriedTensors): Promise<ResidentProgram>;
}
