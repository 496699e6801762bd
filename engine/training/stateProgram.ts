// A step's graph with the tensors that it replaces: updated in this process' memory, or kept on the device.

import type { RandomInput } from '../lowering/lowerNetwork.ts';
import type { Network } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';
import { partitionBatch } from '../partition/partitionBatch.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor, Program, ResidentProgram, Runtime } from '../runtime/runtime.ts';
import { HostUpdate, type UpdateWatch } from './hostUpdate.ts';
import { replicaCount } from './replicaCount.ts';
import { accumulatedName, nextName } from './stateNames.ts';
import { type FloatTensor, networkParameters, type StateTensors } from './trainingState.ts';
import { buildGradientStep, buildTrainingStep } from './trainingStep.ts';
import { lastBatchName } from './updateGraph.ts';

export interface StateProgram {
  readonly randomInputs: readonly RandomInput[];
  /** As they were when they were last read, which on the host is always now; later runs overwrite them. */
  readonly tensors: StateTensors;
  /** Parameters and statistics before the last run, where its loss was not finite; undefined where a device has them. */
  readonly before: StateTensors | undefined;
  /** Runs once. `into` are the tensors for what is measured. */
  run(batch: BatchFeeds, into: ReadonlyMap<string, HostTensor>): Promise<void>;
  /** Reads the tensors back from the device, or from the replicas' thread, where they are there. */
  synchronize(): Promise<void>;
  dispose(): Promise<void>;
}

export interface BatchFeeds {
  /** Images, targets and what chance gives. */
  readonly feeds: ReadonlyMap<string, HostTensor>;
  /** The learning rate and what `stepFactors` gives. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Of the step, which may have several batches. */
  readonly last: boolean;
}

export interface StepSubject {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Whether layers such as dropout are at work. */
  readonly random: boolean;
  readonly watch?: UpdateWatch;
}

/** Takes `initial` over. Where replicas are wanted, or the device keeps tensors, the update is part of the graph. */
export async function prepareState(
  runtime: Runtime,
  subject: StepSubject,
  initial: StateTensors,
): Promise<StateProgram> {
  const { network, recipe, watch } = subject;
  const replicas = replicaCount(recipe.batch, runtime.replicas?.most);
  if (runtime.replicas !== undefined && replicas > 1) {
    const { most: _, prepareResident } = runtime.replicas;
    return prepareDevice(subject, initial, (graph, tensors, batched) =>
      prepareResident(partitionBatch(graph, batched, replicas), tensors),
    );
  }
  const { prepareResident } = runtime;
  if (prepareResident !== undefined) return prepareDevice(subject, initial, prepareResident);
  const { graph, randomInputs } = buildGradientStep(network, recipe, subject);
  const update = new HostUpdate(network, recipe, initial, watch);
  const kept = networkParameters(network).map(({ name }) => name);
  return new HostState(randomInputs, await runtime.prepare(graph), update, initial, kept);
}

/** The weights are in this process' memory: the graph gives gradients, and the update is made in place. */
class HostState implements StateProgram {
  before: StateTensors | undefined;

  constructor(
    readonly randomInputs: readonly RandomInput[],
    private readonly program: Program,
    private readonly update: HostUpdate,
    readonly tensors: StateTensors,
    /** Names of the parameters and statistics. */
    private readonly parameters: readonly string[],
  ) {}

  async run({ feeds, numbers, last }: BatchFeeds, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    const fed = new Map<string, HostTensor>([...this.parameterTensors(), ...feeds]);
    const outputs = await this.program.run(fed, into);
    const finite = Number.isFinite(into.get('loss')!.data[0]);
    this.before = finite ? undefined : new Map([...this.parameterTensors()].map(copied));
    this.update.apply(outputs, numbers, { last });
    this.program.release([...outputs].flatMap(([name, tensor]) => (into.has(name) ? [] : [tensor])));
  }

  synchronize(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  private parameterTensors(): StateTensors {
    return new Map(this.parameters.map((name) => [name, this.tensors.get(name)!]));
  }
}

function copied([name, { shape, data }]: [string, FloatTensor]): [string, FloatTensor] {
  return [name, { shape, data: data.slice() }];
}

type PrepareResident = (
  graph: Parameters<NonNullable<Runtime['prepareResident']>>[0],
  tensors: Parameters<NonNullable<Runtime['prepareResident']>>[1],
  /** The inputs with a row for each of the batch's images. */
  batched: ReadonlySet<string>,
) => Promise<ResidentProgram>;

async function prepareDevice(
  subject: StepSubject,
  initial: StateTensors,
  prepareResident: PrepareResident,
): Promise<StateProgram> {
  const { network, recipe } = subject;
  const { graph, randomInputs } = buildTrainingStep(network, recipe, subject);
  const start = new Map([...initial, ...accumulatedGradients(network, recipe)]);
  const carried = new Map([...start.keys()].map((name) => [name, nextName(name)]));
  const batched = new Set(['images', 'targets', ...randomInputs.map(({ name }) => name)]);
  const program = await prepareResident(graph, { carried, initial: start }, batched);
  return new DeviceState(randomInputs, program, initial, recipe);
}

/** The weights stay where the graph runs, whose outputs replace them. */
class DeviceState implements StateProgram {
  readonly before = undefined;
  private stale = false;

  constructor(
    readonly randomInputs: readonly RandomInput[],
    private readonly program: ResidentProgram,
    public tensors: StateTensors,
    private readonly recipe: Recipe,
  ) {}

  async run({ feeds, numbers, last }: BatchFeeds, into: ReadonlyMap<string, HostTensor>): Promise<void> {
    this.stale = true;
    const fed = new Map(feeds);
    for (const [name, value] of numbers) fed.set(name, scalar(value));
    if ((this.recipe.accumulate ?? 1) > 1) fed.set(lastBatchName, scalar(last ? 1 : 0));
    await this.program.run(fed, into);
  }

  async synchronize(): Promise<void> {
    if (!this.stale) return;
    // Fresh ones, so that those before can still be compared with.
    const read = new Map([...this.tensors].map(([name, { shape }]) => [name, zeros(shape)]));
    await this.program.read(read);
    this.tensors = read;
    this.stale = false;
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

/** Zeros for each trained parameter, where a step has several batches. */
function accumulatedGradients(network: Network, { accumulate = 1 }: Recipe): StateTensors {
  if (accumulate === 1) return new Map();
  const trained = networkParameters(network).filter(({ trainable }) => trainable);
  return new Map(trained.map(({ name, shape }) => [accumulatedName(name), zeros(shape)]));
}

function zeros(shape: readonly number[]): FloatTensor {
  return { shape, data: new Float32Array(elementCount(shape)) };
}

function scalar(value: number): HostTensor {
  return { shape: [], data: Float32Array.of(value) };
}
