// The `resume` request: goes on with a run from its newest whole checkpoint.

import { resolve } from 'node:path';
import { readRun } from '../../client/readRun.ts';
import type { ResumeRequest } from '../../protocol/messages.ts';
import type { RunRecord } from '../../protocol/runRecord.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { readNewestCheckpoint } from '../../training/checkpoint.ts';
import { fileReason } from '../../training/fileReason.ts';
import { RunFolder } from '../../training/runFolder.ts';
import { isAlive, lockRun } from '../../training/runLock.ts';
import { stateShapes } from '../../training/trainingState.ts';
import type { EndEvent } from '../../training/trainNetwork.ts';
import { UserError } from '../../userError.ts';
import type { JobContext } from '../requestServer.ts';
import { startTraining } from './startTraining.ts';

/** The same seed, data and number of threads give what the run would have given without a stop, bit for bit. */
export async function resumeRun(request: ResumeRequest, context: JobContext): Promise<EndEvent> {
  const folder = resolve(request.folder);
  await readRun(folder);
  const lock = await lockRun(folder).catch(cannotLock(folder));
  try {
    return await resumeLocked(folder, request, context);
  } finally {
    await lock.release().catch((failure: Error) => context.log(`The lock stays: ${failure.message}`));
  }
}

/** The record is read under the lock: another process may have gone on with the run just before. */
async function resumeLocked(
  folder: string,
  { threads, replicas: asked, recompute, imageMemory }: ResumeRequest,
  context: JobContext,
): Promise<EndEvent> {
  const { record, network } = await readRun(folder);
  requireUnfinished(folder, record);
  requireNobodyElse(folder, record);
  const { dataRoot, device, internals = 0, learningRateChanges = [] } = record;
  const recipe = recompute === undefined ? record.recipe : recomputing(record.recipe, recompute);
  const replicas = asked ?? record.replicas ?? 1;
  const { state, passedOver } = await readNewestCheckpoint(folder, stateShapes(network, recipe));
  const notes = passedOver.map(
    ({ message }) =>
      `A damaged checkpoint was passed over, and the run goes on from the one before. ${message}`,
  );
  // A record without choices is of a run by the rules.
  const { lowerings = {} } = record;
  const subject = { network, recipe, folder, dataRoot, device, threads, replicas, imageMemory, lowerings };
  return startTraining({ ...subject, internals, learningRateChanges }, context, {
    state,
    notes,
    openFolder: () => RunFolder.reopen(folder, { ...record, recipe, threads, replicas }, state.progress.step),
  });
}

function recomputing(
  { recompute: _, ...recipe }: Recipe,
  mode: NonNullable<ResumeRequest['recompute']>,
): Recipe {
  return mode === 'none' ? recipe : { ...recipe, recompute: mode };
}

/** A folder that cannot be written cannot be trained in. */
function cannotLock(folder: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof UserError ? undefined : fileReason(error);
    if (reason === undefined) throw error;
    throw new UserError('run.unwritable', `The run's folder ${folder} cannot be written: ${reason}.`, {
      file: folder,
      cause: error,
    });
  };
}

function requireUnfinished(folder: string, { state, recipe, epoch }: RunRecord): void {
  if (state !== 'finished') return;
  if (epoch < recipe.epochs) {
    throw new UserError(
      'run.finished',
      `The run in ${folder} is finished: \`early_stopping\` ended it after epoch ${epoch}. For more, raise ` +
        '`early_stopping` in the text and train anew.',
      { file: folder },
    );
  }
  throw new UserError(
    'run.finished',
    `The run in ${folder} is finished: all ${recipe.epochs} epochs are done. For more, raise \`epochs\` in the text ` +
      'and train anew.',
    { file: folder },
  );
}

/** Two engines that write one folder would spoil it. */
function requireNobodyElse(folder: string, { state, pid }: RunRecord): void {
  if (state !== 'running' || pid === process.pid || !isAlive(pid)) return;
  throw new UserError(
    'run.active',
    `The run in ${folder} is under way in process ${pid}: stop it first. If that process is another program, set ` +
      '"state" in run.json to "stopped".',
    { file: folder },
  );
}
