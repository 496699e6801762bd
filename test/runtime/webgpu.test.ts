// The webgpu provider against the interpreter.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { WebgpuReport } from './webgpuAgreement.ts';

/** Where Debian's chromium package has SwiftShader, a graphics adapter made of software. */
const chromium = '/usr/lib/chromium';
const softwareAdapter = join(chromium, 'vk_swiftshader_icd.json');

/** The adapter is chosen by the environment that a process starts with, so this takes one of its own. */
async function runOnWebgpu(): Promise<WebgpuReport> {
  // Inside the tree, so that onnxruntime-node is found.
  const folder = mkdtempSync(join(import.meta.dirname, '.webgpu-'));
  const outfile = join(folder, 'webgpuAgreement.mjs');
  const software = existsSync(softwareAdapter)
    ? { VK_ICD_FILENAMES: softwareAdapter, LD_LIBRARY_PATH: chromium }
    : {};
  try {
    await build({
      entryPoints: [join(import.meta.dirname, 'webgpuAgreement.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['onnxruntime-node'],
    });
    const env = { ...process.env, ...software, ORT_DISABLE_TELEMETRY: '1' };
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return JSON.parse(
      execFileSync(process.execPath, [outfile], { env, stdio: [...stdio], encoding: 'utf8' }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('webgpu agrees with the interpreter, or says why it cannot be used', { timeout: 300_000 }, async () => {
  const { unavailable, differences = {} } = await runOnWebgpu();
  if (unavailable !== undefined) {
    expect(existsSync(softwareAdapter)).toBe(false);
    expect(unavailable).toMatch(
      /^The device `webgpu` cannot be used on this machine: .+ Choose `auto` or `cpu`/,
    );
    return;
  }
  expect(Object.keys(differences).length).toBeGreaterThan(45);
  const wrong = Object.entries(differences).filter(([, value]) => !(value !== null && value <= 1e-4));
  expect(wrong).toEqual([]);
});
