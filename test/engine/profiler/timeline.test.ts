// The time line of one step.

import { expect, it } from 'vitest';
import { readKernelTrace } from '../../../engine/profiler/kernelTrace.ts';
import { timeline } from '../../../engine/profiler/timeline.ts';
import { traceText } from './kernelEvents.ts';

it('puts together what runs of one layer in one go, and keeps pauses and the parts of a step apart', () => {
  const kernels = [
    { name: 'conv1/Conv', at: 1000, takes: 900 },
    { name: 'bn1/Mul', at: 2000, takes: 500 },
    { name: 'bn1/Add', at: 2520, takes: 480 },
    { name: 'bn1/Relu', at: 3100, takes: 100 },
    { name: 'conv1/gradient/Conv', at: 4000, takes: 1000 },
    { name: 'conv1/optimizer/Mul', at: 5000, takes: 200 },
    { name: 'conv1/gradient/MatMul', at: 5200, takes: 800 },
    { name: 'unknown', at: 6000, takes: 100 },
  ];
  const [run] = readKernelTrace(traceText([{ at: 0, takes: 7000, kernels }]));
  const scopes = ['conv1', 'bn1', 'conv1/gradient', 'conv1/optimizer'];
  expect(timeline(run!, scopes, new Set(['conv1', 'bn1']))).toEqual([
    { path: 'conv1', phase: 'forward', startMs: 1, endMs: 1.9, kernels: 1 },
    { path: 'bn1', phase: 'forward', startMs: 2, endMs: 3, kernels: 2 },
    { path: 'bn1', phase: 'forward', startMs: 3.1, endMs: 3.2, kernels: 1 },
    { path: 'conv1', phase: 'backward', startMs: 4, endMs: 5, kernels: 1 },
    { path: 'conv1', phase: 'update', startMs: 5, endMs: 5.2, kernels: 1 },
    { path: 'conv1', phase: 'backward', startMs: 5.2, endMs: 6, kernels: 1 },
    { path: '', phase: 'other', startMs: 6, endMs: 6.1, kernels: 1 },
  ]);
});
