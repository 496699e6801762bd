// Says in words why a file that the user named could not be written.

import { fileReason } from '../../training/fileReason.ts';
import { UserError } from '../../userError.ts';

/** @throws UserError `file.unwritable` where `work` fails for a reason of the file system */
export async function writingFile<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = fileReason(cause);
    if (reason === undefined) throw cause;
    throw new UserError('file.unwritable', `Cannot write ${file}: ${reason}.`, { file, cause });
  }
}
