// Updates outside the runtime in a profile: kernels of their layers, after those of the run.

import { expect, it } from 'vitest';
import { attributeTime } from '../../../engine/profiler/attribute.ts';
import type { Kernel } from '../../../engine/profiler/kernelTrace.ts';
import { withUpdate } from '../../../engine/profiler/updateKernels.ts';

const convolution: Kernel = {
  name: 'conv/Conv',
  operator: 'Conv',
  provider: 'CPUExecutionProvider',
  startUs: 5,
  durationUs: 70,
  bytes: 400,
  memory: { inUse: 10, peak: 20 },
};

it("an update counts as its layer's, after the run", () => {
  const run = withUpdate({ durationUs: 100, kernels: [convolution] }, [
    { scope: 'conv/statistics', start: 50, end: 50.01, bytes: 8 },
    { scope: 'conv/optimizer', start: 50.02, end: 50.05, bytes: 80 },
  ]);
  expect(run.durationUs).toBeCloseTo(150, 6);
  expect(run.kernels.map(({ name }) => name)).toEqual([
    'conv/Conv',
    'conv/statistics/update',
    'conv/optimizer/update',
  ]);
  expect(run.kernels[2]!.startUs).toBeCloseTo(120, 6);
  const scopes = ['conv', 'conv/statistics', 'conv/optimizer'];
  const { layers, unattributedMs } = attributeTime([run], scopes, new Set(['conv']));
  expect(unattributedMs).toBe(0);
  expect(layers).toEqual([
    {
      path: 'conv',
      forwardMs: 0.07,
      backwardMs: 0,
      updateMs: expect.closeTo(0.04, 6),
      kernels: 3,
      bytes: 488,
      provider: 'CPUExecutionProvider',
    },
  ]);
});

it('a run without one stays as it is', () => {
  const run = { durationUs: 100, kernels: [convolution] };
  expect(withUpdate(run, [])).toBe(run);
});
