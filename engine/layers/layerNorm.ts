// Normalisation over all numbers of one image.

import { costPerElement } from './cost.ts';
import { defineLayer } from './layer.ts';
import { affineParameters, normalizationAttributes, normalizeGroups } from './sampleNormalization.ts';

export const layerNorm = defineLayer({
  kind: 'layer_norm',
  category: 'normalization',
  documentation: [
    'Layer normalisation: gives all numbers of an image together mean 0 and variance 1, then a learnt ' +
      'scale and offset for each.',
    '',
    '`y = (x - mean) / sqrt(variance + epsilon) * weight + bias`; weight and bias have the shape of the ' +
      'input, as in PyTorch. It does not depend on the batch.',
    '',
    'Source: Ba, Kiros and Hinton, "Layer normalization", 2016.',
  ].join('\n'),
  attributes: { ...normalizationAttributes() },
  inputs: 'one',
  label: () => '',
  shape: (_attributes, [input = []]) => ({ shape: input }),
  parameters: ({ affine }, [input = []]) => affineParameters(affine, input),
  // Mean, difference, square, mean of squares, division, scale and offset.
  cost: (_attributes, _inputs, output) => costPerElement(7, output),
  // The statistics come from the whole image, but carry no place; what a unit sees is counted without them.
  window: () => 'pointwise',
  lower({ builder, attributes, parameter }, [x]) {
    const normal = normalizeGroups(builder, x!, 1, attributes.epsilon);
    if (!attributes.affine) return normal;
    const scaled = builder.apply('multiply', [normal, parameter('weight')]);
    return builder.apply('add', [scaled, parameter('bias')]);
  },
});
