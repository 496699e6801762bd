// Whether a run can go on after its engine is gone.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../protocol/runRecord.ts';

export function hasCheckpoint(run: string | undefined): boolean {
  const files = [runFiles.checkpoint, runFiles.previousCheckpoint];
  return run !== undefined && files.some((file) => existsSync(join(run, file)));
}
