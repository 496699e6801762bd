// What a command of the command line is, and what it may use.

import type { ParseArgsConfig } from 'node:util';
import type { Style } from './terminal/style.ts';

export interface CommandContext {
  /** Arguments without options. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly json: boolean;
  /** What was asked for: tables, or one JSON value a line. */
  readonly out: NodeJS.WriteStream;
  /** Progress and logs. */
  readonly log: NodeJS.WriteStream;
  readonly style: Style;
}

export interface Command {
  readonly name: string;
  /** `FILE [--batch N]` */
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** What an option with a value means where it stands without one; its value then follows an `=`. */
  readonly bareOptions?: Readonly<Record<string, string>>;
  /** What each option does, for the help. */
  readonly optionHelp: Readonly<Record<string, string>>;
  /** Resolves with the exit code. */
  run(context: CommandContext): Promise<number>;
}

/** The command was called in a way it does not know: exit code 2. */
export class UsageError extends Error {}

/** An option's text, if it was given. */
export function textOption(context: CommandContext, name: string): string | undefined {
  const value = context.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option's whole number of at least `minimum`, if it was given. */
export function integerOption(context: CommandContext, name: string, minimum: number): number | undefined {
  const text = textOption(context, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new UsageError(`--${name} must be a whole number, at least ${minimum}; it is "${text}".`);
  }
  return value;
}

/** `--set n=18 --set width=2` as names and texts. */
export function assignments(context: CommandContext, name: string): Readonly<Record<string, string>> {
  const given = context.options[name];
  const texts = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    texts.map((text: string) => {
      const equals = text.indexOf('=');
      if (equals < 1) throw new UsageError(`--${name} must be written name=value; it is "${text}".`);
      return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
    }),
  );
}

/** Exactly one file. */
export function onlyPositional(context: CommandContext, what: string): string {
  const [first, ...rest] = context.positionals;
  if (first === undefined) throw new UsageError(`Name the ${what}.`);
  if (rest.length > 0) throw new UsageError(`Name one ${what} only; there are ${rest.length + 1}.`);
  return first;
}
