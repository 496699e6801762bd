// Profiles a network: times its steps as they always run, times them again kernel by kernel, and puts both together.

import type { Graph } from '../graph/graph.ts';
import type { Network } from '../network/network.ts';
import type { LayerProfile, Profile, ProfileAnswer } from '../protocol/profile.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type AttributedTime, attributeTime, type LayerTime, median } from './attribute.ts';
import { chromeTrace } from './chromeTrace.ts';
import { type KernelRun, readKernelTrace } from './kernelTrace.ts';
import type { Phase } from './place.ts';
import { betterPeak, type MachinePeak, measurePeak, rooflineMs } from './roofline.ts';
import { type PreparedSteps, prepareSteps } from './steps.ts';
import { timeline } from './timeline.ts';
import { type StepTiming, timeSteps } from './timeSteps.ts';
import { withUpdate } from './updateKernels.ts';
import { placeKey, type Work, workByPlace } from './work.ts';

export interface ProfileJob extends StepTiming {
  readonly network: Network;
  /** Training by it; inference where absent. */
  readonly recipe: Recipe | undefined;
  readonly batch: number;
  readonly threads: number;
  readonly runtime: Runtime;
  /** The same runtime with every kernel timed; its programs' traces can be read once they are disposed of. */
  readonly timed: { readonly runtime: Runtime; readonly readTraces: () => Promise<readonly string[]> };
}

const budget = { warmUp: 3, least: 3, most: 50, milliseconds: 1500 };
/** A trace holds a line of 1 kB for each kernel of each step. */
const mostKernels = 150_000;

/**
 * Neither the images nor the weights are a user's: random ones take the same time.
 * @throws UserError `engine.stopped` when the signal is aborted meanwhile
 */
export async function profileNetwork(job: ProfileJob): Promise<ProfileAnswer> {
  const { runtime, timed, network } = job;
  const before = await measurePeak(runtime, job.now);
  const first = await timeStepsOn(job, runtime, budget);
  const { graph } = first;
  const most = Math.max(3, Math.min(first.durations.length, Math.floor(mostKernels / graph.nodes.length)));
  const measured = await timeStepsOn(job, timed.runtime, { ...budget, most });
  const usual = await quieter(job, first);
  const peak = betterPeak(before, await measurePeak(runtime, job.now));
  const runs = measuredRuns(await timed.readTraces(), measured);
  const walls = { usual: usual.durations, measured: measured.durations };
  const profile = profileOf(job, peak, walls, runs, graph);
  const [run, scopes, paths] = [middleRun(runs), scopesOf(graph), pathsOf(network)];
  return {
    profile,
    trace: chromeTrace(run, scopes, paths, profile),
    timeline: { durationMs: run.durationUs / 1000, slices: timeline(run, scopes, paths) },
  };
}

interface TimedSteps extends Pick<PreparedSteps, 'graph' | 'updates'> {
  readonly preparationMs: number;
  readonly durations: readonly number[];
}

async function timeStepsOn(job: ProfileJob, runtime: Runtime, steps: typeof budget): Promise<TimedSteps> {
  const began = job.now();
  const subject = await prepareSteps(job, runtime);
  const preparationMs = job.now() - began;
  try {
    const durations = await timeSteps(subject.run, steps, job);
    return { graph: subject.graph, updates: subject.updates, preparationMs, durations };
  } finally {
    await subject.dispose();
  }
}

/** Longer preparations are not made a second time. */
const mostPreparationMs = 3000;

/** The steps once more, before and after the timed ones: what else the machine does may fall into one of them. */
async function quieter(job: ProfileJob, first: TimedSteps): Promise<TimedSteps> {
  if (first.preparationMs > mostPreparationMs) return first;
  const second = await timeStepsOn(job, job.runtime, budget);
  return median(second.durations) < median(first.durations) ? second : first;
}

