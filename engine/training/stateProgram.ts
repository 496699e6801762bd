// A step's graph with the tensors that it replaces: on the host two sets that swap roles, else kept on the device.

import type { Graph } from '../graph/graph.ts';
import { partitionBatch } from '../partition/partitionBatch.ts';
import type { HostTensor, Program, ResidentProgram, Runtime } from '../runtime/runtime.ts';
import { replicaCount } from './replicaCount.ts';
import { nextName } from './stateNames.ts';
import type { FloatTensor, StateTensors } from './trainingState.ts';

export interface StateProgram {
  /** As they were when they were last read, which on the host is always now; later runs overwrite them. */
  readonly tensors: StateTensors;
  /** As they were before the last run; undefined where the device does not keep them. */
  readonly before: StateTensors | undefined;
  /** Runs once: `feeds` and `into` have everything but the replaced tensors. */
  run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void>;
  /** Reads the tensors back from the device, or from the replicas' thread, where they are there. */
  synchronize(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Each tensor NAME of `initial` is an input, which the output `next.NAME` replaces. `initial` is copied. `batched` are the
 * inputs with a row for each of the batch's images, which replicas can share.
 */
export async function prepareState(
  runtime: Runtime,
  graph: Graph,
  initial: StateTensors,
  { batch, batched }: BatchedInputs,
): Promise<StateProgram> {
  const start = new Map([...initial].map(([name, tensor]) => [name, copyOf(tensor)]));
  const carried = new Map([...initial.keys()].map((name) => [name, nextName(name)]));
  const tensors = { carried, initial: start };
  const replicas = replicaCount(batch, runtime.replicas?.most);
  if (runtime.replicas !== undefined && replicas > 1) {
    const replicated = partitionBatch(graph, new Set(batched), replicas);
    return new DeviceState(await runtime.replicas.prepareResident(replicated, tensors), start);
  }
  if (runtime.prepareResident === undefined) return new HostState(await runtime.prepare(graph), start);
  return new DeviceState(await runtime.prepareResident(graph, tensors), start);
}

export interface BatchedInputs {
  readonly batch: number;
  readonly batched: readonly string[];
}

/** One of the two sets: read as feeds, or written. */
interface StateBuffers {
  readonly tensors: StateTensors;
  /** The same tensors under the names of the graph's outputs. */
  readonly outputs: ReadonlyMap<string, HostTensor>;
}

class HostState implements StateProgram {
  private read: StateBuffers;
  private write: StateBuffers;

  constructor(
    private readonly program: Program,
    start: StateTensors,
  ) {
    this.read = buffersOf(start);
    this.write = buffersOf(new Map([...start].map(([name, tensor]) => [name, copyOf(tensor)])));
  }

  get tensors(): StateTensors {
    return this.read.tensors;
  }

  get before(): StateTensors {
    return this.write.tensors;
  }

  async run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    await this.program.run(
      new Map<string, HostTensor>([...this.read.tensors, ...feeds]),
      new Map<string, HostTensor>([...this.write.outputs, ...into]),
    );
    [this.read, this.write] = [this.write, this.read];
  }

  synchronize(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

class DeviceState implements StateProgram {
  readonly before = undefined;
  private stale = false;

  constructor(
    private readonly program: ResidentProgram,
    public tensors: StateTensors,
  ) {}

  async run(feeds: ReadonlyMap<string, HostTensor>, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    this.stale = true;
    await this.program.run(feeds, into);
  }

  async synchronize(): Promise<void> {
    if (!this.stale) return;
    // Fresh ones, so that those before can still be compared with.
    const read = new Map(
      [...this.tensors].map(([name, { shape, data }]) => [
        name,
        { shape, data: new Float32Array(data.length) },
      ]),
    );
    await this.program.read(read);
    this.tensors = read;
    this.stale = false;
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

function buffersOf(tensors: StateTensors): StateBuffers {
  return { tensors, outputs: new Map([...tensors].map(([name, tensor]) => [nextName(name), tensor])) };
}

function copyOf({ shape, data }: FloatTensor): FloatTensor {
  return { shape, data: data.slice() };
}
