// `--image-memory`: how much of decoded images stays in memory, of every command that reads data.

import type { Command, CommandContext } from './command.ts';
import { sizeOption } from './sizeOption.ts';

export const imageMemoryOptions = {
  'image-memory': { type: 'string' },
} as const satisfies Command['options'];

export const imageMemoryHelp: Command['optionHelp'] = {
  'image-memory':
    'How much of decoded images of each data set stays in memory, as 4G or 512M; 2G where it is not given. What is beyond is ' +
    'read anew each time.',
};

/** The request's field, where it is given. */
export function imageMemoryOption(context: CommandContext): { readonly imageMemory?: number } {
  const imageMemory = sizeOption(context, 'image-memory', 0);
  return imageMemory === undefined ? {} : { imageMemory };
}
