// Folders of runs as an engine leaves them, without training any.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';

/** A finished run of LeNet5 that took 90 seconds. */
export function runRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    state: 'finished',
    pid: 1,
    model: 'LeNet5',
    arguments: {},
    source: 'lenet.cnn',
    sourceFile: '/networks/lenet.cnn',
    recipe: {
      name: 'LeNet5',
      data: { kind: 'digits', attributes: { count: 1000, seed: 1 } },
      validation: undefined,
      transforms: [],
      augmentations: [],
      optimizer: { kind: 'sgd', attributes: { lr: 0.05, momentum: 0.9 } },
      schedule: { kind: 'constant', attributes: {} },
      loss: { kind: 'cross_entropy', attributes: {} },
      batch: 32,
      epochs: 6,
      seed: 3,
      device: 'cpu',
      origin: { file: '/networks/lenet.cnn', start: 0, end: 0, line: 0, character: 0 },
    },
    seed: 3,
    dataRoot: '/networks',
    classes: ['0', '1'],
    device: 'auto',
    deviceUsed: 'cpu',
    threads: 1,
    started: '2026-11-20T10:00:00.000Z',
    ended: '2026-11-20T10:01:30.000Z',
    epoch: 6,
    step: 186,
    best: { epoch: 5, accuracy: 0.9831 },
    problem: null,
    versions: { netwright: '0', protocol: 1, runtime: '1', node: '20', platform: 'linux-x64' },
    ...changes,
  };
}

export function writeRun(parent: string, name: string, changes: Partial<RunRecord> = {}): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(runRecord(changes)));
  return folder;
}
