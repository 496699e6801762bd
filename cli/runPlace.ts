// Tells a run's folder from a model file.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../engine/protocol/runRecord.ts';
import { UserError } from '../engine/userError.ts';
import { shownPath } from './shownPath.ts';

/**
 * Whether `place` is a run's folder.
 *
 * @throws UserError `file.unreadable` where there is nothing, `run.unreadable` where it is another folder
 */
export function isRunFolder(place: string): boolean {
  if (existsSync(join(place, runFiles.record))) return true;
  const status = statSync(place, { throwIfNoEntry: false });
  if (status === undefined) {
    const message = `Cannot read ${place}: there is no such file or folder.`;
    throw new UserError('file.unreadable', message, { file: place });
  }
  if (!status.isDirectory()) return false;
  const message = `${place} is not the folder of a run: it has no ${runFiles.record}. Name a run's folder or a .cnn file.`;
  throw new UserError('run.unreadable', message, { file: place });
}

/** @throws UserError `run.no-best` where no epoch was finished */
export function bestWeights(folder: string): string {
  const file = join(folder, runFiles.best);
  if (existsSync(file)) return file;
  const message =
    `${shownPath(folder)} has no best weights, since no epoch of it was finished. Give others with --weights, such as ` +
    `${shownPath(join(folder, runFiles.checkpoint))}.`;
  throw new UserError('run.no-best', message, { file });
}
