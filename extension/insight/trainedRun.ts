// A run whose best weights can be looked at: what its folder tells.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readRun } from '../../engine/client/readRun.ts';
import type { Network } from '../../engine/network/network.ts';
import type { InsightRequest } from '../../engine/protocol/insight.ts';
import { type RunRecord, runFiles } from '../../engine/protocol/runRecord.ts';
import { UserError } from '../../engine/userError.ts';

export interface TrainedRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly network: Network;
  /** What every request about it carries. */
  readonly request: Pick<
    InsightRequest,
    'network' | 'recipe' | 'weights' | 'dataRoot' | 'device' | 'threads'
  >;
}

/** @throws UserError where the folder is no run's, or has no weights yet. */
export async function readTrainedRun(folder: string): Promise<TrainedRun> {
  const { record, network } = await readRun(folder);
  const weights = join(folder, runFiles.best);
  if (!existsSync(weights)) {
    const message = `${folder} has no weights to look at yet: they are written after the first epoch. Train on, then try again.`;
    throw new UserError('run.no_weights', message, { file: folder });
  }
  const { recipe, dataRoot } = record;
  // A training may hold the other devices.
  const where = { device: 'cpu', threads: availableParallelism() } as const;
  return { folder, record, network, request: { network, recipe, weights, dataRoot, ...where } };
}
