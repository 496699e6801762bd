// Normalisation of each channel of one image.

import { costPerElement } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';
import { perChannel } from './perChannel.ts';
import { affineParameters, normalizationAttributes, normalizeGroups } from './sampleNormalization.ts';

export const instanceNorm = defineLayer({
  kind: 'instance_norm',
  category: 'normalization',
  documentation: [
    'Instance normalisation: gives each channel of an image mean 0 and variance 1, then a learnt scale ' +
      'and offset.',
    '',
    '`y = (x - mean) / sqrt(variance + epsilon) * weight + bias`, over all places of a channel. It does ' +
      'not depend on the batch.',
    '',
    'Source: Ulyanov, Vedaldi and Lempitsky, "Instance normalization", 2016.',
  ].join('\n'),
  attributes: { ...normalizationAttributes() },
  inputs: 'one',
  label: () => '',
  shape: (_attributes, [input = []]) =>
    isFeatureMap(input) ? { shape: input } : { problem: featureMapExpected('instance_norm', input) },
  parameters: ({ affine }, [input = []]) => affineParameters(affine, [input[0]!]),
  // Mean, difference, square, mean of squares, division, scale and offset.
  cost: (_attributes, _inputs, output) => costPerElement(7, output),
  // The statistics come from the whole image, but carry no place; what a unit sees is counted without them.
  window: () => 'pointwise',
  lower({ builder, attributes, parameter }, [x]) {
    const normal = normalizeGroups(builder, x!, x!.shape[1]!, attributes.epsilon);
    if (!attributes.affine) return normal;
    const scaled = builder.apply('multiply', [normal, perChannel(builder, parameter('weight'), x!)]);
    return builder.apply('add', [scaled, perChannel(builder, parameter('bias'), x!)]);
  },
});
