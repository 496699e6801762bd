// `init`, `gradients`, `step` and `export` of a model file: the files they write, held against hand calculations.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/random.ts';
import { readSafetensors, writeSafetensors } from '../../engine/training/safetensors.ts';
import { folderWith, jsonOf, lenet5File, problemOf, smallText, useCli } from './builtCli.ts';

const cli = useCli();

/** The small network with a recipe that does not fit its data, which these commands do not look at. */
const unfitText = smallText
  .replace('dense(10)', 'dense(3)')
  .replace('digits(320), validation: digits(60, seed: 2)', 'mnist("nowhere")')
  .replace('momentum: 0.9', 'momentum: 0.9, weight_decay: 0.01');

const labels = [0, 2, 1, 2];

/** Weights of the small network, and a batch of four random images, as files. */
async function prepared(text = unfitText): Promise<string> {
  const folder = folderWith({ 'small.cnn': text });
  jsonOf(await cli.run(['init', 'small.cnn', '-o', 'w', '--recipe', 'Small', '--json'], { folder }));
  const stream = randomStream(11, 'batch');
  await writeSafetensors(join(folder, 'b'), {
    tensors: new Map<string, { shape: number[]; data: Float32Array | BigInt64Array }>([
      [
        'images',
        { shape: [4, 1, 28, 28], data: Float32Array.from({ length: 4 * 784 }, () => stream.next()) },
      ],
      ['labels', { shape: [4], data: BigInt64Array.from(labels, BigInt) }],
    ]),
    metadata: {},
  });
  return folder;
}

async function tensorsOf(folder: string, file: string) {
  const { tensors } = await readSafetensors(join(folder, file));
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [name, { shape, data: Array.from(data, Number) }]),
  );
}

/** softmax of each row of three */
function probabilities(logits: readonly number[]): number[][] {
  return labels.map((_, image) => {
    const row = logits.slice(image * 3, image * 3 + 3).map(Math.exp);
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

describe('init', () => {
  it("lists LeNet-5's parameters in the order of the file", async () => {
    const folder = folderWith({});
    const { parameters } = jsonOf(
      await cli.run(['init', lenet5File, '-o', 'w.safetensors', '--json'], { folder }),
    ) as { parameters: { name: string; shape: number[] }[] };
    expect(parameters).toEqual([
      { name: 'c1.conv1.weight', shape: [6, 1, 5, 5] },
      { name: 'c1.conv1.bias', shape: [6] },
      { name: 'c3.conv1.weight', shape: [16, 6, 5, 5] },
      { name: 'c3.conv1.bias', shape: [16] },
      { name: 'c5.conv1.weight', shape: [120, 16, 5, 5] },
      { name: 'c5.conv1.bias', shape: [120] },
      { name: 'f6.dense1.weight', shape: [84, 120] },
      { name: 'f6.dense1.bias', shape: [84] },
      { name: 'output.weight', shape: [10, 84] },
      { name: 'output.bias', shape: [10] },
    ]);
    const stored = [...(await tensorsOf(folder, 'w.safetensors'))];
    expect(stored.map(([name, { shape }]) => ({ name, shape }))).toEqual(parameters);
  });

  it('gives equal files for equal seeds, the first being 1', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    for (const words of [
      ['-o', 'a'],
      ['-o', 'b', '--seed', '1'],
      ['-o', 'c', '--seed', '2'],
    ]) {
      expect((await cli.run(['init', 'small.cnn', ...words], { folder })).code).toBe(0);
    }
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(folder, name)));
    expect(a!.equals(b!)).toBe(true);
    expect(a!.equals(c!)).toBe(false);
  });

  it('never writes over the text it reads', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    const problem = await problemOf(cli, ['init', 'small.cnn', '-o', './small.cnn'], folder);
    expect(problem.code).toBe('file.is-input');
    expect(readFileSync(join(folder, 'small.cnn'), 'utf8')).toBe(smallText);
  });
});

