// A program of its own, for webgpu.test.ts: runs graphs on webgpu and prints, as JSON, how it went.

import { lenetStep } from '../../bench/lenetGraph.ts';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { type Tensor64, tensor64 } from '../../engine/graph/tensor64.ts';
import { randomStream } from '../../engine/random.ts';
import {
  applyCase,
  drawFeeds,
  drawTensor,
  type OperationCase,
  operationCases,
} from '../engine/operationCases.ts';
import { printReport, webgpuDifference } from './webgpuDifference.ts';

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

async function measure(): Promise<Record<string, number>> {
  const differences: Record<string, number> = {};
  const lenet = lenetStep(2);
  differences['lenet'] = await webgpuDifference(lenet, lenetFeeds(lenet));
  for (const given of selectedCases()) {
    differences[given.title] = await webgpuDifference(caseGraph(given), drawFeeds(given));
  }
  return differences;
}

await printReport(measure);
