// The real engine, bundled as the product bundles it, and what tests ask of it.

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type EngineClient, type EngineOptions, startEngine } from '../../engine/client/engineClient.ts';
import type { TrainRequest } from '../../engine/protocol/messages.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import { network, recipe } from '../engine/training/smallRun.ts';
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

/** What the engine leaves in a run's folder, sorted. */
export const runFileNames = [
  'best.safetensors',
  'checkpoint.previous.safetensors',
  'checkpoint.safetensors',
  'lock-1.json',
  'metrics.jsonl',
  'model.onnx',
  'network.json',
  'run.json',
  'small.cnn',
  'tensorboard',
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
