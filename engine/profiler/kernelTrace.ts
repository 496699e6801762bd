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
  return runs.map(({ ts, dur }) => {
    while (next < kernels.length && kernels[next]!.ts < ts) next += 1;
    const own: Kernel[] = [];
    for (; next < kernels.length && kernels[next]!.ts <= ts + dur; next += 1) {
      own.push(kernelOf(kernels[next]!, ts));
    }
    return { durationUs: dur, kernels: own };
  });
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
