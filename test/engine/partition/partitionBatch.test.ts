// A partitioned graph against the graph itself, on the float64 interpreter.

import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../engine/graph/graph.ts';
import { interpret } from '../../../engine/graph/interpret.ts';
import type { Tensor64 } from '../../../engine/graph/tensor64.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import { partitionBatch } from '../../../engine/partition/partitionBatch.ts';
import { layerCases } from '../layerCases.ts';
import { prepareLayerCase } from '../layerSubject.ts';

/** The largest difference of any output, by the largest number of that output. */
function largestDifference(graph: Graph, partitioned: Graph, feeds: ReadonlyMap<string, Tensor64>): number {
  const expected = interpret(graph, feeds);
  const actual = interpret(partitioned, feeds);
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  const differences = [...expected].map(([name, { data }]) => {
    const other = actual.get(name)!.data;
    const size = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
    return data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - other[i]!)), 0) / size;
  });
  return Math.max(...differences);
}

describe('three replicas of one image each compute what one batch of three gives:', () => {
  const parameters = new Set(['images', 'targets']);
  test.each(layerCases)('$title', (given) => {
    const { graph, feeds } = prepareLayerCase(given);
    const batched = new Set([...feeds.keys()].filter((name) => parameters.has(name) || name.includes('/')));
    const partitioned = partitionBatch(graph, batched, 3);
    verifyGraph(partitioned.graph);
    expect(largestDifference(graph, partitioned.graph, feeds)).toBeLessThan(1e-9);
  });
});
