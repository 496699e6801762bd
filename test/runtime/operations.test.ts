// Every lowering of every operation on ONNX Runtime against the interpreter.

import { describe, test } from 'vitest';
import { createGraphBuilder } from '../../engine/graph/builder.ts';
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';
import { applicableLowerings } from '../../engine/onnx/chooseLowering.ts';
import { channelBlockOf, createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { applyCase, drawFeeds, type OperationCase, operationCases } from '../engine/operationCases.ts';
import { expectAgreement } from './agreement.ts';

function graphOf(given: OperationCase): Graph {
  const builder = createGraphBuilder();
  builder.setScope('layer');
  const { outputs } = applyCase(builder, given);
  outputs.forEach((output, i) => {
    builder.output(`output ${i}`, output);
  });
  return builder.finish();
}

/** Runs a case once for each lowering of its operation. */
async function checkLowerings(given: OperationCase): Promise<void> {
  const graph = graphOf(given);
  const node = graph.nodes.find((candidate) => candidate.operation === given.operation)!;
  for (const name of applicableLowerings(node, 'cpu', await channelBlockOf('cpu'))) {
    const chooseLowering = (other: GraphNode) => (other === node ? name : undefined);
    const runtime = await createOnnxRuntime({ device: 'cpu', threads: 1, chooseLowering });
    const program = await runtime.prepare(graph);
    try {
      await expectAgreement(graph, program, drawFeeds(given));
    } catch (error) {
      throw new Error(`Lowering ${name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      await program.dispose();
    }
  }
}

describe('ONNX Runtime on the CPU agrees with the interpreter, in every lowering', () => {
  for (const given of operationCases) test(given.title, () => checkLowerings(given));
});