describe('gradients', () => {
  it('writes loss, logits and the gradient of every parameter and of the images', async () => {
    const folder = await prepared();
    const words = ['gradients', 'small.cnn', '--weights', 'w', '--batch', 'b', '-o', 'g', '--json'];
    const { loss } = jsonOf(await cli.run(words, { folder })) as { loss: number };
    const tensors = await tensorsOf(folder, 'g');
    expect([...tensors].map(([name, { shape }]) => [name, shape]).sort()).toEqual([
      ['grad.images', [4, 1, 28, 28]],
      ['grad.output.bias', [3]],
      ['grad.output.weight', [3, 49]],
      ['logits', [4, 3]],
      ['loss', []],
    ]);
    expect(tensors.get('loss')!.data).toEqual([loss]);
    const rows = probabilities(tensors.get('logits')!.data);
    const crossEntropy = rows.reduce((sum, row, image) => sum - Math.log(row[labels[image]!]!) / 4, 0);
    expect(loss).toBeCloseTo(crossEntropy, 5);
    // d loss / d bias = mean over the images of softmax - one-hot.
    for (const [unit, value] of tensors.get('grad.output.bias')!.data.entries()) {
      const expected = rows.reduce(
        (sum, row, image) => sum + (row[unit]! - (labels[image] === unit ? 1 : 0)) / 4,
        0,
      );
      expect(value).toBeCloseTo(expected, 5);
    }
  });

  it('needs no recipe', async () => {
    const folder = await prepared();
    const alone = unfitText.slice(0, unfitText.indexOf('train '));
    const other = folderWith({ 'alone.cnn': alone });
    const words = ['--weights', 'w', '--batch', 'b', '--json'];
    const one = await cli.run(['gradients', 'small.cnn', ...words, '-o', 'g'], { folder });
    const two = await cli.run(['gradients', join(other, 'alone.cnn'), ...words, '-o', 'h'], { folder });
    expect(jsonOf(two)).toEqual(jsonOf(one));
    expect(readFileSync(join(folder, 'h')).equals(readFileSync(join(folder, 'g')))).toBe(true);
  });

  it('says what is wrong with weights and batches', async () => {
    const folder = await prepared();
    const gradients = (weights: string, batch: string) =>
      problemOf(cli, ['gradients', 'small.cnn', '--weights', weights, '--batch', batch, '-o', 'g'], folder);
    expect((await gradients('none', 'b')).log).toBe('Cannot read none: there is no such file.');
    expect((await gradients('w', 'none')).log).toBe('Cannot read none: there is no such file.');
    expect((await gradients('w', 'w')).log).toBe(
      'w: there is no tensor `images`; a batch has `images` and `labels`.',
    );
    expect((await gradients('b', 'b')).log).toBe(
      "The weights in b do not fit the network: the network's parameter `output.weight` is not in it; the file has " +
        '`labels`, `images`.',
    );
    expect((await gradients('small.cnn', 'b')).log).toMatch(/^small\.cnn is not a whole safetensors file: /);
    const wider = ['gradients', lenet5File, '--weights', 'w', '--batch', 'b', '-o', 'g'];
    expect((await problemOf(cli, wider, folder)).message).toContain(
      '`images` is 4x1x28x28, and LeNet5 takes',
    );
  });
});

describe('step', () => {
  it('takes steps of SGD with momentum and weight decay from the gradients', async () => {
    const folder = await prepared();
    const files = ['--weights', 'w', '--batch', 'b', '--json'];
    jsonOf(await cli.run(['gradients', 'small.cnn', ...files, '-o', 'g1'], { folder }));
    const step = (steps: string, out: string) =>
      cli.run(['step', 'small.cnn', '--recipe', 'Small', ...files, '--steps', steps, '-o', out], { folder });
    const first = await tensorsOf(folder, 'g1');
    expect(jsonOf(await step('1', 's1'))).toEqual({ loss: first.get('loss')!.data[0] });
    jsonOf(
      await cli.run(['gradients', 'small.cnn', '--weights', 's1', '--batch', 'b', '-o', 'g2', '--json'], {
        folder,
      }),
    );
    const second = await tensorsOf(folder, 'g2');
    expect(jsonOf(await step('2', 's2'))).toEqual({ loss: second.get('loss')!.data[0] });

    const before = await tensorsOf(folder, 'w');
    const once = await tensorsOf(folder, 's1');
    const twice = await tensorsOf(folder, 's2');
    expect([...twice.keys()].sort()).toEqual(['logits', 'loss', 'output.bias', 'output.weight']);
    // PyTorch's SGD: v = 0.9 v + (g + 0.01 w), w = w - 0.1 v; biases do not decay.
    for (const [name, decay] of [
      ['output.weight', 0.01],
      ['output.bias', 0],
    ] as const) {
      const start = before.get(name)!.data;
      for (const [index, w0] of start.entries()) {
        const v1 = first.get(`grad.${name}`)!.data[index]! + decay * w0;
        const w1 = w0 - 0.1 * v1;
        expect(once.get(name)!.data[index]).toBeCloseTo(w1, 6);
        const v2 = 0.9 * v1 + second.get(`grad.${name}`)!.data[index]! + decay * w1;
        expect(twice.get(name)!.data[index]).toBeCloseTo(w1 - 0.1 * v2, 6);
      }
    }
  });
});

describe('export of a model file', () => {
  it('takes the weights that are given, or first ones, and says so', async () => {
    const folder = folderWith({ 'small.cnn': smallText });
    await cli.run(['init', 'small.cnn', '-o', 'w'], { folder });
    const given = await cli.run(
      ['export', 'small.cnn', '--to', 'onnx', '--weights', 'w', '-o', 'a.onnx', '--json'],
      { folder },
    );
    const bytes = readFileSync(join(folder, 'a.onnx'));
    expect(jsonOf(given)).toEqual({ file: 'a.onnx', bytes: bytes.length, opset: expect.any(Number) });
    const first = await cli.run(['export', 'small.cnn', '-o', 'b.onnx'], { folder });
    expect(first.code).toBe(0);
    expect(first.log).toMatch(/^No weights are given/);
    expect(first.out).toMatch(/^b\.onnx: .* KiB, operator set \d+\n$/);
    // Seed 1 in both cases.
    expect(readFileSync(join(folder, 'b.onnx')).equals(bytes)).toBe(true);
  });
});
