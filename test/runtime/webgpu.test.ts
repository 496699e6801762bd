// The webgpu provider against the interpreter: every operation, every layer, and whole training steps.

import { expect, test } from 'vitest';
import { computedKinds } from '../engine/layerCases.ts';
import { beyond, hasSoftwareAdapter, runOnWebgpu, webgpuDifferences } from './runOnWebgpu.ts';
import type { WebgpuTraining } from './webgpuTraining.ts';

test('operations on webgpu agree with the interpreter', { timeout: 300_000 }, async () => {
  const differences = await webgpuDifferences('webgpuOperations.ts');
  const count = Object.keys(differences).length;
  expect(count === 0 || count > 45).toBe(true);
  expect(beyond(differences, 1e-4)).toEqual([]);
});

test('every layer kind and a training step on webgpu agree with the interpreter', {
  timeout: 300_000,
}, async () => {
  const differences = await webgpuDifferences('webgpuLayers.ts');
  const names = Object.keys(differences);
  const missing = [...computedKinds.keys(), 'training step'].filter(
    (kind) => !names.some((name) => name.startsWith(`${kind}: `)),
  );
  expect(names.length === 0 ? [] : missing).toEqual([]);
  expect(beyond(differences, 1e-4)).toEqual([]);
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
    expect(hasSoftwareAdapter).toBe(false);
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
