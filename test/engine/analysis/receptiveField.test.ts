// Receptive fields against published numbers, and against the pixels that really reach a unit.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { receptiveFields } from '../../../engine/analysis/receptiveField.ts';
import type { Attributes } from '../../../engine/network/attribute.ts';
import type { Network } from '../../../engine/network/network.ts';
import { buildNetwork, type LayerSketch } from '../training/buildNetwork.ts';
import { resnetCifar } from './sketches.ts';

const field = (size: number, stride: number, offset: number) => ({
  size: [size, size],
  stride: [stride, stride],
  offset: [offset, offset],
});

test('AlexNet sees 195 pixels with stride 32 after its last pooling', () => {
  // 11/4, pool 3/2, 5, pool 3/2, 3, 3, 3, pool 3/2: Araujo et al., 2019, list 195.
  const network = buildNetwork(
    [3, 227, 227],
    [
      { path: 'conv1', kind: 'conv', attributes: { channels: 1, kernel: 11, stride: 4 } },
      { path: 'pool1', kind: 'maxpool', attributes: { kernel: 3, stride: 2 } },
      { path: 'conv2', kind: 'conv', attributes: { channels: 1, kernel: 5, padding: 2 } },
      { path: 'pool2', kind: 'maxpool', attributes: { kernel: 3, stride: 2 } },
      { path: 'conv3', kind: 'conv', attributes: { channels: 1, kernel: 3, padding: 1 } },
      { path: 'conv4', kind: 'conv', attributes: { channels: 1, kernel: 3, padding: 1 } },
      { path: 'conv5', kind: 'conv', attributes: { channels: 1, kernel: 3, padding: 1 } },
      { path: 'pool5', kind: 'maxpool', attributes: { kernel: 3, stride: 2 } },
    ],
  );
  const fields = receptiveFields(network);
  expect(fields.get('conv1')).toEqual(field(11, 4, 0));
  expect(fields.get('pool1')).toEqual(field(19, 8, 0));
  expect(fields.get('conv2')).toEqual(field(51, 8, -16));
  expect(fields.get('pool5')).toEqual(field(195, 32, -64));
});

test('ResNet-20 sees as its longest branches do, and all units together after pooling', () => {
  const fields = receptiveFields(resnetCifar(3));
  // 3, then 2 * 6 at stride 1, 2 (the first 3x3 with stride 2) + 4 * 5 at stride 2, 4 + 8 * 5 at stride 4.
  const size = 3 + 2 * 6 + (2 + 4 * 5) + (4 + 8 * 5);
  expect(fields.get('w64.2')?.size).toEqual([size, size]);
  expect(fields.get('w64.2')?.stride).toEqual([4, 4]);
  // Eight units, four pixels apart.
  expect(fields.get('pool')?.size).toEqual([size + 28, size + 28]);
  expect(fields.get('output')).toEqual(fields.get('pool'));
});

test('an inception module sees as far as its largest branch, and each axis by itself', () => {
  const network = buildNetwork(
    [8, 20, 20],
    [
      { path: 'a', kind: 'conv', attributes: { channels: 1, kernel: 1 } },
      {
        path: 'b',
        kind: 'conv',
        attributes: { channels: 1, kernel: [1, 7], padding: 'same' },
        inputs: ['input'],
      },
      {
        path: 'c',
        kind: 'conv',
        attributes: { channels: 1, kernel: [5, 1], padding: 'same' },
        inputs: ['input'],
      },
      { path: 'concat', kind: 'concat', inputs: ['a', 'b', 'c'] },
    ],
  );
  expect(receptiveFields(network).get('concat')).toEqual({ size: [5, 7], stride: [1, 1], offset: [-2, -3] });
});

test('a dense layer and a squeeze-and-excitation gate see the whole image', () => {
  const network = buildNetwork(
    [2, 6, 8],
    [
      { path: 'flatten', kind: 'flatten' },
      { path: 'dense', kind: 'dense', attributes: { units: 2 } },
      { path: 'gated', kind: 'mul', inputs: ['input', 'dense'] },
    ],
  );
  const fields = receptiveFields(network);
  expect(fields.get('flatten')?.size).toEqual([1, 1]);
  expect(fields.get('dense')).toEqual({ size: [6, 8], stride: [1, 1], offset: [0, 0] });
  // Unit i sees rows i - 5 … i + 5 at least, so that both ends are held for each of the six.
  expect(fields.get('gated')).toEqual({ size: [11, 15], stride: [1, 1], offset: [-5, -7] });
});

