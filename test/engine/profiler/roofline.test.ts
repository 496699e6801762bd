// The least work of a network's parts, and the least time that it takes.

import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph } from '../../../engine/graph/graph.ts';
import { betterPeak, type MachinePeak, measurePeak, rooflineMs } from '../../../engine/profiler/roofline.ts';
import { workByPlace } from '../../../engine/profiler/work.ts';
import type { HostTensor, Program, Runtime } from '../../../engine/runtime/runtime.ts';

const peak: MachinePeak = {
  gflops: 100,
  gbs: 10,
  bandwidths: [
    { bytes: 1000, gbs: 50 },
    { bytes: 1_000_000, gbs: 10 },
  ],
};

describe('the least time', () => {
  it('is that of the operations where they take longer', () => {
    expect(rooflineMs({ flops: 1e8, bytes: 1000 }, peak)).toBe(1);
  });

  it('is that of the bytes where they take longer', () => {
    expect(rooflineMs({ flops: 1, bytes: 1e7 }, peak)).toBe(1);
  });

  it('counts little data at the pace of the caches', () => {
    expect(rooflineMs({ flops: 0, bytes: 1000 }, peak)).toBe(1000 / 50 / 1e6);
    expect(rooflineMs({ flops: 0, bytes: 1001 }, peak)).toBe(1001 / 10 / 1e6);
  });
});

describe('the least work', () => {
  /** conv 1x4x4 -> 2x4x4 with 3x3 weights and a bias, then relu and a view of it as a vector. */
  function smallGraph(): Graph {
    const builder = createGraphBuilder();
    const x = builder.input('images', [5, 1, 4, 4]);
    const w = builder.input('w', [2, 1, 3, 3]);
    const b = builder.input('b', [2]);
    builder.setScope('conv1');
    const y = builder.apply('convolution', [x, w, b], {
      stride: [1, 1],
      dilation: [1, 1],
      padding: [1, 1, 1, 1],
      groups: 1,
    });
    builder.setScope('relu1');
    const r = builder.apply('relu', [y]);
    builder.setScope('flatten1');
    const v = builder.apply('reshape', [r], { shape: [5, 32] });
    builder.setScope('dense1');
    const m = builder.apply('matmul', [v, builder.input('m', [3, 32])], {
      transposeA: false,
      transposeB: true,
    });
    builder.output('logits', m);
    return builder.finish();
  }

  it('counts operations, and the bytes that come and go, of each layer', () => {
    const work = workByPlace(smallGraph(), new Set(['conv1', 'relu1', 'flatten1', 'dense1']));
    const outputs = 5 * 2 * 16;
    expect(Object.fromEntries(work)).toEqual({
      // Nine multiply-adds and a bias for each output; images, weights, biases and outputs.
      'conv1/forward': { flops: outputs * 19, bytes: 4 * (5 * 16 + 18 + 2 + outputs) },
      'relu1/forward': { flops: outputs, bytes: 4 * (2 * outputs) },
      // The same memory in another shape.
      'flatten1/forward': { flops: 0, bytes: 0 },
      'dense1/forward': { flops: 2 * 5 * 3 * 32, bytes: 4 * (outputs + 96 + 15) },
    });
  });
});

describe("the machine's peak", () => {
  /** A runtime on which a clock tells how long everything takes: 1 ms a run, and 1 ms for each node but the last. */
  function sketchedRuntime(): { readonly runtime: Runtime; readonly now: () => number } {
    let time = 0;
    const prepare = async (graph: Graph): Promise<Program> => ({
      run: async (feeds: ReadonlyMap<string, HostTensor>) => {
        time += graph.nodes.filter(({ operation }) => operation !== 'constant').length;
        return feeds;
      },
      release: () => undefined,
      dispose: async () => undefined,
    });
    return { runtime: { device: 'cpu', prepare }, now: () => time };
  }

  it('is what a matrix product and passes over memory reach on the runtime', async () => {
    const { runtime, now } = sketchedRuntime();
    const measured = await measurePeak(runtime, now);
    // One node in 1 ms: 2 * 768^3 operations.
    expect(measured.gflops).toBeCloseTo((2 * 768 ** 3) / 1e6, 6);
    // Every pass takes 1 ms, and so does the sum at the end, which only reads.
    const passes = new Map([
      [2 ** 19, 64],
      [2 ** 23, 32],
      [2 ** 26, 8],
    ]);
    expect(measured.bandwidths.map(({ bytes }) => bytes)).toEqual([...passes.keys()]);
    for (const { bytes, gbs } of measured.bandwidths) {
      const count = passes.get(bytes)!;
      expect(gbs).toBeCloseTo((bytes * (count + 0.5)) / (count + 1) / 1e6, 6);
    }
    expect(measured.gbs).toBe(measured.bandwidths.at(-1)!.gbs);
  });

  it('of two measurements is the better one in each respect', () => {
    const other = {
      gflops: 50,
      gbs: 12,
      bandwidths: [
        { bytes: 1000, gbs: 40 },
        { bytes: 1_000_000, gbs: 12 },
      ],
    };
    expect(betterPeak(peak, other)).toEqual({
      gflops: 100,
      gbs: 12,
      bandwidths: [
        { bytes: 1000, gbs: 50 },
        { bytes: 1_000_000, gbs: 12 },
      ],
    });
  });
});
