// `install-cuda`: it asks before anything is downloaded, and keeps to the user's cache.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { goodPackage } from '../process/cudaPackage.ts';
import { folderWith, jsonOf, useCli } from './builtCli.ts';

const cli = useCli();

/** A cache of its own, which the command inherits. */
function useCache(): string {
  const before = process.env['XDG_CACHE_HOME'];
  const cache = folderWith({});
  process.env['XDG_CACHE_HOME'] = cache;
  onTestFinished(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  });
  return cache;
}

describe('install-cuda', () => {
  it('says what it would download and where to, and does nothing where no one can agree', async () => {
    const cache = useCache();
    const { code, out, log } = await cli.run(['install-cuda']);
    expect([code, out]).toEqual([2, '']);
    expect(log).toContain('This downloads Microsoft.ML.OnnxRuntime.Gpu.Linux 1.30.0, https://api.nuget.org/');
    expect(log).toContain(join(cache, 'netwright/onnxruntime-1.30.0-cuda'));
    expect(readdirSync(cache)).toEqual([]);
  });

  it('installs a package that was downloaded, which `devices` then tries, and removes it', async () => {
    const cache = useCache();
    const folder = folderWith({ 'p.nupkg': new Uint8Array(goodPackage()) });
    const { code, out } = await cli.run(['install-cuda', '--yes', '--from', 'p.nupkg', '--json'], { folder });
    // Its libraries are texts: everything is in its place, and `cuda` does not work.
    const installed = JSON.parse(out) as { readonly folder: string; readonly problem: string };
    expect([code, existsSync(join(installed.folder, 'node_modules/onnxruntime-node'))]).toEqual([1, true]);
    expect(installed.folder).toBe(join(cache, 'netwright/onnxruntime-1.30.0-cuda'));
    const { devices } = jsonOf(await cli.run(['devices', '--json'])) as {
      devices: { name: string; reason?: string }[];
    };
    expect(devices.find(({ name }) => name === 'cuda')?.reason).toBe(installed.problem);
    expect(jsonOf(await cli.run(['install-cuda', '--remove', '--json']))).toEqual({ removed: true });
    expect(readdirSync(join(cache, 'netwright'))).toEqual([]);
    expect((await cli.run(['install-cuda', '--remove'])).out).toBe('No CUDA provider is installed.\n');
  });

  it('leaves nothing of a file that is another one', async () => {
    const cache = useCache();
    const folder = folderWith({ 'p.nupkg': 'PK' });
    const { code, log } = await cli.run(['install-cuda', '--yes', '--from', 'p.nupkg'], { folder });
    expect([code, readdirSync(join(cache, 'netwright'))]).toEqual([1, []]);
    expect(log).toMatch(
      /^(p\.nupkg: )?p\.nupkg is not the package with ONNX Runtime's CUDA provider for Linux x64: /,
    );
  });
});
