// What users are told when data, weights or batches do not fit, and when training diverges.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../engine/datasets/dataset.ts';
import type { Network } from '../../../engine/network/network.ts';
import { checkTrainingData } from '../../../engine/training/checkData.ts';
import { divergedError, firstNotFinite } from '../../../engine/training/divergence.ts';
import { engineProblem } from '../../../engine/training/engineProblem.ts';
import { classCount } from '../../../engine/training/lossGraph.ts';
import { readBatch } from '../../../engine/training/oneBatch.ts';
import { type TensorData, writeSafetensors } from '../../../engine/training/safetensors.ts';
import { readWeights } from '../../../engine/training/weightsFile.ts';
import { UserError } from '../../../engine/userError.ts';
import { buildNetwork, lenet5 } from './buildNetwork.ts';
import { stripes } from './memoryData.ts';
import { temporaryFolder } from './temporaryFolder.ts';

async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { code, message } = error as UserError;
    return `${code}: ${message}`;
  }
  return 'nothing was thrown';
}

function fileWith(
  tensors: Readonly<Record<string, readonly [readonly number[], TensorData]>>,
): Promise<string> {
  const file = join(temporaryFolder(), 'w.safetensors');
  const stored = Object.entries(tensors).map(([name, [shape, data]]) => [name, { shape, data }] as const);
  return writeSafetensors(file, { tensors: new Map(stored), metadata: {} }).then(() => file);
}

const images = (shape: readonly number[], classes: number, count = 20) => {
  const { read, ...rest } = stripes([1, classes, 1], classes, count, 1);
  return { ...rest, read, shape };
};

describe('data that does not fit the network', () => {
  const check = (shape: readonly number[], classes: number, batch = 4) =>
    messageOf(() => {
      const dataset = images(shape, classes);
      checkTrainingData(lenet5(), { training: dataset, validation: dataset }, batch);
    });

  it('is refused with a transform that would make it fit', async () => {
    expect(await check([1, 28, 28], 10)).toBe(
      'training.shape: The images of stripes(20) are 1x28x28, and Small takes 1x32x32: add `transform pad(2)` to the ' +
        'recipe, or write `input 1x28x28` in the model.',
    );
    expect(await check([1, 30, 28], 10)).toContain('add `transform pad(1x2)`');
    expect(await check([1, 31, 28], 10)).toContain('add `transform pad([0, 2, 1, 2])`');
    expect(await check([3, 32, 32], 10)).toContain('add `transform grayscale`');
    expect(await check([1, 33, 28], 10)).toContain('add `transform resize(32)`');
    expect(await check([3, 64, 48], 10)).toContain('add `transform resize(32), grayscale`');
  });

  it('is refused without a transform where none makes it fit', async () => {
    for (const shape of [
      [2, 32, 32],
      [4, 28, 28],
    ]) {
      const input = shape.join('x');
      expect(await check(shape, 10)).toBe(
        `training.shape: The images of stripes(20) are ${input}, and Small takes 1x32x32: write \`input ${input}\` ` +
          'in the model, or take other images.',
      );
    }
  });

  it('is refused with the place of the layer that does not fit', () => {
    const network = buildNetwork(
      [1, 32, 32],
      [
        { path: 'flatten', kind: 'flatten' },
        { path: 'aux', kind: 'dense', attributes: { units: 10 }, head: 'aux' },
        { path: 'output', kind: 'dense', attributes: { units: 10 }, inputs: ['flatten'] },
      ],
      [{ name: 'aux', weight: 0.3, output: 'aux' }],
    );
    const layers = network.layers.map((layer, index) => ({
      ...layer,
      outputShape: layer.path === 'aux' ? [4] : layer.outputShape,
      origin: { ...layer.origin, line: 10 * index },
    }));
    const placeOf = (subject: Network, dataset: Dataset) => {
      try {
        checkTrainingData(subject, { training: dataset, validation: dataset }, 4);
      } catch (error) {
        const { code, file, line } = error as UserError;
        return { code, file, line };
      }
      return undefined;
    };
    const whole = { ...network, layers, heads: [] };
    const file = 'test.cnn';
    expect(placeOf(whole, images([1, 28, 28], 10))).toEqual({ code: 'training.shape', file, line: 0 });
    expect(placeOf(whole, images([1, 32, 32], 3))).toEqual({ code: 'training.classes', file, line: 30 });
    const headed = { ...network, layers };
    expect(placeOf(headed, images([1, 32, 32], 10))).toEqual({ code: 'training.head', file, line: 20 });
  });

  it('is refused when the classes are not as many as the scores', async () => {
    expect(await check([1, 32, 32], 3)).toBe(
      'training.classes: stripes(20) has 3 classes, and Small gives 10 scores: its last layer must have 3 ' +
        'units, as in `dense(3)`.',
    );
  });

  it('is refused when there is less than one batch', async () => {
    expect(await check([1, 32, 32], 10, 64)).toBe(
      'training.batch: stripes(20) has 20 images, and one step takes 64: lower `batch` to 20 or less, or use more ' +
        'images.',
    );
    expect(await check([1, 32, 32], 10, 20)).toBe('nothing was thrown');
  });

  it('is refused when a head tells other classes apart', async () => {
    const network = buildNetwork(
      [1, 32, 32],
      [
        { path: 'flatten', kind: 'flatten' },
        { path: 'aux', kind: 'dense', attributes: { units: 4 }, head: 'aux' },
        { path: 'output', kind: 'dense', attributes: { units: 10 }, inputs: ['flatten'] },
      ],
      [{ name: 'aux', weight: 0.3, output: 'aux' }],
    );
    const dataset = images([1, 32, 32], 10);
    expect(
      await messageOf(() => checkTrainingData(network, { training: dataset, validation: dataset }, 4)),
    ).toBe(
      'training.head: The head aux gives 4 scores, and Small gives 10: both must tell the same classes apart.',
    );
  });

  it('cannot be learnt by a network that ends in a feature map', async () => {
    const network = buildNetwork([1, 4, 4], [{ path: 'relu', kind: 'relu' }]);
    expect(await messageOf(() => classCount(network))).toMatch(
      /^training\.output: Small ends in 1x4x4, and training needs one score for each class/,
    );
  });
});

