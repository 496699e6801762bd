// Loads ONNX Runtime; the only file that does.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { UserError } from '../userError.ts';
import { RUNTIME_VERSION, runtimeVariable } from './runtimeChoice.ts';

export type Library = typeof import('onnxruntime-node');

/**
 * The library reads ORT_DISABLE_TELEMETRY from the process' environment when it is loaded. A worker thread sees a copy
 * of the environment and cannot set it, so there it must have been set before.
 *
 * @throws UserError `device.unavailable` where the library is missing or of another version
 */
export async function loadLibrary(): Promise<Library> {
  if (isMainThread) process.env['ORT_DISABLE_TELEMETRY'] = '1';
  if (process.env['ORT_DISABLE_TELEMETRY'] !== '1') {
    throw new Error('ONNX Runtime may only be loaded with ORT_DISABLE_TELEMETRY=1 in the environment.');
  }
  const folder = process.env[runtimeVariable];
  if (folder) return loadChosen(folder);
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new UserError(
      'device.unavailable',
      `ONNX Runtime could not be loaded: ${loadReason(cause)}. It has binaries for Linux (x64 and arm64, glibc 2.28 or ` +
        'newer), Windows (x64 and arm64) and macOS (arm64); on these, reinstall the extension.',
      { cause },
    );
  }
}

const remedy =
  'Run `netwright install-cuda` again, or `netwright install-cuda --remove` for the bundled one; where you chose the folder ' +
  `(variable ${runtimeVariable}), run \`npm install onnxruntime-node@${RUNTIME_VERSION}\` in it.`;

function loadChosen(folder: string): Library {
  const refuse = (wrong: string, cause?: unknown) =>
    new UserError('device.unavailable', `ONNX Runtime in ${folder} ${wrong}. ${remedy}`, { cause });
  const require = createRequire(join(folder, 'package.json'));
  let version: unknown;
  try {
    ({ version } = require('onnxruntime-node/package.json') as { readonly version?: unknown });
  } catch (cause) {
    throw refuse('is missing', cause);
  }
  if (version !== RUNTIME_VERSION) throw refuse(`has version ${version}; ${RUNTIME_VERSION} is needed`);
  try {
    return require('onnxruntime-node') as Library;
  } catch (cause) {
    throw refuse(`could not be loaded: ${loadReason(cause)}`, cause);
  }
}

function loadReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0]!.trim().replace(/\.$/, '');
}
