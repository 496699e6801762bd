// Pooling: shapes with and without ceil mode, padding, and what it computes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributesOf, filled, layer, problemOf, runLayer, shapeOf } from './layerUse.ts';

describe.each(['maxpool', 'avgpool', 'lppool'])('%s', (kind) => {
  // Checked by hand against PyTorch's formula; NiN and GoogLeNet pool 3/2 with ceil: 32 to 16, 112 to 56.
  test.each([
    [[6, 28, 28], { kernel: 2 }, [6, 14, 14]],
    [[6, 27, 27], { kernel: 2 }, [6, 13, 13]],
    [[6, 27, 27], { kernel: 2, ceil: true }, [6, 14, 14]],
    [[96, 55, 55], { kernel: 3, stride: 2 }, [96, 27, 27]],
    [[192, 32, 32], { kernel: 3, stride: 2 }, [192, 15, 15]],
    [[192, 32, 32], { kernel: 3, stride: 2, ceil: true }, [192, 16, 16]],
    [[64, 112, 112], { kernel: 3, stride: 2, padding: 1 }, [64, 56, 56]],
    [[64, 112, 112], { kernel: 3, stride: 2, ceil: true }, [64, 56, 56]],
    // The fourth window would start in the padding after the input: PyTorch drops it.
    [[1, 5, 5], { kernel: 2, stride: 2, padding: 1, ceil: true }, [1, 3, 3]],
    [[1, 4, 4], { kernel: 1, stride: 3, ceil: true }, [1, 2, 2]],
    [[1, 6, 6], { kernel: 2, stride: 5, ceil: true }, [1, 2, 2]],
    [[256, 28, 28], { kernel: 3, stride: 1, padding: 'same' }, [256, 28, 28]],
    [[3, 8, 9], { kernel: [2, 3] }, [3, 4, 3]],
  ] as const)('turns %o with %o into %o', (input, given, output) => {
    expect(shapeOf(kind, given, input)).toEqual(output);
  });

  test('has as many rows as windows start inside the input or the padding before it', () => {
    const rows = fc.record({
      extent: fc.integer({ min: 1, max: 30 }),
      kernel: fc.integer({ min: 1, max: 6 }),
      stride: fc.integer({ min: 1, max: 7 }),
      before: fc.integer({ min: 0, max: 5 }),
      after: fc.integer({ min: 0, max: 5 }),
      ceil: fc.boolean(),
    });
    fc.assert(
      fc.property(rows, ({ extent, kernel, stride, before, after, ceil }) => {
        fc.pre(before < kernel && after < kernel && extent + before + after >= kernel);
        let windows = 0;
        let covered = 0;
        for (let start = 0; start < extent + before; start += stride) {
          const end = start + kernel;
          const whole = end <= extent + before + after;
          // An incomplete window is kept in ceil mode when rows are left that no window before it reached.
          if (whole || (ceil && covered < extent + before + after)) windows++;
          else break;
          covered = end;
        }
        const given = { kernel: [kernel, 1], stride: [stride, 1], padding: [before, 0, after, 0], ceil };
        expect(shapeOf(kind, given, [1, extent, 4])).toEqual([1, windows, 4]);
      }),
      { seed: 2013, numRuns: 1000 },
    );
  });

  test('refuses padding as large as its kernel, where windows would hold nothing', () => {
    expect(problemOf(kind, { kernel: [3, 2], padding: [0, 2, 0, 0] }, [1, 9, 9])).toEqual({
      code: 'padding-not-smaller-than-kernel',
      attribute: 'padding',
      message:
        `Padding 2 of \`${kind}\` leaves windows without any input, as its kernel spans only 2: use at ` +
        'most 1.',
    });
  });

  test('refuses a kernel larger than its input, and a vector', () => {
    expect(problemOf(kind, { kernel: 3 }, [1, 2, 2])?.code).toBe('kernel-larger-than-input');
    expect(problemOf(kind, { kernel: 3, ceil: true }, [1, 2, 2])?.code).toBe('kernel-larger-than-input');
    expect(problemOf(kind, { kernel: 2 }, [120])?.code).toBe('feature-map-expected');
  });

  test('has no parameters and no multiply-adds', () => {
    const attributes = attributesOf(kind, { kernel: 2 });
    expect(layer(kind).parameters(attributes, [[6, 28, 28]])).toEqual([]);
    expect(layer(kind).cost(attributes, [[6, 28, 28]], [6, 14, 14])).toMatchObject({
      macs: 0,
      connections: 0,
    });
  });
});

const negative = filled([1, 1, 3, 3], (i) => i - 20);

test('padding never counts as a maximum', () => {
  const { output } = runLayer('maxpool', { kernel: 2, padding: 1 }, [negative]);
  expect([...output.data]).toEqual([-20, -18, -14, -12]);
});

test('maxpool in ceil mode keeps the last row and column', () => {
  const { output } = runLayer('maxpool', { kernel: 2, ceil: true }, [negative]);
  expect([...output.data]).toEqual([-16, -15, -13, -12]);
});

test('avgpool counts the padding or not, as asked, and never what ceil mode adds', () => {
  const x = filled([1, 1, 3, 3], () => 4);
  const run = (given: Readonly<Record<string, number | boolean>>) => [
    ...runLayer('avgpool', given, [x]).output.data,
  ];
  expect(run({ kernel: 2, padding: 1 })).toEqual([1, 2, 2, 4]);
  expect(run({ kernel: 2, padding: 1, count_include_pad: false })).toEqual([4, 4, 4, 4]);
  expect(run({ kernel: 2, ceil: true })).toEqual([4, 4, 4, 4]);
});

test('global poolings give one number for each channel', () => {
  const x = filled([2, 2, 2, 3], (i) => i);
  expect(shapeOf('global_avgpool', {}, [2, 2, 3])).toEqual([2]);
  expect([...runLayer('global_avgpool', {}, [x]).output.data]).toEqual([2.5, 8.5, 14.5, 20.5]);
  expect([...runLayer('global_maxpool', {}, [x]).output.data]).toEqual([5, 11, 17, 23]);
  expect(problemOf('global_avgpool', {}, [10])?.code).toBe('feature-map-expected');
});

test('lppool of an empty window is zero, with p = 1 the sum of magnitudes', () => {
  const x = filled([1, 1, 2, 4], (i) => [0, 0, 3, -4, 0, 0, 0, 0][i]!);
  expect([...runLayer('lppool', { kernel: 2 }, [x]).output.data]).toEqual([0, 5]);
  expect([...runLayer('lppool', { kernel: 2, p: 1 }, [x]).output.data]).toEqual([0, 7]);
});