describe('weights that do not fit the network', () => {
  const expected = new Map([['a.weight', [2, 1]]]);

  it('are named with what the file has instead', async () => {
    const file = await fileWith({ b: [[1], Float32Array.of(1)] });
    expect(await messageOf(() => readWeights(file, expected))).toBe(
      `weights.mismatch: The weights in ${file} do not fit the network: the network's parameter \`a.weight\` is not ` +
        'in it; the file has `b`.',
    );
  });

  it('are named with both shapes', async () => {
    const file = await fileWith({ 'a.weight': [[1, 2], Float32Array.of(1, 2)] });
    expect(await messageOf(() => readWeights(file, expected))).toContain(
      '`a.weight` is 1x2 there and 2x1 in the network',
    );
  });

  it('are refused as whole numbers and rounded from doubles', async () => {
    const whole = await fileWith({ 'a.weight': [[2, 1], BigInt64Array.of(1n, 2n)] });
    expect(await messageOf(() => readWeights(whole, expected))).toContain('holds whole numbers');
    const doubles = await fileWith({ 'a.weight': [[2, 1], Float64Array.of(0.1, 2)] });
    const read = await readWeights(doubles, expected);
    expect(read.get('a.weight')!.data).toEqual(Float32Array.of(0.1, 2));
  });
});

describe('a batch from a file', () => {
  const pixels = (count: number) => [[count, 1, 32, 32], new Float32Array(count * 1024)] as const;
  const read = async (tensors: Parameters<typeof fileWith>[0]) => {
    const file = await fileWith(tensors);
    return messageOf(() => readBatch(file, lenet5()));
  };

  it('is read with its labels', async () => {
    const file = await fileWith({ images: pixels(2), labels: [[2], BigInt64Array.of(3n, 9n)] });
    expect(await readBatch(file, lenet5())).toEqual({
      count: 2,
      images: new Float32Array(2048),
      labels: Int32Array.of(3, 9),
    });
  });

  it('must have images and labels of the right type, shape and range', async () => {
    const labels = [[2], BigInt64Array.of(3n, 9n)] as const;
    expect(await read({ images: pixels(2) })).toContain('there is no tensor `labels`');
    expect(await read({ images: [[2, 1, 32, 32], new Float64Array(2048)], labels })).toContain('type F32');
    expect(await read({ images: pixels(2), labels: [[2], Float32Array.of(3, 9)] })).toContain('type I64');
    expect(await read({ images: [[2, 32, 32], new Float32Array(2048)], labels })).toContain(
      '`images` is 2x32x32',
    );
    expect(await read({ images: pixels(0), labels: [[0], new BigInt64Array()] })).toContain(
      '`images` is 0x1',
    );
    expect(await read({ images: pixels(3), labels })).toContain('there are 3 images');
    for (const label of [10n, -1n]) {
      const wrong = [[1], BigInt64Array.of(label)] as const;
      expect(await read({ images: pixels(1), labels: wrong })).toContain(
        `the label ${label} is not from 0 to 9`,
      );
    }
  });
});

describe('divergence', () => {
  it('is found wherever a number is not finite', () => {
    const tensors = (...values: number[]) =>
      new Map([
        ['a', { shape: [1], data: Float32Array.of(3e38) }],
        ['b', { shape: [values.length], data: Float32Array.from(values) }],
      ]);
    expect(firstNotFinite(tensors(1, -1, 0))).toBeUndefined();
    for (const bad of [Number.NaN, Infinity, -Infinity]) expect(firstNotFinite(tensors(1, bad, 2))).toBe('b');
  });

  it('is told with step, learning rate, advice and the checkpoint', () => {
    const place = { step: 12, epoch: 2, learningRate: 0.0500001 };
    expect(divergedError('the loss became NaN', place, { file: '/run/c', step: 10 }).message).toBe(
      'Training diverged: the loss became NaN at step 12, in epoch 2, with the learning rate 0.05. Try a smaller one ' +
        '(`lr: 0.005`), a warm-up (`schedule cosine(warmup: 1)`), or `normalize` among the transforms. The last good ' +
        'weights, those after step 10, are in /run/c.',
    );
  });
});

describe('problems in messages', () => {
  it('keep a user error as it is and tell a mistake with its stack', () => {
    const user = new UserError('data.x', 'Wrong.', { file: 'a.cnn', line: 4 });
    expect(engineProblem(user)).toEqual({ code: 'data.x', message: 'Wrong.', file: 'a.cnn', line: 4 });
    expect(engineProblem(new UserError('a', 'b'))).toEqual({ code: 'a', message: 'b' });
    const mistake = engineProblem(new TypeError('x is not a function'));
    expect(mistake).toMatchObject({
      code: 'internal',
      message: 'The engine made a mistake: x is not a function. Please report it with the log.',
    });
    expect(mistake.stack).toContain('problems.test.ts');
    expect(engineProblem('thrown text').message).toContain('thrown text');
  });

  it('tell what is no weights file at all', async () => {
    const file = join(temporaryFolder(), 'x.safetensors');
    writeFileSync(file, '<html></html>');
    expect(await messageOf(() => readWeights(file, new Map()))).toMatch(/^weights\.damaged: /);
  });
});
