// Installs ONNX Runtime's CUDA provider beside a copy of the bundled runtime, whole or not at all, and removes it.

import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { cudaRuntimeFolder, cudaRuntimeVersion, runtimeEnvironment } from '../client/cudaRuntimeFolder.ts';
import { startEngine } from '../client/engineClient.ts';
import { UserError } from '../userError.ts';
import { download } from './download.ts';
import { unpackProviders } from './unpackProviders.ts';

const packageName = 'Microsoft.ML.OnnxRuntime.Gpu.Linux';
const lowerName = packageName.toLowerCase();

/** What is downloaded: NuGet's flat container has every package at an address made of its name and version. */
export const cudaPackage = {
  name: `${packageName} ${cudaRuntimeVersion}`,
  url: `https://api.nuget.org/v3-flatcontainer/${lowerName}/${cudaRuntimeVersion}/${lowerName}.${cudaRuntimeVersion}.nupkg`,
  /** A package with one library for each of some ten GPU generations stays far below. */
  mostBytes: 2 ** 30,
} as const;

export interface InstallOptions {
  /** The engine's bundle, beside which the bundled runtime is found. */
  readonly modulePath: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number | undefined) => void;
  /** The package, already on this machine: nothing is downloaded. */
  readonly archive?: string;
  /** Where to install, and from where, for tests. */
  readonly folder?: string;
  readonly url?: string;
}

export interface Installed {
  readonly folder: string;
  /** Why the device does not work yet, in a sentence; absent where it does. */
  readonly problem?: string;
}

/** Why there is nothing to install on this system, and what there is instead; undefined on Linux x64. */
export function reasonAgainstCuda(platform: string, architecture: string): string | undefined {
  if (platform === 'linux' && architecture === 'x64') return undefined;
  const instead: Readonly<Record<string, string>> = {
    win32: 'On Windows, DirectML is bundled and needs no installation: choose `dml`, or `webgpu`',
    darwin: 'On a Mac, Core ML is bundled and needs no installation: choose `coreml`, or `webgpu`',
  };
  const what = instead[platform] ?? 'Here, `cpu` and `webgpu` are bundled';
  return `The CUDA provider is installed on Linux x64 only; this is ${platform} ${architecture}. ${what}.`;
}

/**
 * Downloads, checks and unpacks in a folder aside, loads the result in a process of its own, and only then moves it to
 * its place.
 * @throws UserError; whatever ends it early leaves what was there before
 */
export async function installCuda(options: InstallOptions): Promise<Installed> {
  const { folder = cudaRuntimeFolder(), url = cudaPackage.url, modulePath, signal } = options;
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  const aside = await mkdtemp(`${folder}${partMark}${process.pid}-`);
  try {
    const archive = options.archive ?? join(aside, 'package.nupkg');
    if (options.archive === undefined)
      await download(url, archive, { ...options, most: cudaPackage.mostBytes });
    const runtime = join(aside, 'runtime');
    await unpackProviders(archive, await copyRuntime(modulePath, runtime));
    signal.throwIfAborted();
    const problem = await problemOfCuda(modulePath, runtime);
    signal.throwIfAborted();
    await replace(folder, runtime, join(aside, 'before'));
    return { folder, ...(problem !== undefined && { problem }) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Whether there was something to remove. Engines that run go on with what they have loaded. */
export async function removeCuda(folder: string = cudaRuntimeFolder()): Promise<boolean> {
  await removeLeftovers(folder);
  const aside = `${folder}${partMark}${process.pid}-removed`;
  try {
    await rename(folder, aside);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw failure;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

const partMark = '.part-';

/** Of installations that were killed; those that still go on are left alone. */
async function removeLeftovers(folder: string): Promise<void> {
  const mark = basename(folder) + partMark;
  const names = await readdir(dirname(folder)).catch(() => []);
  const dead = names.filter(
    (name) => name.startsWith(mark) && !isAlive(Number.parseInt(name.slice(mark.length), 10)),
  );
  for (const name of dead) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Copies what of the bundled packages runs on Linux x64, and returns the folder of its native libraries. */
async function copyRuntime(modulePath: string, target: string): Promise<string> {
  const node = packageFolder(createRequire(modulePath).resolve('onnxruntime-node'), 'onnxruntime-node');
  const common = packageFolder(
    createRequire(join(node, 'package.json')).resolve('onnxruntime-common'),
    'onnxruntime-common',
  );
  const native = join('bin', 'napi-v6', 'linux', 'x64');
  const modules = join(target, 'node_modules');
  for (const part of ['package.json', 'dist', native])
    await cp(join(node, part), join(modules, 'onnxruntime-node', part), {
      recursive: true,
      dereference: true,
    });
  await cp(common, join(modules, 'onnxruntime-common'), { recursive: true, dereference: true });
  return join(modules, 'onnxruntime-node', native);
}

function packageFolder(file: string, name: string): string {
  const mark = `${sep}node_modules${sep}${name}${sep}`;
  return file.slice(0, file.lastIndexOf(mark) + mark.length - 1);
}

/** Starts an engine with the copy: that it does not load is an error, that CUDA does not work yet an answer. */
async function problemOfCuda(modulePath: string, runtime: string): Promise<string | undefined> {
  const engine = await startEngine({
    modulePath,
    environment: runtimeEnvironment(runtime),
    log: () => undefined,
    graceMs: 500,
  });
  try {
    const cuda = (await engine.request('devices', {})).find(({ name }) => name === 'cuda');
    if (cuda === undefined) throw new UserError('provider.load', 'The engine knows no device `cuda`.');
    return cuda.available ? undefined : (cuda.reason ?? 'It does not work.');
  } finally {
    await engine.dispose();
  }
}

async function replace(folder: string, by: string, before: string): Promise<void> {
  const had = await rename(folder, before).then(
    () => true,
    () => false,
  );
  try {
    await rename(by, folder);
  } catch (failure) {
    if (had) await rename(before, folder);
    throw failure;
  }
}
