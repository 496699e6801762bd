// The CUDA provider is installed whole or not at all, from a server on this machine, and the engine then loads that runtime.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtimeEnvironment } from '../../engine/client/cudaRuntimeFolder.ts';
import { startEngine } from '../../engine/client/engineClient.ts';
import { download } from '../../engine/providers/download.ts';
import {
  cudaPackage,
  type InstallOptions,
  installCuda,
  reasonAgainstCuda,
  removeCuda,
} from '../../engine/providers/installCuda.ts';
import { providerLibraries } from '../../engine/providers/unpackProviders.ts';
import { RUNTIME_VERSION } from '../../engine/runtime/runtimeChoice.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { useBuiltEngine } from './builtEngine.ts';
import { repository } from './bundle.ts';
import { contentOf, goodPackage, zipOf } from './cudaPackage.ts';

const engine = useBuiltEngine();

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/package.nupkg`;
}

const serving = (bytes: Uint8Array) =>
  serve((_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes));

/** A cache that is empty, and an installation into it. */
function cache() {
  const folder = temporaryFolder();
  const install = (url: string, more: Partial<InstallOptions> = {}) =>
    installCuda({
      modulePath: engine.modulePath,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      folder: join(folder, 'cuda'),
      url,
      ...more,
    });
  return { folder, install, target: join(folder, 'cuda'), held: () => readdirSync(folder) };
}

const native = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';

describe('an installation', () => {
  it('has the libraries beside a copy of the runtime, which the engine loads; it is removed whole', async () => {
    const bytes = goodPackage();
    const { install, target, held } = cache();
    const progress: (readonly [number, number | undefined])[] = [];
    const installed = await install(await serving(bytes), {
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
    for (const library of providerLibraries)
      expect(readFileSync(join(target, native, library))).toEqual(contentOf(library));
    expect(held()).toEqual(['cuda']);
    // These libraries are texts.
    expect(installed).toEqual({
      folder: target,
      problem: expect.stringMatching(
        /^The device `cuda` cannot be used on this machine: .+ or install NVIDIA's driver, CUDA 12 and cuDNN 9\.$/,
      ),
    });
    const client = await startEngine({
      modulePath: engine.modulePath,
      environment: runtimeEnvironment(target),
      log: () => undefined,
    });
    const maps = existsSync(`/proc/${client.pid}/maps`) && readFileSync(`/proc/${client.pid}/maps`, 'utf8');
    await client.dispose();
    expect(client.runtimeVersion).toBe(RUNTIME_VERSION);
    expect(maps).toContain(join(target, native, 'libonnxruntime.so.1'));
    expect(await removeCuda(target)).toBe(true);
    expect(held()).toEqual([]);
    expect(await removeCuda(target)).toBe(false);
  });

  it('replaces an older one, and clears what a killed one left', async () => {
    const { folder, install, target, held } = cache();
    mkdirSync(target);
    writeFileSync(join(target, 'old'), '');
    // No process has so high a number.
    mkdirSync(join(folder, 'cuda.part-4194305-x'));
    await install(await serving(goodPackage()));
    expect(held()).toEqual(['cuda']);
    expect(readdirSync(target)).toEqual(['node_modules']);
  });

  it('takes a package that is already here', async () => {
    const { folder, install, target } = cache();
    const archive = join(folder, 'p.nupkg');
    writeFileSync(archive, goodPackage());
    await install('http://127.0.0.1:1/', { archive });
    expect(existsSync(join(target, native, providerLibraries[1]))).toBe(true);
    expect(existsSync(archive)).toBe(true);
  });
});

describe('nothing is left, and what was there stays, where', () => {
  async function refused(url: string, more: Partial<InstallOptions> = {}): Promise<string> {
    const { install, target, held } = cache();
    mkdirSync(target);
    const failure: unknown = await install(url, more).catch((error: unknown) => error);
    expect(held()).toEqual(['cuda']);
    expect(readdirSync(target)).toEqual([]);
    return failure instanceof Error ? failure.message : '';
  }

  it('an entry leads out of the archive', async () => {
    for (const name of ['../../evil.so', '/etc/evil', 'a\\..\\b', 'C:/evil']) {
      const message = await refused(await serving(goodPackage([[name, Buffer.from('x')]])));
      expect(message).toContain(`has an entry ${JSON.stringify(name)}, which leads out of the archive.`);
    }
  });

  it('a library is missing, there twice, or damaged', async () => {
    expect(await refused(await serving(zipOf([['a', Buffer.from('x')]])))).toContain(
      'It has no runtimes/linux-x64/native/libonnxruntime_providers_shared.so.',
    );
    const twice = `runtimes/linux-x64/native/${providerLibraries[2]}`;
    expect(await refused(await serving(goodPackage([[twice, Buffer.from('x')]])))).toContain(
      'It has 2 entries',
    );
    const bytes = goodPackage();
    // Within the first library's packed bytes, after the local header and name of each entry before it.
    const at = bytes.indexOf(`runtimes/linux-x64/native/${providerLibraries[0]}`) + 80;
    bytes.writeUInt8(bytes[at]! ^ 0xff, at);
    expect(await refused(await serving(bytes))).toMatch(/libonnxruntime_providers_shared\.so is damaged/);
  });

  it('it is no zip archive', async () => {
    expect(await refused(await serving(Buffer.from('<html>Sign in</html>')))).toContain(
      'has no directory at its end',
    );
  });

  it('the download is cut off', async () => {
    const bytes = goodPackage();
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 500), () => response.destroy());
    });
    expect(await refused(url)).toMatch(
      /^http:\S+ could not be downloaded: .+\. Nothing was installed; try again/,
    );
  });

  it('the server does not have it, or is not there', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    expect(await refused(url)).toBe(
      `${url} could not be downloaded: the server answers 404 Not Found. Nothing was installed; try again, or download it otherwise and name the file with \`--from\`.`,
    );
    expect(await refused('http://127.0.0.1:9/')).toMatch(
      /could not be downloaded: (.*ECONNREFUSED|bad port)/,
    );
  });

  it('it is cancelled', async () => {
    const cancel = new AbortController();
    const url = await serve((_, response) => void response.writeHead(200).write('PK'));
    const onProgress = () => cancel.abort(new Error('Cancelled.'));
    expect(await refused(url, { signal: cancel.signal, onProgress })).toBe('Cancelled.');
  });
});

