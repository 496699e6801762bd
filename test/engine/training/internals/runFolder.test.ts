// Looks inside in a run's folder: a file of their own, which a resumed run takes up where its checkpoint is.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { InternalsEvent } from '../../../../engine/protocol/internals.ts';
import type { RunRecord } from '../../../../engine/protocol/runRecord.ts';
import { RunFolder } from '../../../../engine/training/runFolder.ts';
import { buildNetwork } from '../buildNetwork.ts';
import { smallRecipe } from '../pytorchSteps.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const record: RunRecord = {
  format: 1,
  state: 'running',
  pid: process.pid,
  model: 'Small',
  arguments: {},
  source: 'small.cnn',
  sourceFile: '/networks/small.cnn',
  recipe: smallRecipe,
  seed: 1,
  dataRoot: '/networks',
  classes: ['a', 'b'],
  device: 'cpu',
  deviceUsed: 'cpu',
  threads: 1,
  internals: 2,
  started: '2026-01-01T00:00:00.000Z',
  ended: null,
  epoch: 0,
  step: 0,
  best: null,
  problem: null,
  versions: { netwright: '0', protocol: 1, runtime: '0', node: '0', platform: 'none' },
};

const look = (step: number): InternalsEvent => ({
  event: 'internals',
  step,
  layers: [],
  parameters: [],
  statistics: [],
  seconds: 0.1,
});

it('notes looks apart from the metrics, and drops those that will happen again', async () => {
  const path = join(temporaryFolder(), 'run');
  const lines = (file: string) => readFileSync(join(path, file), 'utf8').trim().split('\n');
  const network = buildNetwork([1, 1, 2], [{ path: 'flatten', kind: 'flatten' }]);
  const folder = await RunFolder.create(path, { record, network, sourceText: 'model Small {}' });
  expect(existsSync(join(path, 'internals.jsonl'))).toBe(false);
  for (const step of [1, 3, 5]) folder.append(look(step));
  await folder.flush();
  expect(lines('metrics.jsonl')).toEqual(['']);
  expect(lines('internals.jsonl')).toEqual([1, 3, 5].map((step) => JSON.stringify(look(step))));

  const resumed = await RunFolder.reopen(path, record, 3);
  resumed.append(look(5));
  await resumed.flush();
  expect(lines('internals.jsonl')).toEqual([1, 3, 5].map((step) => JSON.stringify(look(step))));
});
