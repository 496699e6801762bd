// The environment that an engine's process gets.

import type { Environment } from '../userCacheFolder.ts';
import { installedRuntime } from './cudaRuntimeFolder.ts';

/**
 * The caller's own, and before it what glibc's allocator should do: ONNX Runtime for Node copies every result into a
 * new array, and an array beyond the threshold is mapped anew each time, page by page, which took a quarter of
 * AlexNet's step. Images of tens of megabytes lie in huge pages where the system gives them, so that fewer addresses are
 * looked up. Other allocators do not know the variables.
 */
const allocator: Environment = {
  MALLOC_MMAP_THRESHOLD_: '1073741824',
  MALLOC_TRIM_THRESHOLD_: '1073741824',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

/** Later entries win: what the user's shell says wins over ours, but not over what the engine must have. */
export function engineEnvironment(own: Environment, given: Environment = {}): Environment {
  return {
    ...allocator,
    ...installedRuntime(),
    ...own,
    ...given,
    ORT_DISABLE_TELEMETRY: '1',
    ELECTRON_RUN_AS_NODE: '1',
  };
}
