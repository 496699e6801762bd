// The record of a made-up run.

import type { Network } from '../../../engine/network/network.ts';
import type { RunRecord } from '../../../engine/protocol/runRecord.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';

/** Of a run that has just begun. */
export function runRecordOf(used: Recipe, { name }: Network, classes: readonly string[]): RunRecord {
  return {
    format: 1,
    state: 'running',
    pid: process.pid,
    model: name,
    arguments: {},
    source: 'small.cnn',
    sourceFile: '/networks/small.cnn',
    recipe: used,
    seed: used.seed,
    dataRoot: '/networks',
    classes,
    device: 'cpu',
    deviceUsed: 'cpu',
    threads: 1,
    started: '2026-01-01T00:00:00.000Z',
    ended: null,
    epoch: 0,
    step: 0,
    best: null,
    problem: null,
    versions: { netwright: '0', protocol: 1, runtime: '0', node: '0', platform: 'none' },
  };
}
