// Every place repeated.

import { size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { NO_COST } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const upsample = defineLayer({
  kind: 'upsample',
  category: 'reshaping',
  documentation: [
    'Upsampling: repeats each row and column (nearest neighbour).',
    '',
    '`y[c, i, j] = x[c, floor(i / factor), floor(j / factor)]`, with `height * factor` rows.',
    '',
    'Source: Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts", 2016, who prefer it ' +
      'with a `conv` after it to `conv_transpose`.',
  ].join('\n'),
  attributes: { factor: size('How often each row and column is repeated.', { default: [2, 2] }) },
  inputs: 'one',
  label: ({ factor }) => `x${factor[0] === factor[1] ? factor[0] : formatShape(factor)}`,
  shape({ factor }, [input = []]) {
    if (!isFeatureMap(input)) return { problem: featureMapExpected('upsample', input) };
    return { shape: [input[0], input[1] * factor[0], input[2] * factor[1]] };
  },
  parameters: () => [],
  cost: () => NO_COST,
  window: ({ factor }) => ({
    kernel: factor,
    stride: factor,
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    transposed: true,
  }),
  lower({ builder, attributes }, [x]) {
    const [rows, columns] = attributes.factor;
    const [batch, channels, height, width] = x!.shape;
    const maps = batch! * channels!;
    const apart = builder.apply('reshape', [x!], { shape: [maps, height!, 1, width!, 1] });
    const repeated = builder.apply('broadcast', [apart], { shape: [maps, height!, rows, width!, columns] });
    const shape = [batch!, channels!, height! * rows, width! * columns];
    return builder.apply('reshape', [repeated], { shape });
  },
});
