// Says in words why a file that the user named could not be written.

import { UserError } from '../../userError.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
};

/** @throws UserError `file.unwritable` where `work` fails for a reason of the file system */
export async function writingFile<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined || cause instanceof UserError) throw cause;
    const text = `Cannot write ${file}: ${reasons[code] ?? message}.`;
    throw new UserError('file.unwritable', text, { file, cause });
  }
}
