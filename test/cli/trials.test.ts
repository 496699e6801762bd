// `lr-range` and `overfit`: what they say, and that they leave nothing behind.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lineChart } from '../../cli/terminal/lineChart.ts';
import { folderWith, jsonOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

it('finds a learning rate, as a chart with a table and as JSON, and leaves the folder as it was', async () => {
  const folder = folderWith({ 'small.cnn': smallText });
  const words = ['lr-range', 'small.cnn', '--from', '1e-4', '--to', '100', '--steps', '40'];
  const answer = jsonOf(await cli.run([...words, '--json'], { folder })) as {
    suggestion: number;
    lowest: number;
    points: { learningRate: number; loss: number; smoothed: number }[];
  };
  expect(answer.points[0]!.learningRate).toBe(1e-4);
  expect(answer.suggestion).toBeLessThan(answer.lowest);
  const plain = await cli.run(words, { folder });
  expect(plain.code).toBe(0);
  expect(plain.out).toContain(`Suggestion: lr: ${answer.suggestion}, where the loss falls fastest`);
  expect(plain.out).toMatch(/learning rate +loss +smoothed/);
  expect(readdirSync(folder)).toEqual(['small.cnn']);
  expect(readFileSync(join(folder, 'small.cnn'), 'utf8')).toBe(smallText);
});

it('learns one batch by heart, or ends with 1 and says why not, and leaves the folder as it was', async () => {
  const folder = folderWith({ 'small.cnn': smallText, 'slow.cnn': smallText.replace('lr: 0.1', 'lr: 1e-9') });
  const good = await cli.run(['overfit', 'small.cnn', '--steps', '400'], { folder });
  expect(good.code).toBe(0);
  expect(good.out).toMatch(/✓ The network learns 32 images by heart in \d+ steps/);
  const bad = await cli.run(['overfit', 'slow.cnn', '--steps', '10', '--json'], { folder });
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toMatchObject({ passed: false, verdict: 'slow', learningRate: 1e-9 });
  expect(readdirSync(folder).sort()).toEqual(['slow.cnn', 'small.cnn']);
});

it('refuses rates that do not rise', async () => {
  const { code, log } = await cli.run(['lr-range', 'none.cnn', '--from', '1', '--to', '0.1']);
  expect(code).toBe(2);
  expect(log).toMatch(/^--to must be above --from, which is 1; it is 0.1\./);
});

it('draws a falling line from the upper left to the lower right', () => {
  const line = [0, 1, 2, 3].map((x) => ({ x, y: 3 - x }));
  expect(lineChart(line, { width: 2, height: 1 })).toBe('3.00 │⠑⢄');
  expect(lineChart([], { width: 2, height: 1 })).toBe('');
});
