// How a command's figures are written: `--format`, with `--json` as its short form for scripts.

import { type CommandContext, textOption, UsageError } from './command.ts';

const formats = ['table', 'json', 'csv', 'markdown'] as const;

export type OutputFormat = (typeof formats)[number];

export const formatHelp = '`table` for people, `json`, `csv` or `markdown`; a table where it is not given.';

/** @throws UsageError where there is no such format, or two are asked for. */
export function outputFormat(context: CommandContext): OutputFormat {
  const text = textOption(context, 'format');
  const format = formats.find((known) => known === text);
  if (text === undefined) return context.json ? 'json' : 'table';
  if (format === undefined) {
    throw new UsageError(`--format must be one of ${formats.join(', ')}; it is "${text}".`);
  }
  if (context.json && format !== 'json') {
    throw new UsageError(`--json and --format ${format} are two formats: leave one out.`);
  }
  return format;
}
