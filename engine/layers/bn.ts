// Batch normalisation.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { boolean, number } from '../network/attribute.ts';
import { costPerElement } from './cost.ts';
import { defineLayer, type ParameterDeclaration } from './layer.ts';

export const bn = defineLayer({
  kind: 'bn',
  category: 'normalization',
  documentation: [
    'Batch normalisation: gives every channel mean 0 and variance 1 over the batch, then a learnt ' +
      'scale and offset.',
    '',
    '`y = (x - mean) / sqrt(variance + epsilon) * weight + bias`, with the statistics of the batch (over ' +
      'all images and places) in training, and with tracked ones in inference: `tracked = (1 - momentum) * ' +
      'tracked + momentum * batch`, the tracked variance being the unbiased one, as in PyTorch.',
    '',
    'Each channel has two weights (`weight`, `bias`) and two tracked numbers (`running_mean`, ' +
      '`running_var`), which do not count as parameters. It makes a bias of the layer before it redundant.',
    '',
    'Source: Ioffe and Szegedy, "Batch normalization", 2015; scales that start at 0: Goyal et al., "Accurate, large ' +
      'minibatch SGD", 2017, section 5.1.',
  ].join('\n'),
  attributes: {
    momentum: number("Share of the batch's statistics in the tracked ones at each step.", {
      default: 0.1,
      min: 0,
      max: 1,
    }),
    epsilon: number('Added to the variance, so that it never divides by zero.', { default: 1e-5, min: 0 }),
    affine: boolean('Whether a scale and an offset are learnt for each channel.', { default: true }),
    zero_gamma: boolean(
      'Whether the scale starts at 0: for the last `bn` of a residual branch, which then starts as the identity.',
      { default: false },
    ),
  },
  inputs: 'one',
  label: () => '',
  shape: (_attributes, [input = []]) => ({ shape: input }),

  parameters({ affine, zero_gamma: zero }, [input = []]) {
    const tensor = (suffix: string, value: number, trainable: boolean): ParameterDeclaration => ({
      suffix,
      shape: [input[0]!],
      trainable,
      initializer: { kind: 'constant', value },
      decays: false,
    });
    const learnt = affine ? [tensor('weight', zero ? 0 : 1, true), tensor('bias', 0, true)] : [];
    return [...learnt, tensor('running_mean', 0, false), tensor('running_var', 1, false)];
  },

  // In inference it is one multiplication and one addition for each number.
  cost: (_attributes, _inputs, output) => costPerElement(2, output),
  window: () => 'pointwise',

  lower({ builder, attributes, mode, parameter, update }, [x]) {
    const { epsilon, momentum, affine } = attributes;
    const channels = x!.shape[1]!;
    const scale = affine ? parameter('weight') : filled(builder, channels, 1);
    const bias = affine ? parameter('bias') : filled(builder, channels, 0);
    const runningMean = parameter('running_mean');
    const runningVariance = parameter('running_var');
    if (mode === 'inference') {
      const inputs = [x!, scale, bias, runningMean, runningVariance];
      return builder.apply('batchNormalizationInference', inputs, { epsilon });
    }
    const [y, mean, variance] = builder.applyMany('batchNormalization', [x!, scale, bias], { epsilon });
    const count = x!.shape.reduce((product, extent) => product * extent, 1) / channels;
    // The unbiased variance of one number does not exist; the biased one, zero, stands for it.
    const unbiased = count > 1 ? count / (count - 1) : 1;
    update('running_mean', blend(builder, runningMean, 1 - momentum, mean!, momentum));
    update('running_var', blend(builder, runningVariance, 1 - momentum, variance!, momentum * unbiased));
    return y!;
  },
});

function filled(builder: GraphBuilder, count: number, value: number): Value {
  return builder.constant([count], new Array<number>(count).fill(value));
}

/** a * factorA + b * factorB */
function blend(builder: GraphBuilder, a: Value, factorA: number, b: Value, factorB: number): Value {
  const kept = builder.apply('multiply', [a, builder.scalar(factorA)]);
  const fresh = builder.apply('multiply', [b, builder.scalar(factorB)]);
  return builder.apply('add', [kept, fresh]);
}
