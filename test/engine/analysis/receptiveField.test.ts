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

test('AlexNet without padding of its first layer sees 195 pixels with stride 32 after its last pooling', () => {
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

test('ResNet-20 sees through its longest branches: 109 pixels with stride 4, and all of the image after pooling', () => {
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
