// Runs a program in a process whose webgpu adapter is SwiftShader where that is installed, and reads the JSON it prints.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';

/** Where Debian's chromium package has SwiftShader, a graphics adapter made of software. */
const chromium = '/usr/lib/chromium';
const softwareAdapter = join(chromium, 'vk_swiftshader_icd.json');

export const hasSoftwareAdapter = existsSync(softwareAdapter);

export interface WebgpuReport {
  /** Why webgpu cannot be used here, if so. */
  readonly unavailable?: string;
  /** The largest difference from the interpreter, relative to the largest number, of each graph. NaN is null. */
  readonly differences?: Readonly<Record<string, number | null>>;
}

/**
 * The differences that a program of this folder reports; none where webgpu cannot be used, which must then be told and
 * must not happen where the software adapter is.
 */
export async function webgpuDifferences(program: string): Promise<Readonly<Record<string, number | null>>> {
  const { unavailable, differences = {} } = await runOnWebgpu<WebgpuReport>(program);
  if (unavailable === undefined) return differences;
  expect(hasSoftwareAdapter).toBe(false);
  expect(unavailable).toMatch(
    /^The device `webgpu` cannot be used on this machine: .+ Choose `auto` or `cpu`/,
  );
  return {};
}

/** By name, those above the tolerance. */
export function beyond(
  differences: Readonly<Record<string, number | null>>,
  tolerance: number,
): readonly (readonly [string, number | null])[] {
  return Object.entries(differences).filter(([, value]) => !(value !== null && value <= tolerance));
}

/** The adapter is chosen by the environment that a process starts with, so this takes one of its own. */
export async function runOnWebgpu<T>(program: string): Promise<T> {
  // Inside the tree, so that onnxruntime-node is found.
  const folder = mkdtempSync(join(import.meta.dirname, '.webgpu-'));
  const outfile = join(folder, 'program.mjs');
  const software = hasSoftwareAdapter ? { VK_ICD_FILENAMES: softwareAdapter, LD_LIBRARY_PATH: chromium } : {};
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
