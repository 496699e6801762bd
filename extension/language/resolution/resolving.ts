// What the rules of resolving share.

import type { TextRange } from '../diagnostic.ts';
import type { SourceFile } from '../elaboration/program.ts';
import type { Extras } from '../reporter.ts';
import type { Name } from '../syntax/tree.ts';
import type { Code } from '../validation/codes.ts';
import type { NameMessage } from '../validation/nameMessages.ts';
import type { NameTable } from './nameTable.ts';

export interface Resolving {
  readonly file: SourceFile;
  readonly names: NameTable;
  report(range: TextRange, code: Code, message: string, extras?: Extras): void;
}

/** The fix that puts one word in the place of another; none where there is no such word. */
export function replacing(
  { file }: Resolving,
  range: TextRange,
  word: string | undefined,
  title = `Change to \`${word}\``,
): Extras {
  if (word === undefined) return {};
  const edit = { file: file.name, range: { start: range.start, end: range.end }, text: word };
  return { fixes: [{ title, edits: [edit] }] };
}

/** Reports a name that stands for nothing, with the fix that changes it to the one that was meant. */
export function reportName(
  resolving: Resolving,
  name: Name,
  code: Code,
  { message, nearest }: NameMessage,
): void {
  resolving.report(name, code, message, replacing(resolving, name, nearest));
}
