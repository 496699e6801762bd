// Updates that happen outside the runtime, as kernels that follow those of its run.

import type { UpdatePart } from '../training/hostUpdate.ts';
import type { Kernel, KernelRun } from './kernelTrace.ts';

/** The run with the update of its step at its end: the copies of the gradients in between count for neither. */
export function withUpdate(run: KernelRun, parts: readonly UpdatePart[]): KernelRun {
  const [first] = parts;
  if (first === undefined) return run;
  const memory = run.kernels.at(-1)?.memory ?? { inUse: 0, peak: 0 };
  const after = (milliseconds: number) => run.durationUs + 1000 * (milliseconds - first.start);
  const kernels = parts.map(({ scope, start, end, bytes }): Kernel => {
    return {
      name: `${scope}/update`,
      operator: 'Update',
      provider: 'CPUExecutionProvider',
      startUs: after(start),
      durationUs: 1000 * (end - start),
      bytes,
      memory,
    };
  });
  return { durationUs: after(parts.at(-1)!.end), kernels: [...run.kernels, ...kernels] };
}