it('a download ends at its limit, told or not', async () => {
  const listeners: RequestListener[] = [
    (_, response) => response.writeHead(200, { 'content-length': 4096 }).end(Buffer.alloc(4096)),
    (_, response) => response.writeHead(200).end(Buffer.alloc(4096)),
  ];
  for (const [at, listener] of listeners.entries()) {
    const options = { most: 1024, signal: new AbortController().signal, onProgress: () => undefined };
    const file = join(temporaryFolder(), String(at));
    await expect(download(await serve(listener), file, options)).rejects.toThrow(/more than is expected/);
  }
});

it('a chosen runtime of another version is refused, and one that is missing is told', async () => {
  const folder = temporaryFolder();
  const start = () =>
    startEngine({
      modulePath: engine.modulePath,
      environment: runtimeEnvironment(folder),
      log: () => undefined,
    });
  await expect(start()).rejects.toThrow(
    `ONNX Runtime in ${folder} is missing. Run \`netwright install-cuda\``,
  );
  const place = join(folder, 'node_modules/onnxruntime-node');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"version":"1.2.3"}');
  await expect(start()).rejects.toThrow(`has version 1.2.3; ${RUNTIME_VERSION} is needed`);
});

it('other systems are told what they have instead', () => {
  expect(reasonAgainstCuda('linux', 'x64')).toBeUndefined();
  expect(reasonAgainstCuda('win32', 'x64')).toMatch(/this is win32 x64\. On Windows, DirectML is bundled/);
  expect(reasonAgainstCuda('darwin', 'arm64')).toMatch(/Core ML is bundled/);
  expect(reasonAgainstCuda('linux', 'arm64')).toMatch(/Here, `cpu` and `webgpu` are bundled\.$/);
});

it('the version is that of the dependency, and the address is made of it', () => {
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  expect(dependencies['onnxruntime-node']).toBe(RUNTIME_VERSION);
  expect(cudaPackage.url).toBe(
    'https://api.nuget.org/v3-flatcontainer/microsoft.ml.onnxruntime.gpu.linux/1.30.0/microsoft.ml.onnxruntime.gpu.linux.1.30.0.nupkg',
  );
});
