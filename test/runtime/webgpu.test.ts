// The webgpu provider against the interpreter.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { WebgpuReport } from './webgpuAgreement.ts';
import type { WebgpuTraining } from './webgpuTraining.ts';

/** Where Debian's chromium package has SwiftShader, a graphics adapter made of software. */
const chromium = '/usr/lib/chromium';
const softwareAdapter = join(chromium, 'vk_swiftshader_icd.json');

/** The adapter is chosen by the environment that a process starts with, so this takes one of its own. */
async function runOnWebgpu<T>(program: string): Promise<T> {
  // Inside the tree, so that onnxruntime-node is found.
  const folder = mkdtempSync(join(import.meta.dirname, '.webgpu-'));
  const outfile = join(folder, 'program.mjs');
  const software = existsSync(softwareAdapter)
    ? { VK_ICD_FILENAMES: softwareAdapter, LD_LIBRARY_PATH: chromium }
    : {};
  try {
    await build({
      entryPoints: [join(import.meta.dirname, program)],
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
  const { unavailable, differences = {} } = await runOnWebgpu<WebgpuReport>('webgpuAgreement.ts');
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

test('training on webgpu keeps the weights on the device and finds what the processor finds', {
  timeout: 300_000,
}, async () => {
  const {
    unavailable,
    steps = [],
    tensors = {},
    inferred,
  } = await runOnWebgpu<WebgpuTraining>('webgpuTraining.ts');
  if (unavailable !== undefined) {
    expect(existsSync(softwareAdapter)).toBe(false);
    return;
  }
  expect(steps).toHaveLength(4);
  for (const { webgpu, cpu } of steps) expect(Math.abs(webgpu - cpu)).toBeLessThan(1e-4);
  expect(steps.at(-1)!.webgpu).not.toBe(steps[0]!.webgpu);
  // Weights, statistics, momentum and averages, read back in the middle and at the end.
  expect(Object.keys(tensors)).toContain('middle optimizer.momentum_buffer.conv.weight');
  expect(Object.keys(tensors)).toContain('end average.bn.running_var');
  const wrong = Object.entries(tensors).filter(([, value]) => !(value !== null && value <= 1e-4));
  expect(wrong).toEqual([]);
  expect(inferred).toBeLessThan(1e-4);
});
