// What the machine can do at best, and how long a piece of work takes at that rate.

import { createGraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { tensorSize } from '../graph/tensorShape.ts';
import { randomStream } from '../random.ts';
import type { HostTensor, Runtime } from '../runtime/runtime.ts';
import type { Work } from './work.ts';

export interface MachinePeak {
  /** 1e9 floating-point operations a second, of a matrix product. */
  readonly gflops: number;
  /** 1e9 bytes a second read and written, of a pass over more than the caches hold. */
  readonly gbs: number;
  /** The same of passes over little and much data; `bytes` are those read and written, in growing order. */
  readonly bandwidths: readonly { readonly bytes: number; readonly gbs: number }[];
}

/**
 * Milliseconds that the work takes at least: its operations at the peak rate or its bytes at the peak bandwidth, whichever
 * takes longer (Williams, Waterman and Patterson, "Roofline", 2009). The bandwidth is that of a pass over as much data:
 * little of it stays in the caches.
 */
export function rooflineMs({ flops, bytes }: Work, peak: MachinePeak): number {
  const gbs = peak.bandwidths.find((measured) => bytes <= measured.bytes)?.gbs ?? peak.gbs;
  return Math.max(flops / peak.gflops, bytes / gbs) / 1e6;
}

/** Of two measurements the better in each respect: what else the machine did meanwhile only slows it down. */
export function betterPeak(a: MachinePeak, b: MachinePeak): MachinePeak {
  const bandwidths = a.bandwidths.map(({ bytes, gbs }, index) => ({
    bytes,
    gbs: Math.max(gbs, b.bandwidths[index]?.gbs ?? 0),
  }));
  return { gflops: Math.max(a.gflops, b.gflops), gbs: Math.max(a.gbs, b.gbs), bandwidths };
}

/** Rows of the square matrices. */
const matrixSize = 768;
/** Numbers of the tensors that are passed over: 256 KiB, 4 MiB and 32 MiB, each read and written. */
const passedNumbers = [2 ** 16, 2 ** 20, 2 ** 23];

/** The best of several runs of a matrix product and of passes over memory, on the runtime that is to be judged. */
export async function measurePeak(
  runtime: Runtime,
  now: () => number = () => performance.now(),
): Promise<MachinePeak> {
  const product = await bestSeconds(runtime, productGraph(), now);
  const bandwidths = [];
  for (const numbers of passedNumbers) bandwidths.push(await measureBandwidth(runtime, numbers, now));
  return { gflops: (2 * matrixSize ** 3) / product / 1e9, gbs: bandwidths.at(-1)!.gbs, bandwidths };
}

/**
 * Passes inside one graph, whose memory the runtime uses again and again: a result that leaves the graph would cost the
 * pages that it first touches. The sum at the end reads once more.
 */
async function measureBandwidth(runtime: Runtime, numbers: number, now: () => number) {
  const bytes = 2 * 4 * numbers;
  const passes = Math.max(8, Math.min(64, Math.round(2 ** 28 / bytes)));
  const seconds = await bestSeconds(runtime, passGraph(numbers, passes), now);
  return { bytes, gbs: ((passes + 0.5) * bytes) / seconds / 1e9 };
}

function productGraph(): Graph {
  const builder = createGraphBuilder();
  const shape = [matrixSize, matrixSize];
  const operands = [builder.input('a', shape), builder.input('b', shape)];
  const product = builder.apply('matmul', operands, { transposeA: false, transposeB: false });
  builder.output('y', product);
  return builder.finish();
}

function passGraph(numbers: number, passes: number): Graph {
  const builder = createGraphBuilder();
  const one = builder.scalar(1);
  let value = builder.input('x', [numbers]);
  for (let pass = 0; pass < passes; pass++) value = builder.apply('add', [value, one]);
  builder.output('y', builder.apply('reduceSum', [value], { axes: [0], keepDimensions: false }));
  return builder.finish();
}

const warmUpRuns = 2;
const timedRuns = 8;

async function bestSeconds(runtime: Runtime, graph: Graph, now: () => number): Promise<number> {
  const feeds = new Map(graph.inputs.map(({ name, value }) => [name, randomTensor(name, value.shape)]));
  const into = new Map(
    graph.outputs.map(({ name, value }) => [
      name,
      { shape: value.shape, data: new Float32Array(tensorSize(value.shape)) },
    ]),
  );
  const program = await runtime.prepare(graph);
  try {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < warmUpRuns + timedRuns; run++) {
      const start = now();
      await program.run(feeds, into);
      if (run >= warmUpRuns) best = Math.min(best, now() - start);
    }
    return best / 1000;
  } finally {
    await program.dispose();
  }
}

function randomTensor(name: string, shape: readonly number[]): HostTensor {
  const stream = randomStream(1, 'peak', name);
  const block = Float32Array.from({ length: 4096 }, () => stream.next());
  const data = new Float32Array(tensorSize(shape));
  for (let start = 0; start < data.length; start += block.length) {
    data.set(block.subarray(0, data.length - start), start);
  }
  return { shape, data };
}
