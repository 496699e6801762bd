// The options that say where a picture of a network goes, and how it looks.

import { extname } from 'node:path';
import { type PictureTheme, pictureThemeNames } from '../webview/protocol/picture.ts';
import { type Command, type CommandContext, textOption, UsageError } from './command.ts';
import { checkedOutput } from './outputFile.ts';

export const pictureFormats = ['svg', 'png', 'pdf', 'tex'] as const;

export type PictureFormat = (typeof pictureFormats)[number];

export interface PictureChoice {
  readonly file: ReturnType<typeof checkedOutput>;
  readonly format: PictureFormat;
  readonly theme: PictureTheme;
  /** Pixels of a PNG for one point. */
  readonly scale: number;
}

export const pictureOptions: Command['options'] = {
  output: { type: 'string', short: 'o' },
  theme: { type: 'string' },
  scale: { type: 'string' },
};

export const pictureOptionHelp: Command['optionHelp'] = {
  output: 'The picture to write, ending in .svg, .png, .pdf or .tex (TikZ for LaTeX).',
  theme: 'light (as it is), dark, high-contrast or high-contrast-light.',
  scale: 'Pixels of a PNG for one point; 2 where it is not given.',
};

/**
 * What the options say; undefined where no picture is asked for. `inputs` are never written over.
 *
 * @throws UsageError where the name, the theme or the scale is none.
 */
export function pictureChoice(context: CommandContext, inputs: readonly string[]): PictureChoice | undefined {
  const output = textOption(context, 'output');
  const theme = choiceOption(context, 'theme', pictureThemeNames) ?? 'light';
  const scale = numberOption(context, 'scale', { least: 0.1, most: 20 }) ?? 2;
  if (output === undefined) return undefined;
  const format = pictureFormats.find((known) => `.${known}` === extname(output).toLowerCase());
  if (format === undefined) {
    throw new UsageError(`A picture's name must end in .svg, .png, .pdf or .tex; it is "${output}".`);
  }
  if (format !== 'png' && context.options['scale'] !== undefined) {
    throw new UsageError(`--scale is for a PNG; a .${format} picture is sharp at every size.`);
  }
  return { file: checkedOutput(output, 'network.svg', inputs), format, theme, scale };
}

/** One of the words, if the option was given. */
export function choiceOption<W extends string>(
  context: CommandContext,
  name: string,
  words: readonly W[],
): W | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  const known = [words.slice(0, -1).join(', '), words.at(-1)].join(' or ');
  throw new UsageError(`--${name} must be ${known}; it is "${text}".`);
}

/** A number within bounds, if the option was given. */
export function numberOption(
  context: CommandContext,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a number from ${least} to ${most}; it is "${text}".`);
}
