// Which build of ONNX Runtime the engine loads: the one that it came with, or another of the same version.

/** The version that Netwright is built with; another one may order its kernels, and so its sums, otherwise. */
export const RUNTIME_VERSION = '1.30.0';

/** The environment variable that names a folder whose `node_modules` hold another build. */
export const runtimeVariable = 'NETWRIGHT_RUNTIME';
