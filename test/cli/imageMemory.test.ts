// `--image-memory`: every command that reads data heeds it, and a set beyond it is streamed to the same weights.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { plainPng } from '../engine/datasets/imageFiles.ts';
import { folderWith, jsonLines, smallText, useCli } from './builtCli.ts';

const cli = useCli();

/** Forty images of 28x28, of which a kibibyte holds one. */
const table = Array.from({ length: 40 }, (_, row) =>
  [row % 10, ...Array.from({ length: 784 }, (_, pixel) => (row * pixel) % 256)].join(','),
).join('\n');

const tableText = smallText
  .replace(/data .*/, 'data csv("t.csv"), validation: csv("t.csv")')
  .replace('batch 32', 'batch 8')
  .replace('epochs 3', 'epochs 1');

it('is heeded by every command that reads data', async () => {
  const header = ['label', ...Array.from({ length: 784 }, (_, pixel) => `p${pixel}`)].join(',');
  const folder = folderWith({ 'small.cnn': tableText, 't.csv': `${header}\n${table}\n` });
  const run = async (words: string, memory?: string) => {
    const limit = memory === undefined ? [] : ['--image-memory', memory];
    return cli.run([...words.split(' '), '--json', ...limit], { folder });
  };
  expect((await run('train small.cnn --out run', '64K')).code).toBe(0);
  const recordFile = join(folder, 'run/run.json');
  const record = readFileSync(recordFile, 'utf8').replace('"state": "finished"', '"state": "stopped"');
  writeFileSync(recordFile, record.replace('"epochs": 1', '"epochs": 2'));
  const commands = [
    'train small.cnn --out again',
    'resume run',
    'eval run',
    'data small.cnn',
    'lr-range small.cnn',
    'overfit small.cnn',
  ];
  const ended = await Promise.all(commands.map((words) => run(words, '2K')));
  for (const [at, words] of commands.entries()) {
    const { code, out } = ended[at]!;
    expect([words, code, jsonLines(out).at(-1)]).toMatchObject([
      words,
      1,
      {
        error: { code: 'data.too-large', message: expect.stringMatching(/^t\.csv has more than 2 images, /) },
      },
    ]);
  }
  expect((await run('resume run', '64K')).code).toBe(0);
  const { code, log } = await run('data small.cnn', 'much');
  expect([code, log]).toEqual([
    2,
    expect.stringContaining('--image-memory must be a size such as 8G or 512M; it is "much".'),
  ]);
}, 60_000);

it('gives the same weights, bit for bit, whether images are kept, partly kept or streamed', async () => {
  const images = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `i/${at % 2}/${10 + at}.png`,
      plainPng(28, 28, [6 * at, at % 2 === 0 ? 20 : 200, 255 - 6 * at]),
    ]),
  );
  const text = smallText
    .replace('input 1x28x28', 'input 3x28x28')
    .replace('dense(10)', 'dense(2)')
    .replace(/data .*/, 'data images("i")\n  augment flip_horizontal')
    .replace('batch 32', 'batch 8');
  const folder = folderWith({ ...images, 'small.cnn': text });
  const trained = async (memory: string) => {
    const words = ['train', 'small.cnn', '--out', memory, '--json', '--image-memory', memory];
    const { code, out } = await cli.run(words, { folder });
    const epochs = jsonLines(out)
      .filter(({ event }) => event === 'epoch')
      .map(({ train, validation }) => ({ train, validation }));
    expect([code, epochs.length]).toEqual([0, 3]);
    return { epochs, weights: readFileSync(join(folder, memory, 'best.safetensors')) };
  };
  const [kept, ...others] = await Promise.all(['1G', '30K', '0'].map(trained));
  for (const { epochs, weights } of others) {
    expect(epochs).toEqual(kept!.epochs);
    expect(weights.equals(kept!.weights)).toBe(true);
  }
}, 60_000);
