// First weights: their distributions, their independence and their repeatability.

import { describe, expect, test } from 'vitest';
import type { Initializer, Network } from '../../../engine/network/network.ts';
import { drawRandomInputs } from '../../../engine/training/drawRandomInputs.ts';
import { initializeParameters } from '../../../engine/training/initializeParameters.ts';
import { buildNetwork, lenet5 } from './buildNetwork.ts';

/** A network with one parameter. */
function networkWith(shape: readonly number[], initializer: Initializer): Network {
  const network = buildNetwork([1, 1, 1], [{ path: 'layer', kind: 'relu' }]);
  const parameter = { name: 'layer.weight', shape, trainable: true, decays: true, initializer };
  return {
    ...network,
    layers: network.layers.map((layer) =>
      layer.path === 'layer' ? { ...layer, parameters: [parameter] } : layer,
    ),
  };
}

function draw(shape: readonly number[], initializer: Initializer, seed = 1): Float32Array {
  return initializeParameters(networkWith(shape, initializer), seed).get('layer.weight')!;
}

function moments(values: Float32Array): {
  readonly mean: number;
  readonly deviation: number;
  readonly largest: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    largest: values.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
  };
}

const count = 40_000;

test('a parameter larger than any memory is told by its name', () => {
  expect(() => draw([1_000_000_000, 784], { kind: 'constant', value: 0 })).toThrow(
    '`layer.weight` would hold 784,000,000,000 numbers, more than the memory does: ' +
      'make its layer smaller, or what comes before it.',
  );
});

test.each([
  ['he', { kind: 'he', fanIn: 50, fanOut: 10 }, 0.2],
  ['lecun', { kind: 'lecun', fanIn: 25, fanOut: 10 }, 0.2],
  ['normal', { kind: 'normal', deviation: 0.01 }, 0.01],
] as const)('%s is normal with its deviation', (_name, initializer, expected) => {
  const { mean, deviation, largest } = moments(draw([count], initializer));
  // Five standard errors of a mean and of a deviation.
  expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(count));
  expect(Math.abs(deviation / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
  expect(largest).toBeGreaterThan(3.5 * expected);
});

test.each([
  ['glorot', { kind: 'glorot', fanIn: 100, fanOut: 50 }, 0.2],
  ['uniform_fan_in', { kind: 'uniform_fan_in', fanIn: 25 }, 0.2],
] as const)('%s is uniform within its bound', (_name, initializer, bound) => {
  const { mean, deviation, largest } = moments(draw([count], initializer));
  expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * count));
  expect(deviation).toBeCloseTo(bound / Math.sqrt(3), 2);
  expect(largest).toBeLessThanOrEqual(Math.fround(bound));
  expect(largest).toBeGreaterThan(0.99 * bound);
});

test('constant fills', () => {
  expect([...draw([3], { kind: 'constant', value: 0.25 })]).toEqual([0.25, 0.25, 0.25]);
});

describe('orthogonal', () => {
  test.each([
    ['rows', [6, 3, 2, 2], 6, 12],
    ['columns', [12, 4], 4, 12],
    ['both', [5, 5], 5, 5],
  ] as const)('makes %s of %o orthogonal, of the length of its gain', (_what, shape, vectors, length) => {
    const values = draw(shape, { kind: 'orthogonal', gain: 2 });
    const element = (vector: number, place: number) =>
      shape[0] === vectors ? values[vector * length + place]! : values[place * vectors + vector]!;
    for (let a = 0; a < vectors; a++) {
      for (let b = 0; b < vectors; b++) {
        let product = 0;
        for (let place = 0; place < length; place++) product += element(a, place) * element(b, place);
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  });
});

test('one seed gives the same weights, another gives others', () => {
  const [a, b, c] = [
    initializeParameters(lenet5(), 1),
    initializeParameters(lenet5(), 1),
    initializeParameters(lenet5(), 2),
  ];
  expect(a).toEqual(b);
  expect(a.get('c1.weight')).not.toEqual(c.get('c1.weight'));
  expect([...a.keys()]).toEqual(
    ['c1', 'c3', 'c5', 'f6', 'output'].flatMap((path) => [`${path}.weight`, `${path}.bias`]),
  );
  expect(a.get('c3.weight')).toHaveLength(2_400);
});

test('a layer more does not change the weights of the others', () => {
  const network = lenet5();
  const [first, ...rest] = network.layers;
  const added = buildNetwork(
    [1, 32, 32],
    [{ path: 'c0', kind: 'conv', attributes: { channels: 1, kernel: 1 } }],
  ).layers[1]!;
  const larger = initializeParameters({ ...network, layers: [first!, added, ...rest] }, 1);
  for (const [name, values] of initializeParameters(network, 1)) expect(larger.get(name)).toEqual(values);
});

test('layers of the same shape start differently', () => {
  const network = buildNetwork(
    [4, 8, 8],
    [
      { path: 'a', kind: 'conv', attributes: { channels: 4, kernel: 3 } },
      { path: 'b', kind: 'conv', attributes: { channels: 4, kernel: 3, padding: 'same' } },
    ],
  );
  const parameters = initializeParameters(network, 1);
  expect(parameters.get('a.weight')).not.toEqual(parameters.get('b.weight'));
});

describe('random inputs', () => {
  const input = (name: string, distribution: 'uniform' | 'normal') => ({
    name,
    distribution,
    value: { id: 0, shape: [50, 400], type: 'float' as const },
  });
  const one = (step: number, seed = 1, name = 'drop/uniform') =>
    drawRandomInputs([input(name, 'uniform')], { seed, step }).get(name)!.data as Float32Array;

  test('depend on seed, step and name alone', () => {
    expect(one(7)).toEqual(one(7));
    expect(one(7)).not.toEqual(one(8));
    expect(one(7)).not.toEqual(one(7, 2));
    expect(one(7)).not.toEqual(one(7, 1, 'other/uniform'));
  });

  test('are uniform from 0 to below 1, or normal', () => {
    const uniform = moments(one(1));
    expect(uniform.mean).toBeCloseTo(0.5, 1);
    expect(uniform.largest).toBeLessThan(1);
    const normal = moments(
      drawRandomInputs([input('n', 'normal')], { seed: 1, step: 1 }).get('n')!.data as Float32Array,
    );
    expect(Math.abs(normal.mean)).toBeLessThan(0.05);
    expect(Math.abs(normal.deviation - 1)).toBeLessThan(0.05);
  });
});
