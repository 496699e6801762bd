// Average pooling to a given size.

import type { GraphBuilder, Value } from '../graph/graph.ts';
import { size } from '../network/attribute.ts';
import { formatShape } from '../network/shape.ts';
import { costPerElement } from './cost.ts';
import { featureMapExpected, isFeatureMap } from './featureMap.ts';
import { defineLayer } from './layer.ts';

export const adaptiveAvgpool = defineLayer({
  kind: 'adaptive_avgpool',
  category: 'pooling',
  documentation: [
    'Adaptive average pooling: divides rows and columns into as many windows as asked, and takes their ' +
      'means.',
    '',
    'Row i of `size` is the mean of the rows from `floor(i * height / size)` to `ceil((i + 1) * height / ' +
      'size) - 1`, and columns likewise, as in PyTorch; windows overlap where the size does not divide the ' +
      'height.',
    '',
    'Source: He et al., "Spatial pyramid pooling in deep convolutional networks for visual recognition", ' +
      '2014.',
  ].join('\n'),
  attributes: { size: size('Rows and columns of the output.') },
  inputs: 'one',
  label: (attributes) => formatShape(attributes.size),
  shape: (attributes, [input = []]) =>
    isFeatureMap(input)
      ? { shape: [input[0], ...attributes.size] }
      : { problem: featureMapExpected('adaptive_avgpool', input) },
  parameters: () => [],

  cost(attributes, [input = []], output) {
    const longest = (axis: 0 | 1) => {
      const windows = adaptiveWindows(input[axis + 1]!, attributes.size[axis]);
      return Math.max(...windows.map(([start, end]) => end - start));
    };
    return costPerElement(longest(0) * longest(1), output);
  },

  window(attributes, [input = []]) {
    const vertical = evenWindow(input[1]!, attributes.size[0]);
    const horizontal = evenWindow(input[2]!, attributes.size[1]);
    return {
      kernel: [vertical.kernel, horizontal.kernel],
      stride: [vertical.stride, horizontal.stride],
      dilation: [1, 1],
      padding: [vertical.before, horizontal.before, 0, 0],
    };
  },

  lower({ builder, attributes }, [x]) {
    const [, , height, width] = x!.shape;
    const [rows, columns] = attributes.size;
    if (height! % rows === 0 && width! % columns === 0) {
      const kernel = [height! / rows, width! / columns] as const;
      const window = { kernel, stride: kernel, dilation: [1, 1], padding: [0, 0, 0, 0] } as const;
      return builder.apply('averagePool', [x!], { ...window, ceil: false, countIncludePad: false });
    }
    // Means along the last axis, then, with the axes exchanged, along the other: [N, C, H, W] to [N, C, W',
    // H'].
    const across = averageLastAxis(builder, x!, columns);
    const turned = builder.apply('transpose', [across], { permutation: [0, 1, 3, 2] });
    const down = averageLastAxis(builder, turned, rows);
    return builder.apply('transpose', [down], { permutation: [0, 1, 3, 2] });
  },
});

/** First and one past the last place of each window. */
function adaptiveWindows(extent: number, count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, unit) => [
    Math.floor((unit * extent) / count),
    Math.ceil(((unit + 1) * extent) / count),
  ]);
}

/** The smallest window that, moved by extent / count, holds each of the uneven ones; all may be fractions. */
function evenWindow(extent: number, count: number) {
  const stride = extent / count;
  const windows = adaptiveWindows(extent, count);
  const before = Math.max(...windows.map(([start], unit) => unit * stride - start));
  const after = Math.max(...windows.map(([, end], unit) => end - 1 - unit * stride));
  return { stride, before, kernel: before + after + 1 };
}

/** Multiplies by a matrix [extent, count] whose columns hold 1 / length inside their windows. */
function averageLastAxis(builder: GraphBuilder, x: Value, count: number): Value {
  const extent = x.shape.at(-1)!;
  const windows = adaptiveWindows(extent, count);
  const weights = Array.from({ length: extent * count }, (_, index) => {
    const place = Math.floor(index / count);
    const [start, end] = windows[index % count]!;
    return place >= start && place < end ? 1 / (end - start) : 0;
  });
  const others = x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const flat = builder.apply('reshape', [x], { shape: [others, extent] });
  const means = builder.apply('matmul', [flat, builder.constant([extent, count], weights)], {
    transposeA: false,
    transposeB: false,
  });
  return builder.apply('reshape', [means], { shape: [...x.shape.slice(0, -1), count] });
}
