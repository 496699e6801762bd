// A program of its own, for webgpu.test.ts: runs graphs on webgpu and prints, as JSON, how it went.

import { lenetStep } from '../../bench/lenetGraph.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { interpret } from '../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { randomStream } from '../../engine/random.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { UserError } from '../../engine/userError.ts';
import {
  applyCase,
  drawFeeds,
  drawTensor,
  type OperationCase,
  operationCases,
} from '../engine/operationCases.ts';

export interface WebgpuReport {
  /** Why webgpu cannot be used here, if so. */
  readonly unavailable?: string;
  /** The largest difference from the interpreter, relative to the largest number, of each graph. NaN is null. */
  readonly differences?: Readonly<Record<string, number | null>>;
}

/** One case of each operation, and those that the provider once computed wrongly. */
function selectedCases(): readonly OperationCase[] {
  const first = new Map<string, OperationCase>();
  for (const given of operationCases) if (!first.has(given.operation)) first.set(given.operation, given);
  const suspicious = operationCases.filter(({ title }) =>
    ['batchNormalizationInference [6,4]', 'convolution [2,6,8,8]', '"groups":6'].some((part) =>
      title.includes(part),
    ),
  );
  return [...new Set([...first.values(), ...suspicious])];
}

function caseGraph(given: OperationCase): Graph {
  const builder = createGraphBuilder();
  applyCase(builder, given).outputs.forEach((output, i) => {
    builder.output(`${i}`, output);
  });
  return builder.finish();
}

function lenetFeeds(graph: Graph): Map<string, Tensor64> {
  return new Map(
    graph.inputs.map(({ name, value: { shape } }) => {
      const { data } = drawTensor(randomStream(1, name), shape, 'normal');
      return [
        name,
        tensor64(
          shape,
          data.map((value) => value * 0.2),
        ),
      ];
    }),
  );
}

async function difference(graph: Graph, feeds: ReadonlyMap<string, Tensor64>): Promise<number> {
  const program = await (await createOnnxRuntime({ device: 'webgpu', threads: 1 })).prepare(graph);
  const rounded = new Map(
    [...feeds].map(([name, { shape, data }]) => [name, tensor64(shape, data.map(Math.fround))]),
  );
  const actual = await program.run(
    new Map([...rounded].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }])),
  );
  let worst = 0;
  for (const [name, { data }] of interpret(graph, rounded)) {
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    const computed = actual.get(name)!.data as Float32Array;
    data.forEach((value, i) => {
      // Math.max gives NaN for a NaN.
      worst = Math.max(worst, Math.abs(computed[i]! - value) / largest);
    });
  }
  await program.dispose();
  return worst;
}

async function report(): Promise<WebgpuReport> {
  const differences: Record<string, number> = {};
  try {
    const lenet = lenetStep(2);
    differences['lenet'] = await difference(lenet, lenetFeeds(lenet));
    for (const given of selectedCases()) {
      differences[given.title] = await difference(caseGraph(given), drawFeeds(given));
    }
    return { differences };
  } catch (error) {
    if (error instanceof UserError && error.code === 'device.unavailable')
      return { unavailable: error.message };
    throw error;
  }
}

console.log(JSON.stringify(await report()));
