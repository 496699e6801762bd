// Where the ONNX Runtime with the CUDA provider is kept once it is installed: in the user's cache, apart from the extension.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_VERSION, runtimeVariable } from '../runtime/runtimeChoice.ts';
import { type Environment, userCacheFolder } from '../userCacheFolder.ts';

/** Of the bundled runtime, and so of its providers. */
export const cudaRuntimeVersion = RUNTIME_VERSION;

/** `~/.cache/netwright/onnxruntime-1.30.0-cuda`: with the version, so that an update never meets libraries of another. */
export function cudaRuntimeFolder(environment: Environment = process.env): string {
  return join(userCacheFolder(environment), `onnxruntime-${RUNTIME_VERSION}-cuda`);
}

/** What an engine's environment gains where that runtime is installed: the folder appears whole, by a rename. */
export function installedRuntime(environment: Environment = process.env): Readonly<Record<string, string>> {
  const folder = cudaRuntimeFolder(environment);
  return existsSync(folder) ? runtimeEnvironment(folder) : {};
}

/** What an engine's environment gains, so that it loads the runtime in a folder. */
export function runtimeEnvironment(folder: string): Readonly<Record<string, string>> {
  return { [runtimeVariable]: folder };
}
