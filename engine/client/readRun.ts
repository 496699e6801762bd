// Reads what a run's folder says about the run, for the editor and the command line.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainRequest } from '../protocol/messages.ts';
import { parseRunRecord, type RunRecord, runFiles } from '../protocol/runRecord.ts';
import { UserError } from '../userError.ts';

/**
 * The record and the network of a run.
 * @throws UserError `run.unreadable` where the folder is no run's, or a file of it is damaged.
 */
export async function readRun(
  folder: string,
): Promise<{ readonly record: RunRecord; readonly network: TrainRequest['network'] }> {
  const file = join(folder, runFiles.record);
  const read = parseRunRecord(await readText(file, folder));
  if ('wrong' in read) throw new UserError('run.unreadable', `${file} ${read.wrong}.`, { file });
  const networkFile = join(folder, runFiles.network);
  try {
    const network = JSON.parse(await readText(networkFile, folder)) as TrainRequest['network'];
    return { record: read.record, network };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = `${networkFile} is not valid JSON.`;
    throw new UserError('run.unreadable', message, { file: networkFile, cause: error });
  }
}

async function readText(file: string, folder: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : 'cannot be read';
    throw new UserError('run.unreadable', `${folder} is not the folder of a run: ${file} ${reason}.`, {
      file,
      cause,
    });
  }
}
