// `netwright profile`: measured times of real steps, as a table, as JSON and as a trace.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatMs, profileReport } from '../../cli/profileReport.ts';
import { plainStyle } from '../../cli/terminal/style.ts';
import type { LayerProfile, Profile } from '../../engine/protocol/profile.ts';
import { folderWith, jsonOf, lenet5File, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

const layer: LayerProfile = {
  path: 'conv1',
  kind: 'conv',
  file: 'net.cnn',
  line: 2,
  forwardMs: 1,
  backwardMs: 2,
  updateMs: 0.125,
  kernels: 9,
  flops: 62_500_000,
  gflops: 20,
  bytes: 3 * 2 ** 20,
  provider: 'cpu',
  estimateMs: 0.625,
};

const profile: Profile = {
  model: 'Net',
  mode: 'training',
  device: 'cpu',
  threads: 2,
  batch: 8,
  steps: 50,
  wallMs: 4,
  measuredMs: 5,
  runtimeMs: 4.5,
  accountedMs: 4.125,
  unattributedMs: 0,
  peak: {
    gflops: 80,
    gbs: 15,
    bandwidths: [
      { bytes: 2 ** 19, gbs: 100 },
      { bytes: 2 ** 26, gbs: 15 },
    ],
  },
  layers: [
    layer,
    {
      ...layer,
      path: 'relu1',
      kind: 'relu',
      forwardMs: 0,
      backwardMs: 0.5,
      updateMs: 0,
      flops: 1,
      gflops: 0,
    },
    { ...layer, path: 'loss', kind: 'loss', forwardMs: 0.5, backwardMs: 0, updateMs: 0, gflops: 0, bytes: 0 },
  ],
};

describe('the report', () => {
  const lines = (order: 'network' | 'time', width?: number) =>
    profileReport(profile, { order, trace: undefined }, { ...plainStyle, width }).split('\n');

  it('is a table of the layers with their times, their pace and the least time', () => {
    expect(lines('network')).toEqual([
      'Net  training, 8 images, cpu, 2 threads',
      '',
      'layer  kind  forward ms  backward ms  update ms    share                GFLOP/s  of peak    moved  least ms',
      expect.stringMatching(/^─+$/),
      'conv1  conv        1.00         2.00      0.125   75.8 %  ████████████     20.0   25.0 %  3.0 MiB     0.625',
      'relu1  relu       fused        0.500              12.1 %  █▉                              3.0 MiB     0.625',
      'loss   loss       0.500                           12.1 %  █▉                                          0.625',
      expect.stringMatching(/^─+$/),
      'total              1.50         2.50      0.125  100.0 %                   30.3   37.9 %  6.0 MiB      1.88',
      '',
      'step     4.00 ms of wall-clock time, 2,000 images/s; median of 50 steps',
      "timed    5.00 ms with every kernel timed (25 % more): 4.13 in the layers' kernels (82.5 %), 0.375 in the runtime between kernels, 0.500 outside of it",
      'parts    forward 1.50 ms, backward 2.50 ms, update 0.125 ms',
      'machine  80.0 GFLOP/s in a matrix product, 15.0 GB/s in passes over memory (100 in the caches), measured meanwhile',
      'least    1.88 ms at that pace, each layer on its own; the step takes 2.1 times as long',
    ]);
  });

  it('has the slowest layers first where it is sorted by time', () => {
    const firsts = (order: 'network' | 'time') =>
      lines(order)
        .slice(4, 7)
        .map((line) => line.split(' ')[0]);
    expect(firsts('network')).toEqual(['conv1', 'relu1', 'loss']);
    expect(firsts('time')).toEqual(['conv1', 'relu1', 'loss']);
    const slowLoss = { ...profile, layers: [...profile.layers].reverse() };
    const report = profileReport(slowLoss, { order: 'time', trace: undefined }, plainStyle).split('\n');
    expect(report[4]).toMatch(/^conv1 /);
  });

  it('leaves out columns that a narrow terminal has no room for', () => {
    for (const line of lines('network', 80)) expect([...line].length).toBeLessThanOrEqual(80);
    expect(lines('network', 80)[2]).not.toContain('least ms');
  });

  it('gives times three digits that tell', () => {
    expect([1234.5, 312.4, 31.24, 3.124, 0.3124].map(formatMs)).toEqual([
      '1,235',
      '312',
      '31.2',
      '3.12',
      '0.312',
    ]);
  });
});

describe('netwright profile', () => {
  it('measures inference, layer by layer, and explains the wall-clock time', async () => {
    const found = jsonOf(
      await cli.run(['profile', lenet5File, '--batch', '4', '--threads', '1', '--json']),
    ) as Profile;
    expect(found).toMatchObject({ model: 'LeNet5', mode: 'inference', device: 'cpu', batch: 4, threads: 1 });
    const paths = found.layers.map(({ path }) => path);
    expect(paths.slice(0, 3)).toEqual(['c1.conv1', 'c1.relu1', 's2']);
    const conv = found.layers[0]!;
    expect(conv).toMatchObject({ kind: 'conv', backwardMs: 0, updateMs: 0, provider: 'cpu' });
    // Twice the multiply-adds, and a bias for each of 6x28x28 outputs.
    expect(conv.flops).toBe(4 * 6 * 28 * 28 * (2 * 25 + 1));
    expect(conv.forwardMs).toBeGreaterThan(0);
    expect(conv.gflops).toBeCloseTo(conv.flops / conv.forwardMs / 1e6, 6);
    expect(conv.estimateMs).toBeGreaterThan(0);
    const sum = found.layers.reduce((total, { forwardMs }) => total + forwardMs, 0);
    expect(found.accountedMs).toBeCloseTo(sum, 9);
    expect(found.unattributedMs).toBe(0);
    for (const time of [found.wallMs, found.measuredMs, found.peak.gflops, found.peak.gbs]) {
      expect(time).toBeGreaterThan(0);
    }
  });

  it('measures a training step of a recipe, and writes a trace of it', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const words = ['profile', 'small.cnn', '--train', '--trace', 'out.json', '--json'];
    const found = jsonOf(await cli.run(words, { folder })) as Profile;
    expect(found).toMatchObject({ mode: 'training', batch: 32 });
    expect(found.layers.map(({ path }) => path)).toEqual(['pool', 'flatten1', 'output', 'loss']);
    const dense = found.layers[2]!;
    for (const time of [dense.forwardMs, dense.backwardMs, dense.updateMs]) expect(time).toBeGreaterThan(0);
    const { traceEvents } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as {
      traceEvents: readonly { readonly name: string; readonly ph: string }[];
    };
    for (const name of ['output', 'step', 'thread_name']) {
      expect(traceEvents.some((event) => event.name === name)).toBe(true);
    }
    expect(new Set(traceEvents.map(({ ph }) => ph))).toEqual(new Set(['M', 'X']));
  });

  it('takes a recipe, a model and its arguments, whose data need not be there', async () => {
    const text = smallText.replace('digits(320), validation: digits(60, seed: 2)', 'mnist("nowhere")');
    const folder = folderWith({ 'small.cnn': text.replace('model Small {', 'model Small(width = 10) {') });
    const words = [
      'profile',
      'small.cnn',
      '--train',
      '--recipe',
      'Small',
      '--set',
      'width=10',
      '--batch',
      '2',
    ];
    const found = jsonOf(await cli.run([...words, '--json'], { folder })) as Profile;
    expect(found).toMatchObject({ model: 'Small', mode: 'training', batch: 2 });
  });

  it('refuses what it cannot measure, in one sentence', async () => {
    const unknown = await problemOf(cli, ['profile', lenet5File, '--device', 'abacus']);
    expect(unknown.code).toBe('device.unknown');
    const nowhere = await problemOf(cli, ['profile', lenet5File, '--trace', 'no/such/folder/trace.json']);
    expect(nowhere.code).toBe('file.unwritable');
    const order = await cli.run(['profile', lenet5File, '--sort', 'beauty']);
    expect([order.code, order.log]).toEqual([2, expect.stringContaining('--sort must be network or time')]);
  });

  it('ends at once when it is interrupted', async () => {
    const { child, ended } = cli.start(['profile', 'models/resnet.cnn', '--batch', '8', '--debug']);
    // The engine runs: what it was asked for takes seconds.
    child.stderr?.on('data', (chunk: string) => chunk.includes('ONNX Runtime') && child.kill('SIGINT'));
    expect((await ended).code).toBe(130);
  });
});
