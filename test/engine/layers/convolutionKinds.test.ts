// Depthwise, separable and transposed convolution: shapes, cost, and what is wrong in plain words.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributesOf, layer, problemOf, shapeOf } from './layerUse.ts';

test('depthwise and pointwise cost 1 / channels + 1 / kernel^2 of a full convolution', () => {
  const full = attributesOf('conv', { channels: 64, kernel: 3, padding: 'same', bias: false });
  const separable = attributesOf('separable_conv', { channels: 64, kernel: 3, padding: 'same', bias: false });
  const cost = (kind: string, attributes: typeof full) =>
    layer(kind).cost(attributes, [[32, 14, 14]], [64, 14, 14]);
  expect(cost('conv', full).macs).toBe(14 * 14 * 64 * 32 * 9);
  expect(cost('separable_conv', separable).macs).toBe(14 * 14 * (32 * 9 + 32 * 64));
  const depthwise = attributesOf('depthwise_conv', { kernel: 3, padding: 'same' });
  expect(layer('depthwise_conv').cost(depthwise, [[32, 14, 14]], [32, 14, 14])).toEqual({
    macs: 14 * 14 * 32 * 9,
    flops: 2 * 14 * 14 * 32 * 9 + 14 * 14 * 32,
    connections: 14 * 14 * 32 * 9 + 14 * 14 * 32,
  });
});

test('separable convolution is exactly its two halves', () => {
  const halves = (given: Readonly<Record<string, number | boolean>>) =>
    layer('separable_conv').cost(attributesOf('separable_conv', given), [[4, 9, 9]], [6, 7, 7]);
  expect(halves({ channels: 6, kernel: 3 })).toEqual({
    macs: 49 * (4 * 9 + 4 * 6),
    flops: 2 * 49 * (4 * 9 + 4 * 6) + 49 * 6,
    connections: 49 * (4 * 9 + 4 * 6) + 49 * 6,
  });
  expect(halves({ channels: 6, kernel: 3, bias: false }).connections).toBe(49 * (4 * 9 + 4 * 6));
});

test('every kind wants a feature map and a kernel that fits', () => {
  expect(problemOf('depthwise_conv', { kernel: 3 }, [10])?.code).toBe('feature-map-expected');
  expect(problemOf('separable_conv', { channels: 2, kernel: 3 }, [10])?.code).toBe('feature-map-expected');
  expect(problemOf('conv_transpose', { channels: 2, kernel: 3 }, [10])?.code).toBe('feature-map-expected');
  expect(problemOf('depthwise_conv', { kernel: 3 }, [10, 2, 2])?.message).toMatch(
    /^The 3x3 kernel of `depthwise_conv`/,
  );
  expect(problemOf('separable_conv', { channels: 2, kernel: 3 }, [10, 2, 2])?.message).toMatch(
    /^The 3x3 kernel of `separable_conv`/,
  );
});

test('labels read as in papers', () => {
  const label = (kind: string, given: Readonly<Record<string, number>>) =>
    layer(kind).label(attributesOf(kind, given));
  expect(label('depthwise_conv', { kernel: 3, stride: 2, multiplier: 2 })).toBe('3x3, /2, times 2');
  expect(label('separable_conv', { channels: 64, kernel: 3 })).toBe('3x3, 64');
  expect(label('conv_transpose', { channels: 64, kernel: 2, stride: 2 })).toBe('2x2, 64, x2x2');
});

describe('conv_transpose', () => {
  test('gives the map that the same convolution would have turned into its input', () => {
    const axis = fc.record({
      extent: fc.integer({ min: 1, max: 12 }),
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 2 }),
      added: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(axis, ({ extent, kernel, stride, dilation, padding, added }) => {
        fc.pre(added < stride);
        const window = { channels: 1, kernel: [kernel, 1], stride: [stride, 1], dilation: [dilation, 1] };
        const given = { ...window, padding: [padding, 0], output_padding: [added, 0] };
        const input = [1, extent, 3];
        const problem = problemOf('conv_transpose', given, input);
        if (problem !== undefined) {
          expect(problem.code).toBe('padding-larger-than-output');
          return;
        }
        const output = shapeOf('conv_transpose', given, input);
        expect(shapeOf('conv', { ...window, padding: [padding, 0] }, output)).toEqual(input);
      }),
      { seed: 2010, numRuns: 500 },
    );
  });

  test('multiplies every number of its input with all its filters', () => {
    const attributes = attributesOf('conv_transpose', { channels: 8, kernel: 2, stride: 2, groups: 2 });
    expect(layer('conv_transpose').cost(attributes, [[4, 5, 5]], [8, 10, 10])).toEqual({
      macs: 100 * 4 * 4,
      flops: 2 * 1600 + 800,
      connections: 1600 + 800,
    });
  });

  test('says what is wrong with its paddings and groups', () => {
    expect(
      problemOf('conv_transpose', { channels: 2, kernel: 3, stride: 2, output_padding: [1, 2] }, [1, 4, 4]),
    ).toEqual({
      code: 'output-padding-not-smaller-than-stride',
      attribute: 'output_padding',
      message:
        'The output padding 1x2 of `conv_transpose` must be smaller than its stride 2x2, or rows would ' +
        'be left that no filter reaches.',
    });
    expect(problemOf('conv_transpose', { channels: 2, kernel: 2, padding: 1 }, [1, 1, 4])).toEqual({
      code: 'padding-larger-than-output',
      attribute: 'padding',
      message: 'The padding of `conv_transpose` leaves 0 rows and 3 columns of its output: use less.',
    });
    expect(problemOf('conv_transpose', { channels: 3, kernel: 2, groups: 2 }, [4, 4, 4])?.message).toBe(
      '2 groups do not divide the 3 output channels of `conv_transpose`: choose a divisor of 3.',
    );
  });
});