test('branches of vectors from different maps see together what each of them sees', () => {
  const network = buildNetwork(
    [1, 12, 12],
    [
      { path: 'small', kind: 'conv', attributes: { channels: 1, kernel: 3, stride: 3 } },
      { path: 'small.flat', kind: 'flatten' },
      { path: 'large', kind: 'conv', attributes: { channels: 1, kernel: 5 }, inputs: ['input'] },
      { path: 'large.pool', kind: 'global_maxpool' },
      { path: 'concat', kind: 'concat', inputs: ['small.flat', 'large.pool'] },
    ],
  );
  expect(receptiveFields(network).get('concat')).toMatchObject({ size: [12, 12], offset: [0, 0] });
});

test('a network with a hole keeps the fields before it', () => {
  const network = buildNetwork(
    [1, 12, 12],
    [
      { path: 'a', kind: 'conv', attributes: { channels: 1, kernel: 3 } },
      { path: 'b', kind: 'relu' },
      { path: 'c', kind: 'relu' },
    ],
  );
  const holed: Network = {
    ...network,
    layers: network.layers.map((layer) =>
      layer.path === 'b' ? { ...layer, outputShape: undefined } : layer,
    ),
  };
  expect([...receptiveFields(holed).keys()]).toEqual(['input', 'a']);
});

