// The options that say where a picture of a network goes, and how it looks.

import { extname } from 'node:path';
import { type Command, type CommandContext, textOption, UsageError } from './command.ts';
import { checkedOutput } from './outputFile.ts';

export interface PictureChoice {
  readonly file: ReturnType<typeof checkedOutput>;
  readonly theme: 'light' | 'dark';
}

export const pictureOptions: Command['options'] = {
  output: { type: 'string', short: 'o' },
  theme: { type: 'string' },
};

export const pictureOptionHelp: Command['optionHelp'] = {
  output: 'The picture to write, ending in .svg.',
  theme: 'light (as it is) or dark.',
};

/**
 * What the options say; undefined where no picture is asked for. `inputs` are never written over.
 *
 * @throws UsageError where the name or the theme is none.
 */
export function pictureChoice(context: CommandContext, inputs: readonly string[]): PictureChoice | undefined {
  const output = textOption(context, 'output');
  const theme = textOption(context, 'theme') ?? 'light';
  if (theme !== 'light' && theme !== 'dark') {
    throw new UsageError(`--theme must be light or dark; it is "${theme}".`);
  }
  if (output === undefined) return undefined;
  if (extname(output).toLowerCase() !== '.svg') {
    throw new UsageError(`A picture's name must end in .svg; it is "${output}".`);
  }
  return { file: checkedOutput(output, 'network.svg', inputs), theme };
}
