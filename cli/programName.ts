// How the user calls this program, for commands that are suggested.

import { basename } from 'node:path';
import { shownPath } from './shownPath.ts';

/** `netwright` once installed, `node dist/cli.js` in a checkout. */
export function programName(script = process.argv[1] ?? 'netwright'): string {
  return basename(script) === 'cli.js' ? `node ${quoted(shownPath(script))}` : basename(script);
}

/** A path as a shell takes it as one word. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(path) ? path : `"${path}"`;
}
