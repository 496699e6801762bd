// From the kernels of many steps to each layer's time: medians over the steps.

import type { Kernel, KernelRun } from './kernelTrace.ts';
import { type Phase, type Place, placeKernels } from './place.ts';

export interface LayerTime {
  readonly path: string;
  /** Milliseconds, medians over the runs. */
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  /** In one run. */
  readonly kernels: number;
  readonly bytes: number;
  /** As ONNX Runtime names it: of the kernels that took longest together. */
  readonly provider: string;
}

export interface AttributedTime {
  /** In the order in which a run first comes to them. */
  readonly layers: readonly LayerTime[];
  /** Of kernels that belong to no known scope. */
  readonly unattributedMs: number;
}

/**
 * Adds up the kernels of every run by layer and part of the step, and takes the median over the runs.
 *
 * @param scopes the scopes of the graph's nodes
 * @param layers the paths of the network's layers
 */
export function attributeTime(
  runs: readonly KernelRun[],
  scopes: Iterable<string>,
  layers: ReadonlySet<string>,
): AttributedTime {
  const known = [...scopes];
  const sums = runs.map(({ kernels }) => addUp(kernels, placeKernels(kernels, known, layers)));
  const paths = [...new Set(sums.flatMap((run) => [...run.byPath.keys()]))];
  const times = paths.map((path) => {
    const own = sums.map((run) => run.byPath.get(path));
    const time = (phase: Phase) => median(own.map((sum) => sum?.[phase] ?? 0)) / 1000;
    const last = own.findLast((sum) => sum !== undefined)!;
    const [provider = ''] = [...last.providers].sort((a, b) => b[1] - a[1])[0] ?? [];
    return {
      path,
      forwardMs: time('forward'),
      backwardMs: time('backward'),
      updateMs: time('update'),
      kernels: last.kernels,
      bytes: last.bytes,
      provider,
    };
  });
  return { layers: times, unattributedMs: median(sums.map((run) => run.unattributed)) / 1000 };
}

/** In microseconds. */
interface PathSum extends Record<Phase, number> {
  kernels: number;
  bytes: number;
  readonly providers: Map<string, number>;
}

interface RunSum {
  readonly byPath: Map<string, PathSum>;
  unattributed: number;
}

function addUp(kernels: readonly Kernel[], places: readonly (Place | undefined)[]): RunSum {
  const run: RunSum = { byPath: new Map(), unattributed: 0 };
  kernels.forEach(({ durationUs, bytes, provider }, index) => {
    const place = places[index];
    if (place === undefined) {
      run.unattributed += durationUs;
      return;
    }
    const sum = run.byPath.get(place.path) ?? newSum();
    run.byPath.set(place.path, sum);
    sum[place.phase] += durationUs;
    sum.kernels += 1;
    sum.bytes += bytes;
    sum.providers.set(provider, (sum.providers.get(provider) ?? 0) + durationUs);
  });
  return run;
}

function newSum(): PathSum {
  return { forward: 0, backward: 0, update: 0, kernels: 0, bytes: 0, providers: new Map() };
}

/** The middle one, or the mean of the two in the middle; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
