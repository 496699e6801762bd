// The text form of graphs.

import { expect, test } from 'vitest';
import { differentiate } from '../../../engine/autodiff/differentiate.ts';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import { printGraph } from '../../../engine/graph/print.ts';

test('a tiny training step prints as one line for each node', () => {
  const builder = createGraphBuilder();
  const x = builder.input('x', [2, 3]);
  const w = builder.input('w', [1, 3]);
  builder.setScope('dense1');
  const y = builder.apply('relu', [builder.apply('matmul', [x, w], { transposeA: false, transposeB: true })]);
  builder.setScope('loss');
  const loss = builder.apply('reduceSum', [y], { axes: [0, 1], keepDimensions: false });
  const gradient = differentiate(builder, loss, [w]).get(w)!;
  builder.output('loss', loss);
  builder.output('gradient', gradient);
  expect(printGraph(builder.finish())).toBe(
    [
      'input %0 x : float[2, 3]',
      'input %1 w : float[1, 3]',
      '%2 = matmul(%0, %1) {transposeA: false, transposeB: true} : float[2, 1]  # dense1',
      '%3 = relu(%2) : float[2, 1]  # dense1',
      '%4 = reduceSum(%3) {axes: [0, 1], keepDimensions: false} : float[]  # loss',
      '%5 = constant() {data: [1]} : float[]  # loss',
      '%6 = broadcast(%5) {shape: [2, 1]} : float[2, 1]  # loss/gradient',
      '%7 = step(%3) : float[2, 1]  # dense1/gradient',
      '%8 = multiply(%6, %7) : float[2, 1]  # dense1/gradient',
      '%9 = matmul(%8, %0) {transposeA: true, transposeB: false} : float[1, 3]  # dense1/gradient',
      'output loss = %4',
      'output gradient = %9',
      '',
    ].join('\n'),
  );
});

test('long constants are summed up', () => {
  const builder = createGraphBuilder();
  builder.output('y', builder.constant([10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(printGraph(builder.finish())).toBe(
    '%0 = constant() {data: [0, 1, 2, 3, 4, 5, 6, 7, … 10 in all]} : float[10]\noutput y = %0\n',
  );
});
