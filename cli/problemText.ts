// A problem as people read it on the terminal: with its place, and paths as short as they can be.

import { basename, sep } from 'node:path';
import type { EngineProblem } from '../engine/protocol/messages.ts';
import { shownPath } from './shownPath.ts';
import { withoutControls } from './terminal/printable.ts';

type Problem = Pick<EngineProblem, 'message'> & {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
};

/** The message, with the file and line in front where it does not name the file itself. */
export function problemText(problem: Problem, folder = process.cwd()): string {
  return withoutControls(withPlace(problem, folder));
}

function withPlace({ message, file, line }: Problem, folder: string): string {
  const short = withoutFolder(message, folder);
  if (file === undefined) return short;
  const shown = shownPath(file);
  if (short.includes(shown) || message.includes(file)) return short;
  const name = basename(file);
  if (message.startsWith(name)) return shown + message.slice(name.length);
  return `${shown}${line === undefined ? '' : `:${line + 1}`}: ${short}`;
}

/** Paths below the working folder as they are from there. */
function withoutFolder(message: string, folder: string): string {
  if (folder === sep) return message;
  const start = `${folder}${sep}`;
  return message.replaceAll(new RegExp(`(?<=^|[\\s"'\`(:])${escaped(start)}`, 'g'), '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
