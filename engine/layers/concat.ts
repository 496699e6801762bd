// Concatenation of branches along the channels.

import { formatShape, sameShape } from '../network/shape.ts';
import { NO_COST } from './cost.ts';
import { defineLayer } from './layer.ts';

export const concat = defineLayer({
  kind: 'concat',
  category: 'merge',
  documentation: [
    'Concatenation: puts the channels of all branches one after another.',
    '',
    'Rows and columns must be equal; the output has the sum of the channels. Vectors are joined end to end.',
    '',
    'Source: Szegedy et al., "Going deeper with convolutions", 2014; Huang et al., "Densely connected ' +
      'convolutional networks", 2016.',
  ].join('\n'),
  attributes: {},
  inputs: 'many',
  label: () => '',
  shape(_attributes, inputs) {
    const [first = []] = inputs;
    const extents = first.slice(1);
    const index = inputs.findIndex((shape) => !sameShape(shape.slice(1), extents));
    if (index === -1) {
      return { shape: [inputs.reduce((sum, shape) => sum + shape[0]!, 0), ...extents] };
    }
    const other = inputs[index]!;
    const why =
      other.length === first.length
        ? 'check the strides, the paddings and the `ceil` of the layers before'
        : 'one is a vector and the other a feature map';
    return {
      problem: {
        code: 'concat-sizes-differ',
        message:
          'The branches of `concat` must have equal rows and columns, and branch 1 gives ' +
          `${formatShape(first)} where branch ${index + 1} gives ${formatShape(other)}: ${why}.`,
      },
    };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: () => 'pointwise',
  lower: ({ builder }, inputs) =>
    inputs.length === 1 ? inputs[0]! : builder.apply('concatenate', inputs, { axis: 1 }),
});
