// Reads the Chrome trace that ONNX Runtime writes of a session: every kernel of every run, in order.

/** One kernel of one run. */
export interface Kernel {
  /** The node's name in the session, which optimisation may have changed. */
  readonly name: string;
  readonly operator: string;
  /** As ONNX Runtime calls it: `CPUExecutionProvider`. */
  readonly provider: string;
  /** Microseconds; starts count from the run's. */
  readonly startUs: number;
  /** On a GPU that keeps time itself, what it took there; elsewhere what the call took. */
  readonly durationUs: number;
  /** Read and written: all inputs and outputs once. */
  readonly bytes: number;
  /** Of the runtime's arena, in bytes: in use after the kernel, and the most in use since the session began. */
  readonly memory: { readonly inUse: number; readonly peak: number };
}

/** One run of the session, with its kernels in the order in which they started. */
export interface KernelRun {
  readonly durationUs: number;
  readonly kernels: readonly Kernel[];
}

const kernelSuffix = '_kernel_time';

/**
 * The runs of a session, in order. What is no kernel and no run is passed over.
 *
 * @param text a JSON array of trace events, each with its start `ts` and duration `dur` in microseconds
 * @throws Error where it is no such text
 */
export function readKernelTrace(text: string): readonly KernelRun[] {
  const events = parseEvents(text).toSorted((a, b) => a.ts - b.ts);
  const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run');
  const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith(kernelSuffix));
  let next = 0;
  const called = runs.map(({ ts, dur }) => {
    while (next < kernels.length && kernels[next]!.ts < ts) next += 1;
    const own: Kernel[] = [];
    for (; next < kernels.length && kernels[next]!.ts <= ts + dur; next += 1) {
      own.push(kernelOf(kernels[next]!, ts));
    }
    return { durationUs: dur, kernels: own };
  });
  return timedByDevice(called, events);
}

/**
 * The webgpu provider writes an event of category `Api` for every program that a kernel runs, named
 * `NODE&OPERATOR&PROGRAM`, by a clock of its own that does not say in which run: all runs of a session are equal, so
 * each has an equal share of a node's events, in order.
 */
function timedByDevice(runs: readonly KernelRun[], events: readonly TraceEvent[]): readonly KernelRun[] {
  const durations = new Map<string, number[]>();
  for (const { cat, name, dur } of events) {
    const node = name.split('&', 1)[0]!;
    if (cat === 'Api') durations.set(node, [...(durations.get(node) ?? []), dur]);
  }
  if (durations.size === 0) return runs;
  return runs.map(({ durationUs, kernels }, run) => ({
    durationUs,
    kernels: kernels.map((kernel) => {
      const own = durations.get(kernel.name);
      const share = own === undefined ? 0 : own.length / runs.length;
      if (own === undefined || !Number.isInteger(share)) return kernel;
      const inRun = own.slice(run * share, (run + 1) * share);
      return { ...kernel, durationUs: inRun.reduce((sum, duration) => sum + duration, 0) };
    }),
  }));
}

interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

function parseEvents(text: string): TraceEvent[] {
  const events: unknown = JSON.parse(text);
  if (!Array.isArray(events)) throw new Error('The trace is no list of events.');
  return events.flatMap((event: Partial<TraceEvent>) => {
    const { cat, name, ts, dur, args } = event;
    const known = typeof cat === 'string' && typeof name === 'string';
    if (!known || typeof ts !== 'number' || typeof dur !== 'number') return [];
    return [{ cat, name, ts, dur, args: args ?? {} }];
  });
}

function kernelOf({ name, ts, dur, args }: TraceEvent, runStart: number): Kernel {
  const bytes = (field: string) => Number(args[field] ?? 0) || 0;
  return {
    name: name.slice(0, -kernelSuffix.length),
    operator: String(args['op_name'] ?? ''),
    provider: String(args['provider'] ?? ''),
    startUs: ts - runStart,
    durationUs: dur,
    bytes: bytes('activation_size') + bytes('parameter_size') + bytes('output_size'),
    memory: {
      inUse: bytes('mem_bytes_in_use'),
      peak: bytes('mem_in_use_peak'),
    },
  };
}
