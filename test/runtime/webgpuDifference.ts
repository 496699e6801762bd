// What webgpu makes of a graph, as its distance from the interpreter.

import type { Graph } from '../../engine/graph/graph.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import type { Tensor64 } from '../../engine/graph/tensor64.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { UserError } from '../../engine/userError.ts';
import { hostTensors, roundedFeeds } from './hostFeeds.ts';
import type { WebgpuReport } from './runOnWebgpu.ts';

/** The largest difference of any output, relative to the output's largest number. */
export async function webgpuDifference(graph: Graph, feeds: ReadonlyMap<string, Tensor64>): Promise<number> {
  // Math.max gives NaN for a NaN.
  return Math.max(...(await webgpuDifferencesByOutput(graph, feeds)).values());
}

export async function webgpuDifferencesByOutput(
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor64>,
): Promise<ReadonlyMap<string, number>> {
  const program = await (await createOnnxRuntime({ device: 'webgpu', threads: 1 })).prepare(graph);
  const rounded = roundedFeeds(feeds);
  const actual = await program.run(hostTensors(rounded));
  const differences = [...interpret(graph, rounded)].map(([name, { data }]): [string, number] => {
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    const computed = actual.get(name)!.data as Float32Array;
    const apart = data.reduce((most, value, i) => Math.max(most, Math.abs(computed[i]! - value)), 0);
    return [name, apart / largest];
  });
  await program.dispose();
  return new Map(differences);
}

/** Prints what `measure` finds, or why webgpu cannot be used. */
export async function printReport(measure: () => Promise<Record<string, number>>): Promise<void> {
  const report = async (): Promise<WebgpuReport> => {
    try {
      return { differences: await measure() };
    } catch (error) {
      if (error instanceof UserError && error.code === 'device.unavailable')
        return { unavailable: error.message };
      throw error;
    }
  };
  console.log(JSON.stringify(await report()));
}
