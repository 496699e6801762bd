// Writes one step as a Chrome trace, which Perfetto opens: forward, backward and update on tracks of their own.

import type { Profile } from '../protocol/profile.ts';
import type { Kernel, KernelRun } from './kernelTrace.ts';
import { type Phase, type Place, placeKernels } from './place.ts';

/** Thread numbers of the tracks, which also order them. */
const tracks = { step: 1, forward: 2, backward: 3, update: 4 } as const;

type Track = keyof typeof tracks;

/** One object of the trace event format's JSON array. */
type TraceEvent = Readonly<Record<string, unknown>>;

/** The trace file's text: blocks, layers and kernels as nested slices. */
export function chromeTrace(
  run: KernelRun,
  scopes: Iterable<string>,
  layers: ReadonlySet<string>,
  profile: Profile,
): string {
  const places = placeKernels(run.kernels, scopes, layers);
  const events = [...trackNames(profile), stepSlice(run, profile), ...nestedSlices(run.kernels, places)];
  const { layers: _, ...figures } = profile;
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms', otherData: flat(figures) })}\n`;
}

function trackNames({ model, mode, batch, device }: Profile): readonly TraceEvent[] {
  const about = { ph: 'M', pid: 1, tid: 0 };
  const process = `${model}, ${mode}, ${batch === 1 ? '1 image' : `${batch} images`}, ${device}`;
  return [
    { ...about, name: 'process_name', args: { name: process } },
    ...Object.entries(tracks).flatMap(([name, tid]) => [
      { ...about, tid, name: 'thread_name', args: { name } },
      { ...about, tid, name: 'thread_sort_index', args: { sort_index: tid } },
    ]),
  ];
}

function stepSlice({ durationUs, kernels }: KernelRun, { wallMs }: Profile): TraceEvent {
  const args = { kernels: kernels.length, medianWallMs: wallMs };
  return slice('step', `step`, { start: 0, end: durationUs }, args);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function slice(track: Track, name: string, { start, end }: Span, args: object): TraceEvent {
  return { name, cat: track, ph: 'X', pid: 1, tid: tracks[track], ts: start, dur: end - start, args };
}

interface OpenSlice {
  readonly name: string;
  readonly path: string;
  readonly start: number;
  end: number;
}

/**
 * A slice for every piece of the path that stays the same from one kernel to the next: `stage1`, in it `stage1.block1`.
 * What another track does in between ends them, so that no slice holds time that is not its own.
 */
function nestedSlices(
  kernels: readonly Kernel[],
  places: readonly (Place | undefined)[],
): readonly TraceEvent[] {
  const events: { readonly event: TraceEvent; readonly start: number; readonly depth: number }[] = [];
  const open: OpenSlice[] = [];
  let track: Track = 'step';
  const close = (depth: number) => {
    while (open.length > depth) {
      const { name, path, ...span } = open.pop()!;
      events.push({ event: slice(track, name, span, { path }), start: span.start, depth: open.length });
    }
  };
  kernels.forEach((kernel, index) => {
    const place = places[index];
    const next: Track = place?.phase ?? 'step';
    const names = place?.path.split('.') ?? [];
    const kept = next === track ? names.findIndex((name, depth) => open[depth]?.name !== name) : 0;
    close(kept === -1 ? names.length : kept);
    track = next;
    const span = { start: kernel.startUs, end: kernel.startUs + kernel.durationUs };
    for (let depth = open.length; depth < names.length; depth++) {
      open.push({ name: names[depth]!, path: names.slice(0, depth + 1).join('.'), ...span });
    }
    for (const around of open) around.end = Math.max(around.end, span.end);
    events.push({ event: kernelSlice(track, kernel, place?.phase), start: span.start, depth: open.length });
  });
  close(0);
  // Of slices with the same times, viewers nest a later one in an earlier one.
  return events.sort((a, b) => a.start - b.start || a.depth - b.depth).map(({ event }) => event);
}

function kernelSlice(track: Track, kernel: Kernel, phase: Phase | undefined): TraceEvent {
  const { name, operator, provider, bytes, startUs, durationUs } = kernel;
  const span = { start: startUs, end: startUs + durationUs };
  return slice(track, operator, span, { node: name, provider, bytes, ...(phase ? { phase } : {}) });
}

/** Metadata is shown as texts. */
function flat(figures: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}
