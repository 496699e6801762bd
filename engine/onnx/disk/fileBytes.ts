// A file on the disk as bytes that are read when they are asked for.

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from '../../userError.ts';
import type { ByteSource } from '../reading/byteSource.ts';
import { damaged } from '../reading/damaged.ts';

export interface FileBytes extends ByteSource {
  close(): void;
}

/** @throws UserError `onnx.unreadable` where the file cannot be opened */
export function openFileBytes(path: string): FileBytes {
  const file = opened(path);
  return {
    size: fstatSync(file).size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) throw damaged('the file became shorter while it was read', offset + done);
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

function opened(path: string): number {
  try {
    // A pipe would be waited for, and a folder opens without a complaint.
    if (statSync(path).isFile()) return openSync(path, 'r');
  } catch (cause) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
        ? 'it does not exist'
        : 'it cannot be opened';
    throw unreadable(reason, cause);
  }
  throw unreadable('it is no file, but a folder, pipe or device');
}

function unreadable(reason: string, cause?: unknown): UserError {
  return new UserError('onnx.unreadable', `The file cannot be read: ${reason}.`, { cause });
}
