// Checkpoints: the whole state of training in one safetensors file, and the one before it.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongField } from '../protocol/fields.ts';
import { runFiles } from '../protocol/runRecord.ts';
import { NETWRIGHT_VERSION } from '../protocol/version.ts';
import { UserError } from '../userError.ts';
import type { EpochSums } from './epochScores.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { BestEpoch, Progress, StateTensors, TrainingState } from './trainingState.ts';
import { fitTensors } from './weightsFile.ts';

/** Replaces a run's checkpoint; the one that was there stays as the previous one. */
export async function writeCheckpoint(folder: string, { tensors, progress }: TrainingState): Promise<void> {
  await writeSafetensors(
    join(folder, runFiles.checkpoint),
    { tensors, metadata: progressMetadata(progress) },
    { keepPrevious: join(folder, runFiles.previousCheckpoint) },
  );
}

/** Writes the parameters and statistics that gave the best validation accuracy so far, and nothing else. */
export async function writeBest(folder: string, tensors: StateTensors, best: BestEpoch): Promise<void> {
  const metadata = {
    ...provenance,
    epoch: String(best.epoch),
    validation_accuracy: String(best.accuracy),
  };
  await writeSafetensors(join(folder, runFiles.best), { tensors, metadata });
}

export interface FoundCheckpoint {
  readonly file: string;
  readonly state: TrainingState;
  /** Newer files that could not be read, and why. */
  readonly passedOver: readonly UserError[];
}

/**
 * The newest checkpoint of a run that is whole and fits the network.
 * @throws UserError `run.no_checkpoint` where there is none.
 */
export async function readNewestCheckpoint(
  folder: string,
  expected: ReadonlyMap<string, readonly number[]>,
): Promise<FoundCheckpoint> {
  const passedOver: UserError[] = [];
  for (const name of [runFiles.checkpoint, runFiles.previousCheckpoint]) {
    const file = join(folder, name);
    if (!(await exists(file))) continue;
    try {
      return { file, state: await readCheckpoint(file, expected), passedOver };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      passedOver.push(error);
    }
  }
  const reasons = passedOver.map(({ message }) => ` ${message}`).join('');
  throw new UserError('run.no_checkpoint', `${folder} has no checkpoint to go on from.${reasons}`, {
    file: folder,
  });
}

async function readCheckpoint(
  file: string,
  expected: ReadonlyMap<string, readonly number[]>,
): Promise<TrainingState> {
  const { tensors, metadata } = await readSafetensors(file);
  return { tensors: fitTensors(file, tensors, expected), progress: readProgress(file, metadata) };
}

const provenance = { format: 'pt', producer: `Netwright ${NETWRIGHT_VERSION}` };

/** Numbers as JSON, which gives back every double exactly. */
function progressMetadata({ best, ...counts }: Progress): Record<string, string> {
  const texts = Object.entries(counts).map(([name, count]) => [name, JSON.stringify(count)]);
  return { ...provenance, ...Object.fromEntries(texts), best: JSON.stringify(best ?? null) };
}

function readProgress(file: string, metadata: Readonly<Record<string, string>>): Progress {
  const count = (name: string): number => {
    const value: unknown = parse(metadata[name]);
    if (typeof value !== 'number') throw notACheckpoint(file, name);
    return value;
  };
  const best = parse(metadata.best) as BestEpoch | null | undefined;
  // Checkpoints of the first versions do not have them.
  const validationLosses = metadata.validationLosses === undefined ? [] : parse(metadata.validationLosses);
  if (!isNumbers(validationLosses)) throw notACheckpoint(file, 'validationLosses');
  if (best === undefined) throw notACheckpoint(file, 'best');
  return {
    step: count('step'),
    epoch: count('epoch'),
    lossSum: count('lossSum'),
    correct: count('correct'),
    images: count('images'),
    // Neither have checkpoints of the first versions, whose epoch under way then counts them from here on.
    withinTop5: metadata.withinTop5 === undefined ? 0 : count('withinTop5'),
    heads: readHeads(file, metadata.heads),
    best: best ?? undefined,
    validationLosses,
  };
}

function readHeads(file: string, text: string | undefined): EpochSums['heads'] {
  const heads = text === undefined ? {} : parse(text);
  const whole = (sums: unknown) =>
    wrongField(sums, { lossSum: 'number', correct: 'number', withinTop5: 'number' }) === undefined;
  if (typeof heads === 'object' && heads !== null && Object.values(heads).every(whole)) {
    return heads as EpochSums['heads'];
  }
  throw notACheckpoint(file, 'heads');
}

function notACheckpoint(file: string, field: string): UserError {
  return new UserError('weights.damaged', `${file} is not a checkpoint: its metadata lacks \`${field}\`.`, {
    file,
  });
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
