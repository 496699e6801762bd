// Paths as messages show them.

import { relative } from 'node:path';

/** Relative to the working folder where that is shorter. */
export function shownPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short.length > 0 && short.length < file.length ? short : file;
}
