// Nodes that give a step's gradients stand last, the first layer's before those of layers after it.

import { expect, it } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import { verifyGraph } from '../../../engine/graph/verify.ts';
import { withLastNodes } from '../../../engine/training/outputOrder.ts';
import { buildGradientStep } from '../../../engine/training/trainingStep.ts';
import { lenet5 } from './buildNetwork.ts';
import { smallRecipe } from './pytorchSteps.ts';

it('the gradients of LeNet-5 are its last nodes, in the order of its layers', () => {
  const { graph } = buildGradientStep(lenet5(), smallRecipe);
  verifyGraph(graph);
  const gradients = graph.outputs.filter(({ name }) => name.startsWith('grad.')).map(({ value }) => value);
  expect(gradients).toHaveLength(10);
  expect(graph.nodes.slice(-10).map(({ outputs }) => outputs[0])).toEqual(gradients);
});

it('a node that another one reads stays where it is', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2]);
  const read = builder.apply('negate', [x]);
  builder.output('read', read);
  builder.output('alone', builder.apply('exp', [x]));
  builder.output('end', builder.apply('abs', [read]));
  const { nodes } = withLastNodes(builder.finish(), new Set(['read', 'alone']));
  expect(nodes.map(({ operation }) => operation)).toEqual(['negate', 'abs', 'exp']);
});
