// Options that name a size in bytes.

import { type CommandContext, textOption, UsageError } from './command.ts';

const powers: Readonly<Record<string, number>> = { '': 0, K: 1, M: 2, G: 3, T: 4 };

/** `8G`, `8GiB` and `512M` in binary units, or a number of bytes, of at least `minimum`; undefined where it is not given. */
export function sizeOption(context: CommandContext, name: string, minimum: 0 | 1): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * 1024 ** (powers[unit.toUpperCase()] ?? 0));
  if (Number.isSafeInteger(bytes) && bytes >= minimum) return bytes;
  throw new UsageError(`--${name} must be a size such as 8G or 512M; it is "${text}".`);
}
