// One step as a time line: which layer's kernels ran when, in which part of the step.

import type { TimelineSlice } from '../protocol/profile.ts';
import type { KernelRun } from './kernelTrace.ts';
import { placeKernels } from './place.ts';

/** A longer pause between two kernels is shown as one, in milliseconds. */
const mostPauseMs = 0.05;

/** Kernels of one layer and one part of the step that follow each other are one slice; in the order of their starts. */
export function timeline(
  { kernels }: KernelRun,
  scopes: Iterable<string>,
  layers: ReadonlySet<string>,
): readonly TimelineSlice[] {
  const places = placeKernels(kernels, scopes, layers);
  const slices: { -readonly [Key in keyof TimelineSlice]: TimelineSlice[Key] }[] = [];
  kernels.forEach(({ startUs, durationUs }, index) => {
    const { path = '', phase = 'other' } = places[index] ?? {};
    const [startMs, endMs] = [startUs / 1000, (startUs + durationUs) / 1000];
    const last = slices.at(-1);
    if (last?.path === path && last.phase === phase && startMs - last.endMs <= mostPauseMs) {
      last.endMs = Math.max(last.endMs, endMs);
      last.kernels += 1;
    } else slices.push({ path, phase, startMs, endMs, kernels: 1 });
  });
  return slices;
}
