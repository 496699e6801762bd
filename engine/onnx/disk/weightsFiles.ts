// Opens the files beside a model in which it keeps weights, and no others.

import { isAbsolute, join, normalize, sep } from 'node:path';
import { UserError } from '../../userError.ts';
import type { ByteSource } from '../reading/byteSource.ts';
import type { OpenExternal } from '../reading/tensorNumbers.ts';
import { type FileBytes, openFileBytes } from './fileBytes.ts';

export interface WeightsFiles {
  readonly open: OpenExternal;
  close(): void;
}

/** `folder` is the model's. A model may name only files in it, and not lead out of it. */
export function weightsFilesIn(folder: string): WeightsFiles {
  const files = new Map<string, FileBytes>();
  return {
    open(location): ByteSource {
      const known = files.get(location);
      if (known) return known;
      const file = openBeside(folder, location);
      files.set(location, file);
      return file;
    },
    close() {
      for (const file of files.values()) file.close();
      files.clear();
    },
  };
}

function openBeside(folder: string, location: string): FileBytes {
  const name = location.slice(0, 120);
  const path = normalize(location);
  if (location === '' || location.includes('\0') || isAbsolute(path) || path.split(sep)[0] === '..') {
    const message = `The weights are said to be in \`${name}\`, outside the model's folder, where they are not read from.`;
    throw new UserError('onnx.external', message);
  }
  try {
    return openFileBytes(join(folder, path));
  } catch (cause) {
    const message = `The weights are in the file \`${name}\`, which is not beside the model. Put it into the same folder.`;
    throw new UserError('onnx.external', message, { cause });
  }
}
