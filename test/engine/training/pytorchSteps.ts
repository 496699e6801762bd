// Three optimizer steps as PyTorch takes them, recorded in float64, and the same network for comparison.

import { join } from 'node:path';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { readSafetensors, type StoredTensor } from '../../../engine/training/safetensors.ts';
import { buildNetwork } from './buildNetwork.ts';

const conv = { channels: 3, kernel: [3, 3], padding: 'same', bias: false };

export const smallResidual = buildNetwork(
  [2, 6, 6],
  [
    { path: 'conv1', kind: 'conv', attributes: conv },
    { path: 'bn1', kind: 'bn' },
    { path: 'relu1', kind: 'relu' },
    { path: 'conv2', kind: 'conv', attributes: conv },
    { path: 'bn2', kind: 'bn' },
    { path: 'add', kind: 'add', inputs: ['bn2', 'relu1'] },
    { path: 'relu2', kind: 'relu' },
    { path: 'pool', kind: 'maxpool', attributes: { kernel: [2, 2] } },
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

export const smallRecipe: Recipe = {
  name: 'recorded',
  data: { kind: 'digits', attributes: {} },
  validation: undefined,
  transforms: [],
  augmentations: [],
  optimizer: {
    kind: 'sgd',
    attributes: { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01 },
  },
  schedule: { kind: 'constant', attributes: { warmup: 0 } },
  loss: { kind: 'cross_entropy', attributes: { label_smoothing: 0.1 } },
  batch: 4,
  epochs: 1,
  seed: 1,
  device: 'cpu',
  origin: { file: 'small.cnn', start: 0, end: 0, line: 0, character: 0 },
};

export interface RecordedSteps {
  readonly images: StoredTensor;
  readonly labels: Int32Array;
  /** Parameters and statistics by name. */
  readonly before: ReadonlyMap<string, StoredTensor>;
  readonly after: ReadonlyMap<string, StoredTensor>;
  /** Of the first step. */
  readonly gradients: ReadonlyMap<string, StoredTensor>;
  readonly losses: readonly number[];
}

export async function recordedSteps(): Promise<RecordedSteps> {
  const file = join(import.meta.dirname, 'fixtures/pytorchSteps.safetensors');
  const { tensors } = await readSafetensors(file);
  const under = (prefix: string) =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  return {
    images: tensors.get('images')!,
    labels: Int32Array.from(tensors.get('labels')!.data as BigInt64Array, Number),
    before: under('before.'),
    after: under('after.'),
    gradients: under('grad.'),
    losses: [...(tensors.get('losses')!.data as Float64Array)],
  };
}
