// Reads a command's words, and says in our own words what is wrong with them.

import { parseArgs } from 'node:util';
import { nearestWord } from '../extension/language/suggest.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';

export const sharedOptions = {
  json: { type: 'boolean' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError where an option is unknown, or a value is missing or too much. */
export function readOptions(
  command: Command,
  words: readonly string[],
): Pick<CommandContext, 'positionals' | 'options'> {
  const options = { ...sharedOptions, ...command.options };
  try {
    const { positionals, values } = parseArgs({
      args: words.map((word) => withValue(word, command)),
      options,
      allowPositionals: true,
      strict: true,
    });
    return { positionals, options: values as CommandContext['options'] };
  } catch (failure) {
    throw new UsageError(optionProblem(failure as Error & { readonly code?: string }, Object.keys(options)));
  }
}

/** `--internals` as `--internals=100`, for options that need no value. */
function withValue(word: string, { bareOptions = {} }: Command): string {
  const value = word.startsWith('--') ? bareOptions[word.slice(2)] : undefined;
  return value === undefined ? word : `${word}=${value}`;
}

/** Node names the option in quotes at the start: `Unknown option '--fo'. …`. */
function optionProblem(
  { code, message }: Error & { readonly code?: string },
  known: readonly string[],
): string {
  const option = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const nearest = nearestWord(option.replace(/^-+/, ''), known);
    return `There is no option ${option}.${nearest === undefined ? '' : ` Did you mean --${nearest}?`}`;
  }
  if (/does not take an argument/.test(message)) return `${option} takes no value.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return `${option} needs a value.`;
  return message;
}
