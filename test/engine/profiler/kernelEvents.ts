// Trace events as ONNX Runtime writes them, for tests.

export interface EventSketch {
  readonly name: string;
  readonly at: number;
  readonly takes: number;
  readonly operator?: string;
  readonly provider?: string;
  readonly bytes?: readonly [number, number, number];
}

/** A program on a GPU: `NODE&OPERATOR&PROGRAM`. */
export interface ProgramSketch {
  readonly name: string;
  readonly takes: number;
}

/** A session's trace: for each run its start, its length and its kernels, with times in microseconds. */
export function traceText(
  runs: readonly { readonly at: number; readonly takes: number; readonly kernels: readonly EventSketch[] }[],
  programs: readonly ProgramSketch[] = [],
): string {
  const events = runs.flatMap(({ at, takes, kernels }) => [
    ...kernels.map((kernel) => ({
      cat: 'Node',
      ph: 'X',
      ts: kernel.at,
      dur: kernel.takes,
      name: `${kernel.name}_kernel_time`,
      args: {
        op_name: kernel.operator ?? 'Conv',
        provider: kernel.provider ?? 'CPUExecutionProvider',
        activation_size: String(kernel.bytes?.[0] ?? 0),
        parameter_size: String(kernel.bytes?.[1] ?? 0),
        output_size: String(kernel.bytes?.[2] ?? 0),
      },
    })),
    { cat: 'Session', ph: 'X', ts: at, dur: takes, name: 'SequentialExecutor::Execute', args: {} },
    { cat: 'Session', ph: 'X', ts: at, dur: takes, name: 'model_run', args: {} },
  ]);
  return JSON.stringify([
    { cat: 'Session', ph: 'X', ts: 0, dur: 5, name: 'model_loading_array', args: {} },
    ...events,
    ...programs.map(({ name, takes }, index) => ({
      cat: 'Api',
      ph: 'X',
      ts: 9000 + index,
      dur: takes,
      name,
      args: {},
    })),
  ]);
}
