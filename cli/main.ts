// The command line's entry: finds the command, reads its options, and turns failures into exit codes.

import { NETWRIGHT_VERSION } from '../engine/protocol/version.ts';
import { UserError } from '../engine/userError.ts';
import { nearestWord } from '../extension/language/suggest.ts';
import { type Command, UsageError } from './command.ts';
import { commands } from './commands/registry.ts';
import { commandHelp, generalHelp } from './help.ts';
import { Cancelled, cancelledExitCode, watchInterruptions } from './interruption.ts';
import { problemText } from './problemText.ts';
import { programName } from './programName.ts';
import { readOptions } from './readOptions.ts';
import { styleFor } from './terminal/style.ts';

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(name, rest[0]);
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${NETWRIGHT_VERSION}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  return command ? runCommand(command, rest) : unknownCommand(name);
}

/** `help`, `help train`, or no word at all, which is wrong usage. */
function help(name: string | undefined, topic: string | undefined): number {
  const style = styleFor(process.stdout, process.env);
  const command = commands.find((candidate) => candidate.name === topic);
  if (topic !== undefined && command === undefined) return unknownCommand(topic);
  process.stdout.write(`${command ? commandHelp(command, style) : generalHelp(commands, style)}\n`);
  return name === undefined ? 2 : 0;
}

function unknownCommand(name: string): number {
  const known = commands.map((candidate) => candidate.name);
  const nearest = nearestWord(name, known);
  const hint =
    nearest === undefined ? `The commands are: ${known.join(', ')}.` : `Did you mean \`${nearest}\`?`;
  process.stderr.write(`There is no command \`${name}\`. ${hint}\n`);
  return 2;
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const reporting = { json: words.includes('--json'), debug: words.includes('--debug') };
  try {
    const { positionals, options } = readOptions(command, words);
    const style = styleFor(process.stdout, process.env);
    if (options['help'] === true) {
      process.stdout.write(`${commandHelp(command, style)}\n`);
      return 0;
    }
    const streams = { out: process.stdout, log: process.stderr, style };
    return await command.run({ positionals, options, json: reporting.json, ...streams });
  } catch (failure) {
    return report(failure, command, reporting);
  }
}

/** One clear message on stderr, with `--json` also an object on stdout; no stack without `--debug`. */
function report(
  failure: unknown,
  command: Command,
  { json, debug }: { readonly json: boolean; readonly debug: boolean },
): number {
  const { exitCode, ...error } = problemOf(failure);
  if (json) process.stdout.write(`${JSON.stringify({ error })}\n`);
  process.stderr.write(`${problemText(error)}\n`);
  if (failure instanceof UsageError) {
    const program = programName();
    process.stderr.write(
      `Usage: ${program} ${command.name} ${command.usage}\n` +
        `\`${program} ${command.name} --help\` explains the options.\n`,
    );
  }
  if (debug && failure instanceof Error) process.stderr.write(`${failure.stack}\n`);
  return exitCode;
}

function problemOf(failure: unknown): {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
} {
  if (failure instanceof UserError) {
    const { code, message, file, line } = failure;
    return { exitCode: 1, code, message, file, line };
  }
  if (failure instanceof UsageError) return { exitCode: 2, code: 'usage', message: failure.message };
  if (failure instanceof Cancelled) {
    return { exitCode: cancelledExitCode, code: 'cancelled', message: failure.message };
  }
  return { exitCode: 1, code: 'internal', message: internalMessage(failure) };
}

function internalMessage(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return `Netwright made a mistake of its own: ${text}. Run the command again with --debug to see where.`;
}

// A reader that closes early (`| head`) ends the command quietly.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  process.exit(failure.code === 'EPIPE' ? 0 : 1);
});

watchInterruptions();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (failure: unknown) => {
    process.stderr.write(`${internalMessage(failure)}\n`);
    process.exitCode = 1;
  },
);
