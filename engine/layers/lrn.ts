// Local response normalisation across channels.

import { integer, number } from '../network/attribute.ts';
import { costPerElement } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const lrn = defineLayer({
  kind: 'lrn',
  category: 'normalization',
  documentation: [
    'Local response normalisation: divides each number by how strong its neighbouring channels are there.',
    '',
    '`y[c] = x[c] / (k + alpha / size * sum of x[d]^2)^beta`, the sum running over the `size` channels ' +
      'around c. Alpha is divided by the size, as in PyTorch and Caffe: the paper has no division, so its ' +
      '`alpha` of 1e-4 with `size` 5 is 5e-4 here.',
    '',
    'Source: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural ' +
      'networks", 2012, section 3.3.',
  ].join('\n'),
  attributes: {
    size: integer('Channels that are summed over.', { default: 5, min: 1 }),
    alpha: number('Factor of the mean square.', { default: 1e-4, min: 0 }),
    beta: number('Exponent.', { default: 0.75 }),
    k: number('Added to the mean square.', { default: 1, min: 1e-6 }),
  },
  inputs: 'one',
  label: ({ size }) => `${size}`,
  shape: (_attributes, [input = []]) =>
    isFeatureMap(input) ? { shape: input } : { problem: featureMapExpected('lrn', input) },
  parameters: () => [],
  // Square, sum over the window, factor, offset, power and product.
  cost: ({ size }, _inputs, output) => costPerElement(size + 4, output),
  window: () => 'pointwise',
  lower({ builder, attributes }, [x]) {
    const { size, alpha, beta, k } = attributes;
    const [batch, channels, height, width] = x!.shape;
    const square = builder.apply('multiply', [x!, x!]);
    // Channels as rows: the mean over neighbours is an average pooling of [N, 1, C, H * W] with a size x 1
    // window.
    const rows = builder.apply('reshape', [square], { shape: [batch!, 1, channels!, height! * width!] });
    const mean = builder.apply('averagePool', [rows], {
      kernel: [size, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [Math.floor(size / 2), 0, Math.floor((size - 1) / 2), 0],
      ceil: false,
      countIncludePad: true,
    });
    const energy = builder.apply('reshape', [mean], { shape: x!.shape });
    const scaled = builder.apply('multiply', [energy, builder.scalar(alpha)]);
    const base = builder.apply('add', [scaled, builder.scalar(k)]);
    return builder.apply('multiply', [x!, builder.apply('power', [base], { exponent: -beta })]);
  },
});
