// How sessions of ONNX Runtime are set up, on every device and in every thread.

import type { InferenceSession } from 'onnxruntime-node';
import type { RuntimeOptions } from './runtime.ts';

export interface SessionNeeds extends Pick<RuntimeOptions, 'device' | 'threads'> {
  /** Shapes that the text claims of operators are compared with what the runtime knows of them. */
  readonly strict: boolean;
  /** The runtime's optimisation passes that are left out. */
  readonly needlessPasses: readonly string[];
  /** Of the model. */
  readonly operators: number;
}

/**
 * Beyond so many operators nothing is optimised: each pass orders the whole graph, which takes time that grows with its square,
 * a minute and a half in all for ResNet-1202, and what the passes would merge is a few percent of a step.
 */
const mostOptimizedOperators = 50_000;

export function sessionOptions({
  device,
  threads,
  strict,
  needlessPasses,
  operators,
}: SessionNeeds): InferenceSession.SessionOptions {
  return {
    // With its own choice, channels last, the provider computes a convolution of 6 channels wrongly (1.30.0), as others
    // whose number 3 divides and 4 does not.
    executionProviders: [device === 'webgpu' ? { name: device, preferredLayout: 'NCHW' } : device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: device === 'cpu' && operators > mostOptimizedOperators ? 'disabled' : 'all',
    // Patterns keep every intermediate of the largest step allocated; without them the arena reuses memory.
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: {
      session: sessionEntries(strict),
      optimization: { disable_specified_optimizers: needlessPasses.join(';') },
    },
  };
}

/**
 * Entries of the session's configuration. A thread that has nothing to do spins for as long as the way to the next kernel
 * usually takes, then sleeps: waking it costs more than that. One that spins on takes the core that the editor or another
 * run needs: with two threads on two busy cores a step took three times as long.
 */
export function sessionEntries(strict: boolean): Readonly<Record<string, unknown>> {
  return {
    intra_op: { allow_spinning: '1', spin_duration_us: '20' },
    ...(strict ? { strict_shape_type_inference: '1' } : {}),
  };
}
