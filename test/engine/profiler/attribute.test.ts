// Kernels of a trace, and the layers that their time belongs to.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileFile, recipeOf } from '../../../cli/compiledFile.ts';
import { attributeTime, median } from '../../../engine/profiler/attribute.ts';
import { readKernelTrace } from '../../../engine/profiler/kernelTrace.ts';
import { placeKernels, placeOfScope } from '../../../engine/profiler/place.ts';
import { buildTrainingStep } from '../../../engine/training/trainingStep.ts';
import { type EventSketch, traceText } from './kernelEvents.ts';

const layers = new Set(['stage1.conv1', 'bn1', 'fc']);
const scopes = [
  'stage1.conv1',
  'stage1.conv1/gradient',
  'stage1.conv1/optimizer',
  'bn1',
  'bn1/statistics',
  'loss',
];

function recorded(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

/** Places of kernels with these names and operators, as `path phase`. */
function placed(...kernels: readonly (readonly [name: string, operator?: string])[]): readonly string[] {
  const runs = readKernelTrace(
    traceText([
      {
        at: 0,
        takes: 1000,
        kernels: kernels.map(([name, operator = 'Conv'], index) => ({ name, operator, at: index, takes: 1 })),
      },
    ]),
  );
  return placeKernels(runs[0]!.kernels, scopes, layers).map((place) =>
    place === undefined ? '?' : `${place.path} ${place.phase}`,
  );
}

describe('a trace', () => {
  const kernel = (at: number, name = 'bn1/Mul'): EventSketch => ({ name, at, takes: 3, bytes: [8, 4, 16] });

  it('is split into its runs, whatever the order of its events', () => {
    const text = traceText([
      { at: 100, takes: 50, kernels: [kernel(120), kernel(110)] },
      { at: 200, takes: 40, kernels: [kernel(210)] },
    ]);
    expect(readKernelTrace(text).map(({ durationUs, kernels }) => [durationUs, kernels.length])).toEqual([
      [50, 2],
      [40, 1],
    ]);
    expect(readKernelTrace(text)[0]!.kernels.map(({ startUs }) => startUs)).toEqual([10, 20]);
  });

  it('takes the time on the GPU, by its own clock, for the kernels that ran there', () => {
    const text = traceText(
      [
        { at: 100, takes: 50, kernels: [kernel(110, 'conv1/Conv'), kernel(120, 'conv1/Shape')] },
        { at: 200, takes: 50, kernels: [kernel(210, 'conv1/Conv'), kernel(220, 'conv1/Shape')] },
      ],
      [
        { name: 'conv1/Conv&Conv&Transpose', takes: 7 },
        { name: 'conv1/Conv&Conv&Conv2dMM', takes: 20 },
        { name: 'conv1/Conv&Conv&Transpose', takes: 8 },
        { name: 'conv1/Conv&Conv&Conv2dMM', takes: 30 },
      ],
    );
    expect(readKernelTrace(text).map(({ kernels }) => kernels.map(({ durationUs }) => durationUs))).toEqual([
      [27, 3],
      [38, 3],
    ]);
  });

  it('tells what a kernel reads and writes', () => {
    const [run] = readKernelTrace(traceText([{ at: 100, takes: 50, kernels: [kernel(120)] }]));
    expect(run!.kernels).toEqual([
      {
        name: 'bn1/Mul',
        operator: 'Conv',
        provider: 'CPUExecutionProvider',
        startUs: 20,
        durationUs: 3,
        bytes: 28,
        memory: { inUse: 0, peak: 0 },
      },
    ]);
  });

  it('that is none is refused', () => {
    expect(() => readKernelTrace('{}')).toThrow('no list of events');
  });
});

describe('a kernel belongs to', () => {
  it('the layer and the part of the step that its scope names', () => {
    expect(placeOfScope('stage1.conv1', layers)).toEqual({ path: 'stage1.conv1', phase: 'forward' });
    expect(placeOfScope('stage1.conv1/gradient', layers)).toEqual({
      path: 'stage1.conv1',
      phase: 'backward',
    });
    expect(placeOfScope('stage1.conv1/optimizer', layers)).toEqual({ path: 'stage1.conv1', phase: 'update' });
    expect(placeOfScope('bn1/statistics', layers)).toEqual({ path: 'bn1', phase: 'update' });
  });

  it('the loss or the update where it belongs to no layer', () => {
    expect(placeOfScope('loss', layers)).toEqual({ path: 'loss', phase: 'forward' });
    expect(placeOfScope('loss/aux1', layers)).toEqual({ path: 'loss', phase: 'forward' });
    expect(placeOfScope('loss/aux1/gradient', layers)).toEqual({ path: 'loss', phase: 'backward' });
    expect(placeOfScope('clip', layers)).toEqual({ path: 'clip', phase: 'update' });
    expect(placeOfScope('optimizer', layers)).toEqual({ path: 'optimizer', phase: 'update' });
  });

  it('a layer that bears the name of a part', () => {
    expect(placeOfScope('clip', new Set(['clip']))).toEqual({ path: 'clip', phase: 'forward' });
  });

  it('the same after ONNX Runtime fused it or changed its layout', () => {
    expect(
      placed(
        ['fused stage1.conv1/Conv'],
        ['stage1.conv1/convolution_nchwc'],
        ['stage1.conv1/gradient/Slice_3/GatherSliceToSplitFusion'],
      ),
    ).toEqual(['stage1.conv1 forward', 'stage1.conv1 forward', 'stage1.conv1 backward']);
  });

  it('the kernel for which its data is put in another order', () => {
    expect(
      placed(
        ['ReorderInput', 'ReorderInput'],
        ['stage1.conv1/Conv_1'],
        ['ReorderOutput_token_3', 'ReorderOutput'],
        ['bn1/Mul'],
      ),
    ).toEqual(['stage1.conv1 forward', 'stage1.conv1 forward', 'stage1.conv1 forward', 'bn1 forward']);
  });

  it('nobody where its name tells nothing', () => {
    expect(placed(['Identity'], ['elsewhere/Mul'])).toEqual(['?', '?']);
  });
});

describe("the layers' times", () => {
  it('are medians over the runs, by part of the step', () => {
    const run = (at: number, forward: number, backward: number) => ({
      at,
      takes: 90,
      kernels: [
        { name: 'stage1.conv1/Conv', at: at + 1, takes: forward, bytes: [100, 0, 100] as const },
        { name: 'stage1.conv1/gradient/MatMul', at: at + 30, takes: backward, bytes: [50, 0, 50] as const },
        { name: 'stage1.conv1/optimizer/Mul', at: at + 60, takes: 2 },
        { name: 'Identity', at: at + 70, takes: 5 },
      ],
    });
    const runs = readKernelTrace(traceText([run(0, 10, 20), run(100, 12, 21), run(200, 11, 29)]));
    expect(attributeTime(runs, scopes, layers)).toEqual({
      layers: [
        {
          path: 'stage1.conv1',
          forwardMs: 0.011,
          backwardMs: 0.021,
          updateMs: 0.002,
          kernels: 3,
          bytes: 300,
          provider: 'CPUExecutionProvider',
        },
      ],
      unattributedMs: 0.005,
    });
  });

  it('name the provider on which the layer spent most', () => {
    const kernels = [
      { name: 'bn1/Mul', at: 1, takes: 10, provider: 'CPUExecutionProvider' },
      { name: 'bn1/Add', at: 20, takes: 6, provider: 'WebGpuExecutionProvider' },
      { name: 'bn1/Add_1', at: 30, takes: 6, provider: 'WebGpuExecutionProvider' },
    ];
    const { layers: times } = attributeTime(
      readKernelTrace(traceText([{ at: 0, takes: 50, kernels }])),
      scopes,
      layers,
    );
    expect(times.map(({ provider }) => provider)).toEqual(['WebGpuExecutionProvider']);
  });

  it('hold every kernel of a recorded training step of LeNet-5', () => {
    const { network, recipe } = recipeOf(
      compileFile('models/lenet5.cnn'),
      { name: undefined, model: undefined },
      { arguments: {}, entries: { data: 'digits(1)' }, checksData: false },
    );
    const { graph } = buildTrainingStep(network, recipe);
    const runs = readKernelTrace(recorded('lenet5Training.trace'));
    const paths = new Set(network.layers.map(({ path }) => path));
    const times = attributeTime(
      runs,
      graph.nodes.map(({ scope }) => scope),
      paths,
    );
    expect(runs.map(({ kernels }) => kernels.length)).toEqual([110, 110, 110]);
    expect(times.unattributedMs).toBe(0);
    expect(times.layers.reduce((sum, { kernels }) => sum + kernels, 0)).toBe(110);
    const conv = times.layers.find(({ path }) => path === 'c3.conv1')!;
    expect([conv.forwardMs, conv.backwardMs, conv.updateMs].every((time) => time > 0)).toBe(true);
    expect(times.layers.filter(({ path }) => !paths.has(path)).map(({ path }) => path)).toEqual(['loss']);
  });

  it('hold the kernels that change the layout in a recorded GoogLeNet', () => {
    const runs = readKernelTrace(recorded('googlenetInference.trace'));
    const paths = ['c1.conv1.conv1', 'c1.maxpool1', 'c1.lrn1', 'c2.conv1.conv1', 'c2.conv2.conv1', 'c2.lrn1'];
    const known = [...paths, 'c2.maxpool1', ...[1, 2, 3, 4].map((n) => `i3a.conv${n}.conv1`)];
    const times = attributeTime(runs, known, new Set(known));
    expect(times.unattributedMs).toBe(0);
    // 316 before it, 178 its own, 37 after it.
    expect(times.layers.find(({ path }) => path === 'c1.maxpool1')).toMatchObject({
      forwardMs: 0.531,
      kernels: 3,
    });
  });
});

describe('a median', () => {
  it('is the middle one, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 10])).toBe(3);
    expect(median([])).toBe(0);
  });
});
