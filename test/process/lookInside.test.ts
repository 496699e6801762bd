// Looking at one image with a trained network, in the real engine.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodePng } from '../../engine/datasets/contactSheet.ts';
import { digits } from '../../engine/datasets/digits.ts';
import type { InsightRequest } from '../../engine/protocol/insight.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const built = useBuiltEngine();

const sizeOf = (base64: string) => Buffer.from(base64, 'base64').length;

async function trained(): Promise<{
  readonly engine: Awaited<ReturnType<typeof start>>;
  readonly request: InsightRequest;
}> {
  const engine = await start(built.modulePath);
  const request = trainRequest();
  await engine.request('train', request);
  const { folder, dataRoot, device, threads } = request;
  const weights = join(folder, 'best.safetensors');
  const image = { index: 3 };
  return {
    engine,
    request: {
      network,
      recipe,
      weights,
      dataRoot,
      device,
      threads,
      image,
      layer: 'relu',
      method: 'gradient',
    },
  };
}

it('shows a validation image, its scores, the pixels that matter, a layer and the first filters', async () => {
  const { engine, request } = await trained();
  const insight = await engine.request('lookInside', request);
  const drawn = digits(70, 2);
  const [pixels, labels] = [new Float32Array(28 * 28), new Int32Array(1)];
  await drawn.read([3], pixels, labels);
  expect(insight.label).toBe(drawn.classes[labels[0]!]);
  expect(insight.count).toBe(70);
  const bytes = [...Buffer.from(insight.image.bytes, 'base64')];
  expect(bytes).toEqual([...pixels].map((pixel) => Math.round(pixel * 255)));
  expect(insight.classes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect(insight.saliency).toMatchObject({ width: 28, height: 28, channels: 1 });
  expect(Buffer.from(insight.saliency.bytes, 'base64').includes(255)).toBe(true);
  const { maps, activation, ...layer } = insight.layer;
  expect(layer).toEqual({ path: 'relu', kind: 'relu', shape: [4, 12, 12], total: 4 });
  expect(maps).toMatchObject({ count: 4, width: 12, height: 12, low: 0 });
  expect(sizeOf(maps.bytes)).toBe(4 * 12 * 12);
  expect(activation!.inputs.counts.reduce((sum, count) => sum + count, 0)).toBe(4 * 12 * 12);
  expect(insight.filters).toMatchObject({ path: 'conv', total: 4 });
  expect(insight.filters!.pictures.map(({ width, height }) => [width, height])).toEqual([
    [5, 5],
    [5, 5],
    [5, 5],
    [5, 5],
  ]);
});

it('says of an image file what predict says, and finds what matters by covering patches', async () => {
  const { engine, request } = await trained();
  const file = join(temporaryFolder(), 'digit.png');
  const pixels = Uint8Array.from({ length: 28 * 28 }, (_, at) => (at % 28 > 12 && at % 28 < 16 ? 255 : 0));
  writeFileSync(file, encodePng(pixels, 28, 28, 1));
  const insight = await engine.request('lookInside', { ...request, image: { file }, method: 'occlusion' });
  const { weights, device, threads } = request;
  const given = { network, weights, images: [file], transforms: recipe.transforms, device, threads };
  const [probabilities] = await engine.request('predict', given);
  expect(insight.label).toBeUndefined();
  insight.classes.forEach(({ probability }, place) => {
    expect(probability).toBeCloseTo(probabilities![place]!, 5);
  });
  const important = [...Buffer.from(insight.saliency.bytes, 'base64')];
  expect(important).toHaveLength(28 * 28);
  expect(Math.max(...important)).toBe(255);
});

it('says what is wrong with an image or a layer that is not there', async () => {
  const { engine, request } = await trained();
  await expect(engine.request('lookInside', { ...request, image: { index: 70 } })).rejects.toThrow(
    'The validation data has 70 images: choose one from 0 to 69.',
  );
  await expect(engine.request('lookInside', { ...request, layer: 'conv9' })).rejects.toThrow(
    'has no layer `conv9`; choose another.',
  );
});
