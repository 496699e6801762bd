// Folded networks give the scores of unfolded ones, and only what may be folded is.

import { describe, expect, test } from 'vitest';
import { interpret } from '../../../engine/graph/interpret.ts';
import { type Tensor64, tensor64 } from '../../../engine/graph/tensor64.ts';
import { inputShape, type Network } from '../../../engine/network/network.ts';
import { randomStream } from '../../../engine/random.ts';
import { buildEvaluationGraph } from '../../../engine/training/evaluationGraph.ts';
import { foldNormalization } from '../../../engine/training/foldNormalization.ts';
import {
  type FloatTensor,
  networkParameters,
  type StateTensors,
} from '../../../engine/training/trainingState.ts';
import { model, networkOf } from '../../language/support/compileText.ts';

const batch = 3;

/** Random numbers everywhere: also statistics, scales and offsets are as after some training. */
function drawWeights(network: Network): StateTensors {
  const stream = randomStream(1, 'fold');
  return new Map(
    networkParameters(network).map(({ name, shape }): [string, FloatTensor] => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const number = name.endsWith('running_var') ? () => 0.05 + 3 * stream.next() : () => stream.normal();
      return [name, { shape, data: Float32Array.from({ length: size }, number) }];
    }),
  );
}

function logits(network: Network, weights: StateTensors): Float64Array {
  const stream = randomStream(2, 'fold');
  const shape = [batch, ...inputShape(network)];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const graph = buildEvaluationGraph(network, batch);
  const feeds = new Map<string, Tensor64>(
    graph.inputs
      .filter(({ name }) => name !== 'images')
      .map(({ name }) => [name, tensor64(weights.get(name)!.shape, [...weights.get(name)!.data])]),
  );
  feeds.set(
    'images',
    tensor64(
      shape,
      Array.from({ length: size }, () => stream.normal()),
    ),
  );
  return interpret(graph, feeds).get('logits')!.data;
}

/** The kinds of a network after folding; its scores must not change by more than 1e-5 of the largest. */
function fold(statements: string): readonly string[] {
  const network = networkOf(model(statements, '4x6x6'));
  const weights = drawWeights(network);
  const folded = foldNormalization(network, weights);
  const expected = logits(network, weights);
  const largest = Math.max(...expected.map(Math.abs));
  const actual = logits(folded.network, folded.weights);
  actual.forEach((score, index) => {
    expect(Math.abs(score - expected[index]!)).toBeLessThanOrEqual(1e-5 * largest);
  });
  return folded.network.layers.map(({ kind }) => kind);
}

describe('batch normalisation is folded, to the same scores', () => {
  const linear = [
    'conv(6, 3)',
    'conv(6, 3, groups: 2)',
    'conv(4, 3x2, stride: 2, padding: same, dilation: 2)',
    'depthwise_conv(3)',
    'depthwise_conv(3, multiplier: 2)',
    'separable_conv(5, 3)',
    'conv_transpose(6, 3, stride: 2)',
    'conv_transpose(6, 3, stride: 2, groups: 2, output_padding: 1)',
    'flatten -> dense(5)',
  ];
  const cases = linear.flatMap((call) =>
    ['true', 'false'].flatMap((bias) =>
      ['', '(affine: false)', '(epsilon: 0.1)'].map(
        (options) => [call.replace(/\)$/, `, bias: ${bias})`), `bn${options}`] as const,
      ),
    ),
  );
  test.each(cases)('%s -> %s', (call, bn) => {
    const end = call.startsWith('flatten') ? '' : ' -> flatten';
    const kinds = fold(`  ${call} -> ${bn} -> relu${end} -> dense(3)`);
    expect(kinds).not.toContain('bn');
    expect(kinds).toContain('identity');
  });

  test('through a residual network', () => {
    const block =
      'add { { conv(4, 3, padding: same, bias: false) -> bn -> relu -> conv(4, 1) -> bn }; identity }';
    expect(fold(`  conv(4, 3) -> bn -> relu\n  ${block}\n  flatten -> dense(3)`)).not.toContain('bn');
  });

  test('where only an auxiliary head reads the convolution too', () => {
    expect(
      fold('  conv(4, 3)\n  head aux { flatten -> dense(3) }\n  bn -> flatten -> dense(3)'),
    ).not.toContain('bn');
  });
});

describe('batch normalisation stays', () => {
  test.each([
    ['after a concatenation', '  concat { conv(3, 1); conv(2, 1) } -> bn -> flatten -> dense(3)'],
    ['after another layer', '  conv(4, 3) -> relu -> bn -> flatten -> dense(3)'],
    ['on the image', '  bn -> flatten -> dense(3)'],
    ['where the convolution is read elsewhere', '  a = conv(4, 3)\n  add { bn; a } -> flatten -> dense(3)'],
  ])('%s', (_, statements) => {
    expect(fold(statements)).toContain('bn');
  });
});
