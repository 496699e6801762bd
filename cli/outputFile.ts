// The file that a command writes with `-o`.

import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../engine/userError.ts';
import { type CommandContext, textOption, UsageError } from './command.ts';
import { shownPath } from './shownPath.ts';

/**
 * The absolute path of the file that `-o` names.
 *
 * @param example how such a file is called: `W.safetensors`
 * @throws UsageError where none is named, and what `checkedOutput` throws
 */
export function outputFile(
  context: CommandContext,
  example: string,
  inputs: readonly (string | undefined)[],
): string {
  const given = textOption(context, 'output');
  if (given === undefined || given === '') throw new UsageError(`Name the file to write: -o ${example}.`);
  return checkedOutput(given, example, inputs);
}

/**
 * The absolute path of a file to write. One that is there already is replaced, unless it is one of `inputs`.
 *
 * @throws UserError `file.is-folder`, `file.is-input` or `file.unwritable`
 */
export function checkedOutput(
  given: string,
  example: string,
  inputs: readonly (string | undefined)[],
): string {
  const file = resolve(given);
  if (inputs.some((input) => input !== undefined && resolve(input) === file)) {
    const message = `${given} is what the command reads, and writing would destroy it: name another file.`;
    throw new UserError('file.is-input', message, { file: given });
  }
  if (isFolder(file)) {
    const message = `${given} is a folder: name a file in it, such as ${shownPath(resolve(file, example))}.`;
    throw new UserError('file.is-folder', message, { file: given });
  }
  const folder = dirname(file);
  if (!isFolder(folder)) {
    const message = `Cannot write ${given}: there is no folder ${shownPath(folder)}. Make it first.`;
    throw new UserError('file.unwritable', message, { file: given });
  }
  return file;
}

/** @throws UserError `file.unwritable` */
export async function writeOutput(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('file.unwritable', `Cannot write ${file}: ${reason}.`, { file, cause });
  }
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
