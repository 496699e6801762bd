// Normalisation over groups of channels of one image.

import { integer } from '../network/attribute.ts';
import { channelGroupsProblem } from './channelGroups.ts';
import { costPerElement } from './cost.ts';
import { defineLayer } from './layer.ts';
import { perChannel } from './perChannel.ts';
import { affineParameters, normalizationAttributes, normalizeGroups } from './sampleNormalization.ts';

export const groupNorm = defineLayer({
  kind: 'group_norm',
  category: 'normalization',
  documentation: [
    'Group normalisation: gives each group of channels of an image mean 0 and variance 1, then each ' +
      'channel a learnt scale and offset.',
    '',
    '`y = (x - mean) / sqrt(variance + epsilon) * weight + bias`, over the channels of a group and all ' +
      'places. It does not depend on the batch.',
    '',
    'Source: Wu and He, "Group normalization", 2018.',
  ].join('\n'),
  attributes: {
    groups: integer('Groups that the channels are divided into.', { default: 32, min: 1 }),
    ...normalizationAttributes(),
  },
  inputs: 'one',
  label: ({ groups }) => `${groups} groups`,
  shape({ groups }, [input = []]) {
    if (input[0]! % groups === 0) return { shape: input };
    return { problem: channelGroupsProblem('group_norm', groups, input[0]!) };
  },
  parameters: ({ affine }, [input = []]) => affineParameters(affine, [input[0]!]),
  // Mean, difference, square, mean of squares, division, scale and offset.
  cost: (_attributes, _inputs, output) => costPerElement(7, output),
  // The statistics come from the whole image, but carry no place; what a unit sees is counted without them.
  window: () => 'pointwise',
  lower({ builder, attributes, parameter }, [x]) {
    const normal = normalizeGroups(builder, x!, attributes.groups, attributes.epsilon);
    if (!attributes.affine) return normal;
    const scaled = builder.apply('multiply', [normal, perChannel(builder, parameter('weight'), x!)]);
    return builder.apply('add', [scaled, perChannel(builder, parameter('bias'), x!)]);
  },
});
