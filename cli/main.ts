// The command line's entry: finds the command, reads its options, and turns failures into exit codes.

import { parseArgs } from 'node:util';
import { UserError } from '../engine/userError.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { commands } from './commands/registry.ts';
import { commandHelp, generalHelp } from './help.ts';
import { styleFor } from './terminal/style.ts';

const sharedOptions = {
  json: { type: 'boolean' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${generalHelp(commands, styleFor(process.stdout, process.env))}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const known = commands.map((candidate) => candidate.name).join(', ');
    process.stderr.write(`There is no command "${name}". The commands are: ${known}.\n`);
    return 2;
  }
  return runCommand(command, rest);
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const json = words.includes('--json');
  const debug = words.includes('--debug');
  const cancellation = new AbortController();
  process.once('SIGINT', () => cancellation.abort());
  process.once('SIGTERM', () => cancellation.abort());
  try {
    const context = readWords(command, words, json, cancellation.signal);
    if (context.options['help'] === true) {
      process.stdout.write(`${commandHelp(command, context.style)}\n`);
      return 0;
    }
    return await command.run(context);
  } catch (failure) {
    return report(failure, command, json, debug);
  }
}

function readWords(
  command: Command,
  words: readonly string[],
  json: boolean,
  signal: AbortSignal,
): CommandContext {
  const parsed = (() => {
    try {
      return parseArgs({
        args: [...words],
        options: { ...sharedOptions, ...command.options },
        allowPositionals: true,
        strict: true,
      });
    } catch (failure) {
      throw new UsageError(failure instanceof Error ? `${firstSentence(failure.message)}.` : String(failure));
    }
  })();
  return {
    positionals: parsed.positionals,
    options: parsed.values as CommandContext['options'],
    json,
    out: process.stdout,
    log: process.stderr,
    style: styleFor(process.stdout, process.env),
    signal,
  };
}

function firstSentence(text: string): string {
  return text.split('. ')[0]?.replace(/\.$/, '') ?? text;
}

/** One clear message on stderr, with `--json` also an object on stdout; no stack without `--debug`. */
function report(failure: unknown, command: Command, json: boolean, debug: boolean): number {
  if (failure instanceof UsageError) {
    process.stderr.write(
      `${failure.message}\nUsage: netwright ${command.name} ${command.usage}\n` +
        `\`netwright ${command.name} --help\` explains the options.\n`,
    );
    return 2;
  }
  const problem =
    failure instanceof UserError
      ? { code: failure.code, message: failure.message, file: failure.file, line: failure.line }
      : { code: 'internal', message: internalMessage(failure) };
  if (json) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  process.stderr.write(`${problem.message}\n`);
  if (debug && failure instanceof Error) process.stderr.write(`${failure.stack}\n`);
  return 1;
}

function internalMessage(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return `Netwright made a mistake of its own: ${text}. Run the command again with --debug to see where.`;
}

// A reader that closes early (`| head`) ends the command quietly.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  process.exit(failure.code === 'EPIPE' ? 0 : 1);
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (failure: unknown) => {
    process.stderr.write(`${internalMessage(failure)}\n`);
    process.exitCode = 1;
  },
);
