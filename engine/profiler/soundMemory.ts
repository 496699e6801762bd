// Sounds what a training step needs in memory: runs two smaller ones, and asks the allocator.

import { type MemoryForecast, worstMoments } from '../analysis/memoryForecast.ts';
import { inputShape, type Network } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { classCount } from '../training/lossGraph.ts';
import { buildTrainingStep } from '../training/trainingStep.ts';
import { UserError } from '../userError.ts';
import { type Kernel, readKernelTrace } from './kernelTrace.ts';
import { prepareSteps } from './steps.ts';

interface SteppedJob {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Images of the step that the forecast is for. */
  readonly batch: number;
  /** The most resident memory that this process has had, in bytes. */
  readonly residentPeak: () => number;
  readonly signal: AbortSignal;
}

export interface SoundingJob extends SteppedJob {
  /** A runtime that times every kernel, and the traces of its programs once they are disposed of. */
  readonly timed: () => Promise<{
    readonly runtime: Runtime;
    readonly readTraces: () => Promise<readonly string[]>;
  }>;
}

export interface ReplicaSoundingJob extends SteppedJob {
  readonly runtime: () => Promise<Runtime>;
  /** Each batch that is tried is a multiple of it. */
  readonly replicas: number;
}

/**
 * Of steps that replicas share. They meet at moments of their own at every run, so that no allocator tells the same twice:
 * what the process has had at its most, with one image for each and with half of the batch, is taken for two points of a
 * line. The first step is that small, as what it leaves behind counts with the second one's.
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function soundReplicas(job: ReplicaSoundingJob): Promise<MemoryForecast> {
  const batch = Math.max(2, Math.floor(job.batch / 2 / job.replicas)) * job.replicas;
  const residentAt = async (images: number) => {
    await runSteps(job, await job.runtime(), images);
    return job.residentPeak();
  };
  const least = await residentAt(job.replicas);
  const residentBytes = await residentAt(batch);
  const line = { bytes: residentBytes, perImage: (residentBytes - least) / (batch - job.replicas) };
  return { batch, residentBytes, feedBytes: 0, moments: [line] };
}

/**
 * The graph and its order of execution are the same at any batch, so the memory in use after each kernel is a line
 * through what two batches need: a quarter and a half of the one that is asked for, as an arena rounds small tensors up.
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function soundMemory(job: SoundingJob): Promise<MemoryForecast> {
  const batch = Math.max(1, Math.floor(job.batch / 4));
  // The larger first: what the process needs to read traces must not count.
  const two = await soundStep(job, 2 * batch);
  const one = await soundStep(job, batch);
  const moments = worstMoments(one.kernels.map(memoryAt), alignedMemory(one.kernels, two.kernels), batch);
  return {
    batch: 2 * batch,
    residentBytes: two.residentBytes,
    feedBytes: feedBytes(job),
    moments: moments.map(({ bytes, perImage }) => ({ bytes: bytes + perImage * batch, perImage })),
  };
}

/** The arena still grows in the second step, and settles then. */
const steps = 4;

interface Sounding {
  readonly residentBytes: number;
  readonly kernels: readonly Kernel[];
}

async function runSteps(job: SteppedJob, runtime: Runtime, batch: number): Promise<void> {
  if (job.signal.aborted) throw new UserError('engine.stopped', 'Sounding the memory was stopped.');
  const subject = await prepareSteps({ ...job, batch }, runtime);
  try {
    for (let step = 0; step < steps; step++) await subject.run(step);
  } finally {
    await subject.dispose();
  }
}

async function soundStep(job: SoundingJob, batch: number): Promise<Sounding> {
  const { runtime, readTraces } = await job.timed();
  await runSteps(job, runtime, batch);
  const residentBytes = job.residentPeak();
  const runs = (await readTraces()).flatMap(readKernelTrace);
  // The first of the step's runs: in it alone a new peak tells what a kernel took for itself.
  const [first] = runs.toSorted((a, b) => b.kernels.length - a.kernels.length);
  return { residentBytes, kernels: first?.kernels ?? [] };
}

/** In use while the kernel ran: also what it took for itself and gave back, where that made a new peak. */
function memoryAt({ memory }: Kernel, index: number, kernels: readonly Kernel[]): number {
  const before = kernels[index - 1]?.memory.peak ?? 0;
  return memory.peak > before ? memory.peak : memory.inUse;
}

/** Of the second step, at the kernels of the first: by name, as a batch may have kernels of its own. */
function alignedMemory(one: readonly Kernel[], two: readonly Kernel[]): readonly number[] {
  const byName = new Map(two.map((kernel, index) => [kernel.name, memoryAt(kernel, index, two)]));
  return one.map((kernel, index) => byName.get(kernel.name) ?? memoryAt(kernel, index, one));
}

/** Images, targets, logits and random numbers of one image. */
function feedBytes({ network, recipe }: SoundingJob): number {
  const { randomInputs } = buildTrainingStep(network, { ...recipe, batch: 1 });
  const random = randomInputs.reduce((sum, { value }) => sum + elementCount(value.shape), 0);
  return 4 * (elementCount(inputShape(network)) + 2 * classCount(network) + random);
}
