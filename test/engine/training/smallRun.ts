// A small network and its recipe: an epoch of six steps of digits, in a fraction of a second.
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { buildNetwork } from './buildNetwork.ts';

export const network = buildNetwork(
  [1, 28, 28],
  [
    { path: 'conv', kind: 'conv', attributes: { channels: 4, kernel: [5, 5], stride: [2, 2] } },
    { path: 'bn', kind: 'bn' },
    { path: 'relu', kind: 'relu' },
    { path: 'pool', kind: 'maxpool', attributes: { kernel: [2, 2] } },
    { path: 'flatten', kind: 'flatten' },
    { path: 'dropout', kind: 'dropout', attributes: { rate: 0.2 } },
    { path: 'output', kind: 'dense', attributes: { units: 10 } },
  ],
);

export const recipe: Recipe = {
  name: 'small',
  data: { kind: 'digits', attributes: { count: 200, seed: 1 } },
  validation: { kind: 'digits', attributes: { count: 70, seed: 2 } },
  transforms: [],
  augmentations: [],
  optimizer: {
    kind: 'sgd',
    attributes: { lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 5e-4 },
  },
  schedule: { kind: 'cosine', attributes: { warmup: 0 } },
  loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0 } },
  batch: 32,
  epochs: 2,
  seed: 3,
  device: 'cpu',
  origin: { file: 'small.cnn', start: 0, end: 0, line: 0, character: 0 },
};
