// Tells a run's folder from a model file.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../engine/protocol/runRecord.ts';
import { UserError } from '../engine/userError.ts';

/** Whether `place` is a run's folder. A folder that is none is refused: it cannot be a model file either. */
export function isRunFolder(place: string): boolean {
  if (existsSync(join(place, runFiles.record))) return true;
  if (!(statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false)) return false;
  const message = `${place} is not the folder of a run: it has no ${runFiles.record}. Name a run's folder or a .cnn file.`;
  throw new UserError('run.unreadable', message, { file: place });
}
