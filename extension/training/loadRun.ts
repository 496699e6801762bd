// A run of an earlier time as its folder tells it: all points, in turns that never hold up the extension host.

import { join } from 'node:path';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { runFiles } from '../../engine/protocol/runRecord.ts';
import { EventFile } from './eventFile.ts';
import { RunRecord, type RunStart } from './runRecord.ts';

/** A run that does not train any more: where its events do not tell how it ended, its engine died. */
export async function loadRun(start: RunStart): Promise<RunRecord> {
  const record = new RunRecord(start);
  const apply = (event: TrainingEvent) => record.apply(event);
  await new EventFile(join(start.folder, runFiles.metrics)).readNew(apply);
  await new EventFile(join(start.folder, runFiles.internals)).readNew(apply);
  if (record.active) {
    record.broken('crashed', 'The engine ended without a word. Resume the run to go on from its checkpoint.');
  }
  return record;
}
