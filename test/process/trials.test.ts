// Trials in the built engine: they leave no file and no state behind.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';

const engine = useBuiltEngine();

it('a run after trials is the run without them, byte for byte, and the folder holds nothing else', async () => {
  const plain = await start(engine.modulePath);
  const alone = trainRequest();
  await plain.request('train', alone);
  const tried = await start(engine.modulePath);
  const request = trainRequest();
  const { network, recipe, dataRoot } = request;
  const common = { network, recipe, dataRoot, device: 'cpu', threads: 1 } as const;
  const range = await tried.request('findLearningRate', { ...common, steps: 15, from: 1e-4, to: 1 });
  expect(range.points).toHaveLength(15);
  const report = await tried.request('overfit', { ...common, steps: 3 });
  expect(report.losses).toHaveLength(3);
  expect(readdirSync(dirname(request.folder))).toEqual([]);
  await tried.request('train', request);
  for (const name of ['checkpoint.safetensors', 'best.safetensors']) {
    const [one, other] = [alone, request].map(({ folder }) => readFileSync(join(folder, name)));
    expect(one!.equals(other!), name).toBe(true);
  }
});
