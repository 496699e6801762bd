// Product of branches, where a vector gates the channels of a feature map.

import type { Value } from '../graph/graph.ts';
import { elementCount, formatShape, type Shape, sameShape } from '../network/shape.ts';
import { defineLayer } from './layer.ts';
import { foldInputs } from './merge.ts';

export const mul = defineLayer({
  kind: 'mul',
  category: 'merge',
  documentation: [
    'Product of branches, place by place; a branch that is a vector gates the channels of the others.',
    '',
    '`y = a * b * …`. Shapes must be equal, except that a vector of `channels` numbers multiplies every ' +
      'place of a feature map with so many channels: with `global_avgpool -> dense -> relu -> dense -> ' +
      'sigmoid` beside `identity` this is squeeze-and-excitation.',
    '',
    'Source: Hu, Shen and Sun, "Squeeze-and-excitation networks", 2017.',
  ].join('\n'),
  attributes: {},
  inputs: 'many',
  label: () => '',
  shape(_attributes, inputs) {
    const shape = widest(inputs);
    const index = inputs.findIndex((input) => !sameShape(input, shape) && !gates(input, shape));
    if (index === -1) return { shape };
    return {
      problem: {
        code: 'merge-shapes-differ',
        message:
          '`mul` needs branches of equal shapes, or a vector with one number for each channel, and branch ' +
          `${index + 1} gives ${formatShape(inputs[index]!)} beside ${formatShape(shape)}.`,
      },
    };
  },
  parameters: () => [],
  cost: (_attributes, inputs, output) => ({
    macs: 0,
    flops: (inputs.length - 1) * elementCount(output),
    connections: 0,
  }),
  window: () => 'pointwise',
  lower({ builder }, inputs) {
    const axes = Math.max(...inputs.map((input) => input.shape.length));
    const aligned = (input: Value) => {
      if (input.shape.length === axes) return input;
      return builder.apply('reshape', [input], { shape: [...input.shape, 1, 1] });
    };
    return foldInputs(builder, 'multiply', inputs.map(aligned));
  },
});

/** The first shape with the most axes. */
function widest(shapes: readonly Shape[]): Shape {
  return shapes.find((shape) => shape.length === 3) ?? shapes[0] ?? [];
}

function gates(vector: Shape, shape: Shape): boolean {
  return vector.length === 1 && shape.length === 3 && vector[0] === shape[0];
}