/** The session of the steps is the one with the most kernels; its last runs are the measured ones. */
function measuredRuns(traces: readonly string[], { durations, updates }: TimedSteps): readonly KernelRun[] {
  const sessions = traces.map(readKernelTrace);
  const kernels = (runs: readonly KernelRun[]) => Math.max(0, ...runs.map((run) => run.kernels.length));
  const [runs = []] = [...sessions].sort((a, b) => kernels(b) - kernels(a));
  const parts = updates.slice(-durations.length);
  return runs.slice(-durations.length).map((run, step) => withUpdate(run, parts[step] ?? []));
}

function middleRun(runs: readonly KernelRun[]): KernelRun {
  const sorted = [...runs].sort((a, b) => a.durationUs - b.durationUs);
  return sorted[Math.floor(sorted.length / 2)] ?? { durationUs: 0, kernels: [] };
}

function scopesOf({ nodes }: Graph): ReadonlySet<string> {
  return new Set(nodes.map(({ scope }) => scope));
}

function pathsOf({ layers }: Network): ReadonlySet<string> {
  return new Set(layers.map(({ path }) => path));
}

function profileOf(
  { network, recipe, batch, threads, runtime }: ProfileJob,
  peak: MachinePeak,
  walls: { readonly usual: readonly number[]; readonly measured: readonly number[] },
  runs: readonly KernelRun[],
  graph: Graph,
): Profile {
  const paths = pathsOf(network);
  const times = attributeTime(runs, scopesOf(graph), paths);
  const layers = layerProfiles(network, times, workByPlace(graph, paths), peak);
  return {
    model: network.name,
    mode: recipe === undefined ? 'inference' : 'training',
    device: runtime.device,
    threads,
    batch,
    steps: walls.usual.length,
    wallMs: median(walls.usual),
    measuredMs: median(walls.measured),
    runtimeMs: median(runs.map(({ durationUs }) => durationUs)) / 1000,
    accountedMs: layers.reduce((sum, layer) => sum + timeOf(layer), 0),
    unattributedMs: times.unattributedMs,
    peak,
    layers,
  };
}

function layerProfiles(
  network: Network,
  times: AttributedTime,
  work: ReadonlyMap<string, Work>,
  peak: MachinePeak,
): readonly LayerProfile[] {
  const byPath = new Map(times.layers.map((time) => [time.path, time]));
  const own = network.layers
    .filter(({ kind, path }) => kind !== 'input' || byPath.has(path))
    .filter(({ head, path }) => head === undefined || byPath.has(path))
    .map(({ path, kind, origin }) => {
      const place = { kind, file: origin.file, line: origin.line };
      return layerProfile(path, place, byPath.get(path), work, peak);
    });
  const known = pathsOf(network);
  const others = times.layers
    .filter(({ path }) => !known.has(path))
    .map((time) => layerProfile(time.path, { kind: time.path }, time, work, peak));
  return [...own, ...others];
}

const phases: readonly Phase[] = ['forward', 'backward', 'update'];

function layerProfile(
  path: string,
  place: Pick<LayerProfile, 'kind' | 'file' | 'line'>,
  time: LayerTime | undefined,
  work: ReadonlyMap<string, Work>,
  peak: MachinePeak,
): LayerProfile {
  const parts = phases.map((phase) => work.get(placeKey({ path, phase })) ?? { flops: 0, bytes: 0 });
  const flops = parts.reduce((sum, part) => sum + part.flops, 0);
  const { forwardMs = 0, backwardMs = 0, updateMs = 0 } = time ?? {};
  const totalMs = forwardMs + backwardMs + updateMs;
  return {
    path,
    ...place,
    forwardMs,
    backwardMs,
    updateMs,
    kernels: time?.kernels ?? 0,
    flops,
    gflops: totalMs === 0 ? 0 : flops / totalMs / 1e6,
    bytes: time?.bytes ?? 0,
    provider: deviceName(time?.provider ?? ''),
    estimateMs: parts.reduce((sum, part) => sum + rooflineMs(part, peak), 0),
  };
}

function timeOf({ forwardMs, backwardMs, updateMs }: LayerProfile): number {
  return forwardMs + backwardMs + updateMs;
}

/** `CPUExecutionProvider` is the device `cpu`. */
function deviceName(provider: string): string {
  return provider.replace(/ExecutionProvider$/, '').toLowerCase();
}
