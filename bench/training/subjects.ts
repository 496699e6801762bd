// The networks that training is measured on.

import { join } from 'node:path';
import { diskFiles } from '../../cli/diskFiles.ts';
import type { Network } from '../../engine/network/network.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { compile } from '../../extension/language/compile.ts';

export interface TrainingSubject {
  readonly name: string;
  readonly label: string;
  readonly file: string;
  readonly model: string;
  readonly batch: number;
}

export const trainingSubjects: readonly TrainingSubject[] = [
  { name: 'lenet5', label: 'LeNet-5', file: 'lenet5.cnn', model: 'LeNet5', batch: 64 },
  { name: 'resnet20', label: 'ResNet-20', file: 'resnet_cifar.cnn', model: 'ResNetCifar', batch: 64 },
  { name: 'densenet40', label: 'DenseNet-40', file: 'densenet_cifar.cnn', model: 'DenseNetCifar', batch: 32 },
  { name: 'nin', label: 'NiN', file: 'nin.cnn', model: 'NiN', batch: 64 },
  { name: 'resnet18', label: 'ResNet-18', file: 'resnet.cnn', model: 'ResNet', batch: 8 },
  { name: 'googlenet', label: 'GoogLeNet', file: 'googlenet.cnn', model: 'GoogLeNet', batch: 8 },
  { name: 'alexnet', label: 'AlexNet', file: 'alexnet.cnn', model: 'AlexNet', batch: 16 },
];

/** Networks that the forecast of memory was never adjusted on. */
const unseenSubjects: readonly TrainingSubject[] = [
  { name: 'compact', label: 'Compact ResNet', file: 'compact_cifar.cnn', model: 'CompactResNet', batch: 64 },
  { name: 'densenet121', label: 'DenseNet-121', file: 'densenet.cnn', model: 'DenseNet', batch: 4 },
  { name: 'googlenet-bn', label: 'GoogLeNet-BN', file: 'googlenet_bn.cnn', model: 'GoogLeNetBN', batch: 4 },
  { name: 'alexnet2012', label: 'AlexNet, 2012', file: 'alexnet2012.cnn', model: 'AlexNet2012', batch: 8 },
];

export function subjectOf(name: string): TrainingSubject {
  const subjects = [...trainingSubjects, ...unseenSubjects];
  const found = subjects.find((subject) => subject.name === name);
  if (found === undefined) {
    const known = subjects.map((subject) => subject.name).join(', ');
    throw new Error(`There is no network ${name}; there are ${known}.`);
  }
  return found;
}

export function networkOf({ file, model }: TrainingSubject): Network {
  const compilation = compile(join('models', file), diskFiles);
  const { network } = compilation.models.find(({ name }) => name === model)!;
  if (network === undefined) throw new Error(`${file} has mistakes.`);
  return network;
}

/** SGD with momentum and weight decay on cross entropy; only batch, loss, optimizer and seed matter to a step. */
export function recipeOf({ name, batch }: TrainingSubject): Recipe {
  return {
    name,
    data: { kind: 'digits', attributes: {} },
    validation: undefined,
    transforms: [],
    augmentations: [],
    optimizer: {
      kind: 'sgd',
      attributes: { lr: learningRate, momentum: 0.9, nesterov: false, weight_decay: 1e-4 },
    },
    schedule: { kind: 'constant', attributes: {} },
    loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0 } },
    batch,
    epochs: 1,
    seed: 1,
    device: 'cpu',
    origin: { file, start: 0, end: 0, line: 0, character: 0 },
  };
}

const file = 'bench';
export const learningRate = 1e-3;
