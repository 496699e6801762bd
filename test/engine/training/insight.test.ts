// What a network makes of one image: figures that can be worked out by hand.

import { describe, expect, it } from 'vitest';
import { activationPlot } from '../../../engine/training/insight/activationPlot.ts';
import { lookInside } from '../../../engine/training/insight/lookInside.ts';
import { occlusionMap, patchesOf } from '../../../engine/training/insight/occlusion.ts';
import {
  filterPictures,
  greyPicture,
  imagePicture,
  mapSheet,
} from '../../../engine/training/insight/pictures.ts';
import type { FloatTensor } from '../../../engine/training/trainingState.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';

const bytesOf = (base64: string) => [...Buffer.from(base64, 'base64')];
const signal = new AbortController().signal;

const linear = buildNetwork(
  [1, 2, 2],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 2 } },
  ],
);
const weights = new Map<string, FloatTensor>([
  // The second class looks at the first and last pixel.
  ['output.weight', { shape: [2, 4], data: Float32Array.of(0, 0, 0, 0, 4, 0, 0, -2) }],
  ['output.bias', { shape: [2], data: Float32Array.of(0, 0) }],
]);
const subject = { network: linear, weights, runtime: interpreterRuntime };

describe('the pixels that matter', () => {
  it('are those that change the largest score, whatever the direction', async () => {
    const seen = await lookInside(
      subject,
      Float32Array.of(1, 0, 0, 0),
      { layer: 'output', method: 'gradient' },
      signal,
    );
    // |4|, 0, 0, |-2| of 4.
    expect(bytesOf(seen.saliency.bytes)).toEqual([255, 0, 0, 128]);
    expect(seen.probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-4)), 6);
    expect(seen.layer).toMatchObject({ path: 'output', kind: 'dense', shape: [2], total: 2 });
    expect(seen.layer.maps).toMatchObject({ count: 2, width: 1, height: 1, low: 0, high: 4 });
    expect(seen.filters).toBeUndefined();
  });

  it('are those whose covering costs the most', async () => {
    const image = Float32Array.of(1, 0, 0, 0);
    const probability = 1 / (1 + Math.exp(-4));
    const found = await occlusionMap(subject, image, { target: 1, probability }, signal);
    expect(found[0]).toBeGreaterThan(found[1]!);
    expect(found[0]).toBe(Math.max(...found));
  });

  it('are covered by patches that reach every pixel', () => {
    const covered = new Set<number>();
    for (const { top, left, bottom, right } of patchesOf(30, 17)) {
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) covered.add(row * 17 + column);
    }
    expect(covered.size).toBe(30 * 17);
  });
});

describe('an activation', () => {
  const layers = buildNetwork(
    [1, 2, 2],
    [
      { path: 'act', kind: 'leaky_relu', attributes: { slope: 0.1 } },
      { path: 'pool', kind: 'global_avgpool' },
    ],
  ).layers;

  it('is a curve over the range of what flows through it', () => {
    const plot = activationPlot(layers[1]!, Float32Array.of(-2, 0, 1, 4))!;
    expect([plot.x[0], plot.x[80], plot.x.at(-1)]).toEqual([-4, 0, 4]);
    expect([plot.y[0], plot.y[80], plot.y.at(-1)]).toEqual([expect.closeTo(-0.4, 6), 0, 4]);
    expect([plot.inputs.low, plot.inputs.high]).toEqual([-2, 4]);
  });

  it('is none where a layer mixes numbers, or they are not finite', () => {
    expect(activationPlot(layers[2]!, Float32Array.of(1))).toBeUndefined();
    expect(activationPlot(layers[1]!, Float32Array.of(Number.NaN))).toBeUndefined();
  });
});

describe('pictures', () => {
  it('of images undo what the transforms made of black and white', () => {
    const levels = { black: [-1, 0, 0], white: [1, 2, 1] };
    const pixels = Float32Array.of(-1, 1, 0, 2, 0.5, 9);
    expect(imagePicture(pixels, [3, 1, 2], levels)).toMatchObject({ width: 2, height: 1, channels: 3 });
    expect(bytesOf(imagePicture(pixels, [3, 1, 2], levels).bytes)).toEqual([0, 0, 128, 255, 255, 255]);
  });

  it('of maps share one range, those of filters have their own', () => {
    const numbers = Float32Array.of(0, 1, 2, 4);
    expect(bytesOf(mapSheet(numbers, 2, 1, 2).bytes)).toEqual([0, 64, 128, 255]);
    expect(filterPictures(numbers, [2, 1, 1, 2]).map(({ bytes }) => bytesOf(bytes))).toEqual([
      [0, 255],
      [0, 255],
    ]);
  });

  it('of equal numbers are black', () => {
    expect(bytesOf(greyPicture(Float32Array.of(3, 3), 2, 1).bytes)).toEqual([0, 0]);
  });
});
