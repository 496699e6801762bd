// What a new model's file is called, and the text of the blank one.

import { describe, expect, it } from 'vitest';
import { blankModel } from '../../extension/commands/blankModel.ts';
import { freeFileName, modelFileName } from '../../extension/commands/modelFileName.ts';
import { compile } from '../../extension/language/compile.ts';

describe('The name of a new file', () => {
  it.each([
    ['ResNet-50', 'resnet-50.cnn'],
    ['ResNet-20 (CIFAR-10, option B)', 'resnet-20-cifar-10-option-b.cnn'],
    ['DenseNet-40 (CIFAR-10, k = 12)', 'densenet-40-cifar-10-k-12.cnn'],
    ['…', 'model.cnn'],
  ])('comes from the name of the network: %s', (name, file) => {
    expect(modelFileName(name)).toBe(file);
  });

  it('is one that is free', () => {
    expect(freeFileName('net.cnn', new Set())).toBe('net.cnn');
    expect(freeFileName('net.cnn', new Set(['net.cnn', 'net-2.cnn', 'net-4.cnn']))).toBe('net-3.cnn');
  });
});

describe('The blank model', () => {
  it('has no problem, and a recipe that can be trained', () => {
    const { diagnostics, models, recipes } = compile('blank', {
      read: () => blankModel,
      resolve: (_, path) => path,
    });
    expect(diagnostics).toEqual([]);
    // 16 * 10 + 32 * 145 + 10 * (32 * 49 + 1)
    const parameters = models[0]?.network?.layers.flatMap((layer) => layer.parameters);
    expect(parameters?.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(20_490);
    expect(recipes.map(({ valid }) => valid)).toEqual([true]);
  });
});
