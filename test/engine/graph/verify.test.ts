// Broken graphs that the verifier must refuse.

import { expect, test } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';

/** x -> exp -> tanh -> y */
function chain(): Graph {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2, 3]);
  builder.setScope('act');
  builder.output('y', builder.apply('tanh', [builder.apply('exp', [x])]));
  return builder.finish();
}

function withNodes(graph: Graph, change: (nodes: readonly GraphNode[]) => readonly GraphNode[]): Graph {
  return { ...graph, nodes: change(graph.nodes) };
}

test('what the builder makes is well formed', () => {
  expect(() => verifyGraph(chain())).not.toThrow();
});

test('a value that is used before it is made is refused', () => {
  const broken = withNodes(chain(), (nodes) => nodes.toReversed());
  expect(() => verifyGraph(broken)).toThrow('node 0 (tanh in scope `act`) uses a value before it is made.');
});

test('a value that is made twice is refused', () => {
  const broken = withNodes(chain(), ([exp, tanh]) => [exp!, exp!, tanh!]);
  expect(() => verifyGraph(broken)).toThrow(
    'node 1 (exp in scope `act`) makes a value that was made before.',
  );
});

test('a wrong shape is refused', () => {
  const broken = withNodes(chain(), ([exp, tanh]) => {
    const wrong = { id: 9, shape: [3, 2], type: 'float' } as const;
    return [
      { ...exp!, outputs: [wrong] },
      { ...tanh!, inputs: [wrong] },
    ];
  });
  expect(() => verifyGraph(broken)).toThrow(
    'node 0 (exp in scope `act`) must give float[2, 3], but has float[3, 2].',
  );
});

test('an output that is never made is refused', () => {
  const graph = chain();
  const broken = { ...graph, nodes: graph.nodes.slice(0, 1) };
  expect(() => verifyGraph(broken)).toThrow('output y is never made.');
});

test('two outputs of one name are refused', () => {
  const graph = chain();
  expect(() => verifyGraph({ ...graph, outputs: [...graph.outputs, ...graph.outputs] })).toThrow(
    'Two outputs are called y.',
  );
});
