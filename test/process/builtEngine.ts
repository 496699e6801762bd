// The real engine, bundled as the product bundles it, and what tests ask of it.

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type EngineClient, type EngineOptions, startEngine } from '../../engine/client/engineClient.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { buildNetwork } from '../engine/training/buildNetwork.ts';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { useBundles } from './bundle.ts';

/** Bundles the engine once for a test file. */
export function useBuiltEngine(): { readonly modulePath: string } {
  const bundles = useBundles('engine', 'loader', 'sessionThread');
  return {
    get modulePath() {
      return join(bundles.folder, 'engine.js');
    },
  };
}

export async function start(modulePath: string, options: Partial<EngineOptions> = {}): Promise<EngineClient> {
  const engine = await startEngine({ modulePath, log: () => undefined, ...options });
  onTestFinished(() => engine.dispose());
  return engine;
}

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

/** What the engine leaves in a run's folder, sorted. */
export const runFileNames = [
  'best.safetensors',
  'checkpoint.previous.safetensors',
  'checkpoint.safetensors',
  'metrics.jsonl',
  'model.onnx',
  'network.json',
  'run.json',
  'small.cnn',
];

/** A run of two epochs of six steps, in a folder that does not exist yet. */
export function trainRequest(changes: Partial<Recipe> = {}): TrainRequest {
  const folder = temporaryFolder();
  return {
    network,
    recipe: { ...recipe, ...changes },
    source: { file: '/networks/small.cnn', text: 'model Small() {}\n' },
    folder: join(folder, 'run'),
    dataRoot: folder,
    device: 'cpu',
    threads: 1,
  };
}
