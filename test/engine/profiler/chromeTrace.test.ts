// The trace that Perfetto opens.

import { describe, expect, it } from 'vitest';
import { chromeTrace } from '../../../engine/profiler/chromeTrace.ts';
import { readKernelTrace } from '../../../engine/profiler/kernelTrace.ts';
import type { Profile } from '../../../engine/protocol/profile.ts';
import { traceText } from './kernelEvents.ts';

const profile: Profile = {
  model: 'Net',
  mode: 'training',
  device: 'cpu',
  threads: 2,
  batch: 8,
  steps: 5,
  wallMs: 0.12,
  measuredMs: 0.13,
  runtimeMs: 0.1,
  accountedMs: 0.06,
  unattributedMs: 0,
  peak: { gflops: 80, gbs: 15, bandwidths: [{ bytes: 1000, gbs: 15 }] },
  layers: [],
};

interface Slice {
  readonly ph: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

function traced() {
  const [run] = readKernelTrace(
    traceText([
      {
        at: 0,
        takes: 100,
        kernels: [
          { name: 's1.b1.conv1/Conv', at: 1, takes: 9 },
          { name: 's1.b1.bn1/Mul', at: 10, takes: 5 },
          { name: 's1.b1.bn1/Add', at: 16, takes: 4 },
          { name: 's1.b2.conv1/Conv', at: 20, takes: 10 },
          { name: 's1.b2.conv1/gradient/Conv', at: 40, takes: 10 },
          { name: 's1.b2.conv1/optimizer/Mul', at: 50, takes: 2 },
          { name: 's1.b2.conv1/gradient/MatMul', at: 52, takes: 8 },
        ],
      },
    ]),
  );
  const paths = ['s1.b1.conv1', 's1.b1.bn1', 's1.b2.conv1'];
  const scopes = [...paths, 's1.b2.conv1/gradient', 's1.b2.conv1/optimizer'];
  const text = chromeTrace(run!, scopes, new Set(paths), profile);
  const { traceEvents, ...rest } = JSON.parse(text) as { traceEvents: Slice[] };
  return {
    slices: traceEvents.filter(({ ph }) => ph === 'X'),
    names: traceEvents.filter(({ ph }) => ph === 'M'),
    rest,
  };
}

/** Slices of a track as `name from-to`, in the order of the file, as viewers nest them. */
function track(tid: number): readonly string[] {
  return traced()
    .slices.filter((slice) => slice.tid === tid)
    .map(({ name, ts, dur }) => `${name} ${ts}-${ts + dur}`);
}

describe('the trace', () => {
  it('nests kernels in layers and layers in blocks', () => {
    expect(track(2)).toEqual([
      's1 1-30',
      'b1 1-20',
      'conv1 1-10',
      'Conv 1-10',
      'bn1 10-20',
      'Conv 10-15',
      'Conv 16-20',
      'b2 20-30',
      'conv1 20-30',
      'Conv 20-30',
    ]);
  });

  it('has tracks for forward, backward and update, and no slice holds the time of another track', () => {
    expect(track(3)).toEqual([
      's1 40-50',
      'b2 40-50',
      'conv1 40-50',
      'Conv 40-50',
      's1 52-60',
      'b2 52-60',
      'conv1 52-60',
      'Conv 52-60',
    ]);
    expect(track(4)).toEqual(['s1 50-52', 'b2 50-52', 'conv1 50-52', 'Conv 50-52']);
    expect(track(1)).toEqual(['step 0-100']);
  });

  it('names its tracks, and tells what was measured', () => {
    const { names, rest } = traced();
    const named = names.filter(({ name }) => name === 'thread_name').map(({ args }) => args['name']);
    expect(named).toEqual(['step', 'forward', 'backward', 'update']);
    expect(names[0]!.args).toEqual({ name: 'Net, training, 8 images, cpu' });
    expect(rest).toMatchObject({ displayTimeUnit: 'ms', otherData: { model: 'Net', wallMs: '0.12' } });
  });

  it('says of each kernel its node and its provider', () => {
    const kernel = traced().slices.find(({ args }) => args['node'] === 's1.b2.conv1/gradient/MatMul');
    expect(kernel?.args).toEqual({
      node: 's1.b2.conv1/gradient/MatMul',
      provider: 'CPUExecutionProvider',
      bytes: 0,
      phase: 'backward',
    });
  });
});