describe('past layers that enlarge', () => {
  const up = (layers: readonly LayerSketch[]) => receptiveFields(buildNetwork([1, 6, 6], layers));

  test('upsampling halves the stride, and no unit sees more than the pixel it repeats', () => {
    const fields = up([
      { path: 'up', kind: 'upsample' },
      { path: 'conv', kind: 'conv', attributes: { channels: 1, kernel: 3, padding: 1 } },
    ]);
    // Units 0 and 1 see pixel 0: the smallest field that moves by half a pixel and holds both is 1.5 wide.
    expect(fields.get('up')).toEqual(field(1.5, 0.5, -0.5));
    expect(fields.get('conv')).toEqual(field(2.5, 0.5, -1));
  });

  test('every unit of a transposed convolution sees within its field, and some reach both ends', () => {
    const axis = fc.record({
      kernel: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      padding: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(axis, ({ kernel, stride, dilation, padding }) => {
        const reach = (kernel - 1) * dilation;
        fc.pre(5 * stride - 2 * padding + reach + 1 >= 2 * stride);
        const attributes = { channels: 1, kernel, stride, dilation, padding };
        const network = buildNetwork([1, 6, 6], [{ path: 'up', kind: 'conv_transpose', attributes }]);
        const { size, offset } = receptiveFields(network).get('up')!;
        // Between ceil and floor of its reach lie the pixels of unit i, whether or not a tap of the dilation
        // hits them.
        const slack = Array.from({ length: network.layers[1]!.outputShape![1]! }, (_, unit) => ({
          first: Math.ceil((unit + padding - reach) / stride) - unit / stride - offset[0],
          last: offset[0] + size[0] - 1 - (Math.floor((unit + padding) / stride) - unit / stride),
        }));
        expect(Math.min(...slack.map(({ first }) => first))).toBeCloseTo(0, 12);
        expect(Math.min(...slack.map(({ last }) => last))).toBeCloseTo(0, 12);
      }),
      { seed: 2011, numRuns: 200 },
    );
  });
});

test('cropping moves the offset, and adaptive pooling with even windows is a pooling', () => {
  const network = buildNetwork(
    [1, 12, 12],
    [
      { path: 'crop', kind: 'crop', attributes: { amount: 2 } },
      { path: 'pool', kind: 'adaptive_avgpool', attributes: { size: 2 } },
      { path: 'uneven', kind: 'adaptive_avgpool', attributes: { size: 3 }, inputs: ['crop'] },
    ],
  );
  const fields = receptiveFields(network);
  expect(fields.get('crop')).toEqual(field(1, 1, 2));
  expect(fields.get('pool')).toEqual(field(4, 4, 2));
  // Rows 0-2, 2-5 and 5-7 of 8, every 8 / 3 rows: unit 1 begins 2/3 before its stride, unit 0 ends on 2.
  expect(fields.get('uneven')!.offset[0]).toBeCloseTo(2 - 2 / 3, 12);
  expect(fields.get('uneven')!.stride[0]).toBeCloseTo(8 / 3, 12);
  expect(fields.get('uneven')!.size[0]).toBeCloseTo(2 / 3 + 5 - 8 / 3 + 1, 12);
});

describe('on random graphs', () => {
  const windows: fc.Arbitrary<{ kind: string; attributes: Attributes }> = fc.oneof(
    fc
      .record({ kernel: fc.integer({ min: 1, max: 4 }), dilation: fc.integer({ min: 1, max: 2 }) })
      .map((window) => ({
        kind: 'conv',
        attributes: { channels: 1, ...window, padding: 'same' },
      })),
    fc.integer({ min: 1, max: 3 }).map((kernel) => ({
      kind: 'maxpool',
      attributes: { kernel, stride: 1, padding: 'same' },
    })),
    fc.constant({ kind: 'relu', attributes: {} }),
  );
  const downsampling = fc.constantFrom<{ kind: string; attributes: Attributes }>(
    { kind: 'maxpool', attributes: { kernel: 2 } },
    { kind: 'subsample', attributes: {} },
    { kind: 'conv', attributes: { channels: 1, kernel: 3, stride: 2, padding: 1 } },
  );
  const stage = fc.record({
    left: fc.array(windows, { maxLength: 3 }),
    right: fc.array(windows, { maxLength: 3 }),
    down: downsampling,
  });

  test('every unit of every layer sees exactly from the first to the last pixel that reaches it', () => {
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 3 }), (stages) => {
        const network = stagedNetwork(stages);
        const fields = receptiveFields(network);
        for (const [path, reached] of pixelsReached(network)) {
          const { size, stride, offset } = fields.get(path)!;
          reached.forEach(({ first, last }, unit) => {
            expect([first, last]).toEqual([
              offset[0] + unit * stride[0],
              offset[0] + unit * stride[0] + size[0] - 1,
            ]);
          });
        }
      }),
      { seed: 2019, numRuns: 100 },
    );
  });

  function stagedNetwork(
    stages: readonly {
      left: { kind: string; attributes: Attributes }[];
      right: (typeof stages)[number]['left'];
      down: (typeof stages)[number]['left'][number];
    }[],
  ): Network {
    const sketches: LayerSketch[] = [];
    let before = 'input';
    stages.forEach(({ left, right, down }, stageIndex) => {
      const ends = [left, right].map((branch, side) => {
        let from = before;
        branch.forEach((layer, place) => {
          const path = `s${stageIndex}.${side}.${place}`;
          sketches.push({ path, ...layer, inputs: [from] });
          from = path;
        });
        return from;
      });
      sketches.push({ path: `s${stageIndex}.add`, kind: 'add', inputs: ends });
      before = `s${stageIndex}`;
      sketches.push({ path: before, ...down });
    });
    return buildNetwork([1, 16, 16], sketches);
  }

  interface Span {
    readonly first: number;
    readonly last: number;
  }

  /** Row by row, the first and last row of an unbounded image that reach each row of each layer. */
  function pixelsReached(network: Network): Map<string, Span[]> {
    const reached = new Map<string, (row: number) => Span>();
    const rows = new Map<string, Span[]>();
    for (const layer of network.layers) {
      const inputs = layer.inputs.map((path) => reached.get(path)!);
      const spanOf = (row: number): Span => {
        if (layer.kind === 'input') return { first: row, last: row };
        const seen = inputRows(layer.kind, layer.attributes, row).flatMap((place) =>
          inputs.map((input) => input(place)),
        );
        return {
          first: Math.min(...seen.map(({ first }) => first)),
          last: Math.max(...seen.map(({ last }) => last)),
        };
      };
      reached.set(layer.path, spanOf);
      rows.set(
        layer.path,
        Array.from({ length: layer.outputShape![1]! }, (_, row) => spanOf(row)),
      );
    }
    return rows;
  }

  /** The rows of its input, padding included, that a layer reads for one row of its output. */
  function inputRows(kind: string, attributes: Attributes, row: number): number[] {
    if (kind === 'relu' || kind === 'add') return [row];
    if (kind === 'subsample') return [2 * row];
    const first = (value: unknown) => Number(Array.isArray(value) ? value[0] : value);
    const kernel = first(attributes['kernel']);
    const dilation = first(attributes['dilation'] ?? 1);
    const stride = attributes['stride'] === null ? kernel : first(attributes['stride'] ?? 1);
    const same = Math.floor(((kernel - 1) * dilation) / 2);
    const padding = attributes['padding'] === 'same' ? same : attributes['padding'] === 'valid' ? 0 : 1;
    return Array.from({ length: kernel }, (_, tap) => row * stride - padding + tap * dilation);
  }
});
