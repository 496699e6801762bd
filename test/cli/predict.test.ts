// `predict`: a trained run's word on image files, held against ONNX Runtime on the run's own model.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeContactSheet } from '../../engine/datasets/contactSheet.ts';
import { digits } from '../../engine/datasets/digits.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { plainPng } from '../engine/datasets/imageFiles.ts';
import { folderWith, jsonOf, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();
const count = 12;

/** A run on normalised digits, and other digits as PNG files `0.png`, `1.png`, …; resolves with these digits' pixels. */
async function trained(): Promise<{ readonly folder: string; readonly pixels: Float32Array }> {
  const folder = folderWith({
    'small.cnn': smallText.replace('  batch 32', '  transform normalize\n  batch 32'),
  });
  const { code } = await cli.run(['train', 'small.cnn', '--out', 'run'], { folder });
  expect(code).toBe(0);
  const pixels = new Float32Array(count * 784);
  const indices = Array.from({ length: count }, (_, index) => index);
  await digits(count, 77).read(indices, pixels, new Int32Array(count));
  for (const index of indices) {
    const image = pixels.slice(index * 784, (index + 1) * 784);
    const png = writeContactSheet({ shape: [1, 28, 28], count: 1, pixels: image }, 1);
    writeFileSync(join(folder, `${index}.png`), png);
  }
  return { folder, pixels };
}

/** Mean and deviation of all pixels of the run's training images. */
async function statistics(): Promise<{ mean: number; deviation: number }> {
  const pixels = new Float32Array(320 * 784);
  await digits(320, 1).read(
    Array.from({ length: 320 }, (_, index) => index),
    pixels,
    new Int32Array(320),
  );
  const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
  const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
  return { mean, deviation: Math.sqrt(variance) };
}

async function probabilitiesOf(folder: string, pixels: Float32Array): Promise<number[][]> {
  const { mean, deviation } = await statistics();
  const images = pixels.map((pixel) => (pixel - mean) / deviation);
  // Loading it this way switches its telemetry off.
  await createOnnxRuntime({ device: 'cpu', threads: 1 });
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(join(folder, 'run/model.onnx'));
  const { logits } = await session.run({ images: new Tensor('float32', images, [count, 1, 28, 28]) });
  return Array.from({ length: count }, (_, index) => {
    const row = Array.from((logits!.data as Float32Array).slice(index * 10, index * 10 + 10), Math.exp);
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

interface Predictions {
  readonly predictions: { image: string; classes: { name: string; probability: number }[] }[];
}

describe('predict', () => {
  it("gives every class with the exported model's probability, the most probable first", async () => {
    const { folder, pixels } = await trained();
    const images = Array.from({ length: count }, (_, index) => `${index}.png`);
    const found = jsonOf(await cli.run(['predict', 'run', ...images, '--json'], { folder })) as Predictions;
    const expected = await probabilitiesOf(folder, pixels);
    expect(found.predictions.map(({ image }) => image)).toEqual(images);
    for (const [index, { classes }] of found.predictions.entries()) {
      expect(classes.map(({ name }) => name).sort()).toEqual([...'0123456789']);
      for (const [rank, { name, probability }] of classes.entries()) {
        expect(probability).toBeCloseTo(expected[index]![Number(name)]!, 4);
        expect(probability).toBeLessThanOrEqual(classes[rank - 1]?.probability ?? 1);
      }
      expect(classes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    }
    const text = await cli.run(['predict', 'run', '3.png', '--top', '2'], { folder });
    const [, , first, second, end] = text.out.split('\n');
    const [best, next] = found.predictions[3]!.classes;
    const percent = ({ probability }: { probability: number }) => `${(100 * probability).toFixed(2)} %`;
    expect(first).toMatch(new RegExp(`^3\\.png +${best!.name} +${percent(best!)}$`));
    expect(second).toMatch(new RegExp(`^ +${next!.name} +${percent(next!)}$`));
    expect(end).toBe('');
  });

  it('gives each image the probability that its loss in `eval` tells, after transforms that change its size', async () => {
    const images = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `i/${at % 2 === 0 ? 'cool' : 'warm'}/${10 + at}.png`,
        plainPng(30, 44, [6 * at, 20, at % 2 === 0 ? 200 : 40]),
      ]),
    );
    const text = smallText
      .replace('dense(10)', 'dense(2)')
      .replace(
        /data .*/,
        'data images("i"), validation: images("i")\n  transform resize(40), center_crop(28), grayscale, normalize',
      )
      .replace('batch 32', 'batch 8');
    const folder = folderWith({ ...images, 'small.cnn': text });
    expect((await cli.run(['train', 'small.cnn', '--out', 'run'], { folder })).code).toBe(0);
    const { hardest } = jsonOf(await cli.run(['eval', 'run', '--hardest', '40', '--json'], { folder })) as {
      hardest: { file: string; label: string; loss: number }[];
    };
    expect(hardest).toHaveLength(40);
    const words = ['predict', 'run', ...hardest.map(({ file }) => file), '--json'];
    const { predictions } = jsonOf(await cli.run(words, { folder })) as Predictions;
    for (const [at, { classes }] of predictions.entries()) {
      const { label, loss } = hardest[at]!;
      const found = classes.find(({ name }) => name === label)!.probability;
      expect(found).toBeCloseTo(Math.exp(-loss), 5);
    }
  });

  it('names what it cannot read', async () => {
    const { folder } = await trained();
    writeFileSync(join(folder, 'notes.png'), 'no image');
    const log = async (...words: string[]) => (await problemOf(cli, ['predict', ...words], folder)).log;
    expect(await log('run', '0.png', 'notes.png')).toBe('notes.png is no JPEG, PNG or WebP image.');
    expect(await log('run', 'none.png')).toBe('Cannot read none.png: there is no such file.');
    expect(await log('small.cnn', '0.png')).toMatch(/^small\.cnn is not the folder of a run/);
    expect((await cli.run(['predict', 'run'], { folder })).code).toBe(2);
  });

  it('and eval see other images as those of the run were seen', async () => {
    const { folder } = await trained();
    // The run's own images, named again: what `normalize` measured then must not be measured on the other images now.
    const own = jsonOf(await cli.run(['eval', 'run', '--json'], { folder })) as { loss: number };
    const data = 'digits(10, seed: 5), validation: digits(60, seed: 2)';
    const again = jsonOf(await cli.run(['eval', 'run', '--data', data, '--json'], { folder })) as typeof own;
    expect(again.loss).toBeCloseTo(own.loss, 5);
  });
});
