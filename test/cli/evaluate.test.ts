// `eval` of a model file with an auxiliary head: scores of each output, the hardest images, and their picture.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { folderWith, jsonOf, problemOf, useCli } from './builtCli.ts';

const cli = useCli();

const text = [
  'model Headed {',
  '  input 1x28x28',
  '  pool = maxpool(4)',
  '  head aux(weight: 0.3) { flatten -> dense(10) }',
  '  flatten',
  '  output = dense(10)',
  '}',
  'train Headed {',
  '  data digits(64), validation: digits(60, seed: 2)',
  '  transform normalize',
  '  batch 32',
  '}',
  '',
].join('\n');

async function prepared(): Promise<string> {
  const folder = folderWith({ 'headed.cnn': text });
  jsonOf(await cli.run(['init', 'headed.cnn', '-o', 'w', '--json'], { folder }));
  return folder;
}

interface Answer {
  readonly loss: number;
  readonly top1: number;
  readonly count: number;
  readonly heads?: readonly {
    readonly name: string;
    readonly loss: number;
    readonly top1: number;
    readonly top5: number;
  }[];
  readonly perClass: readonly { readonly f1: number }[];
  readonly hardest: readonly {
    readonly index: number;
    readonly label: string;
    readonly predicted: string;
    readonly probability: number;
    readonly loss: number;
  }[];
  readonly mostConfidentlyWrong: Answer['hardest'];
}

it('tells the scores of the heads and the hardest images, and draws them as they are before the transforms', async () => {
  const folder = await prepared();
  const words = [
    'eval',
    'headed.cnn',
    '--weights',
    'w',
    '--heads',
    '--hardest',
    '4',
    '--sheet',
    'hard.png',
    '--json',
  ];
  const answer = jsonOf(await cli.run(words, { folder })) as Answer;
  expect(answer.count).toBe(60);
  expect(answer.heads).toEqual([
    { name: 'aux', loss: expect.any(Number), top1: expect.any(Number), top5: expect.any(Number) },
  ]);
  expect(answer.heads![0]!.loss).not.toBe(answer.loss);
  const losses = answer.hardest.map(({ loss }) => loss);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(losses[0]).toBeGreaterThan(answer.loss);
  for (const { label, predicted } of answer.mostConfidentlyWrong) expect(predicted).not.toBe(label);
  const { width, height } = PNG.sync.read(readFileSync(join(folder, 'hard.png')));
  expect([width, height]).toEqual([4 * 28 + 3, 28]);
});

it('leaves heads out unless they are asked for, and tells ten of the hardest as JSON', async () => {
  const folder = await prepared();
  const answer = jsonOf(
    await cli.run(['eval', 'headed.cnn', '--weights', 'w', '--json'], { folder }),
  ) as Answer;
  expect(answer.heads).toBeUndefined();
  expect(answer.hardest).toHaveLength(10);
  const plain = await cli.run(['eval', 'headed.cnn', '--weights', 'w', '--hardest', '2', '--heads'], {
    folder,
  });
  expect(plain.out).toMatch(/^60 images: accuracy .+\n {2}head aux: accuracy /);
  expect(plain.out.split('\n').filter((line) => line.startsWith('image '))).toHaveLength(2);
});

it('never draws over the weights', async () => {
  const folder = await prepared();
  const problem = await problemOf(cli, ['eval', 'headed.cnn', '--weights', 'w', '--sheet', 'w'], folder);
  expect(problem.code).toBe('file.is-input');
});
