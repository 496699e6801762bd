// The built command line as a process, and the files that tests give it.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from '../engine/training/temporaryFolder.ts';
import { repository, useBundles } from '../process/bundle.ts';

export const lenet5File = join(repository, 'models/lenet5.cnn');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error. */
  readonly out: string;
  readonly log: string;
}

export interface Cli {
  /** Runs a command to its end. */
  run(words: readonly string[], options?: CliOptions): Promise<Ended>;
  /** Starts a command; `ended` tells how it ended. */
  start(
    words: readonly string[],
    options?: CliOptions,
  ): { readonly child: ChildProcess; ended: Promise<Ended> };
}

interface CliOptions {
  /** Variables beside those of the test's own process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; the repository where absent. */
  readonly folder?: string;
  /** Takes each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Bundles the command line and its engine once for a test file. */
export function useCli(): Cli {
  const bundles = useBundles('cli', 'engine', 'loader', 'sessionThread');
  const start: Cli['start'] = (words, options) =>
    launch(join(bundles.folder, 'cli.js'), words, options ?? {});
  return { start, run: (words, options) => start(words, options).ended };
}

function launch(program: string, words: readonly string[], { folder, onLine, env }: CliOptions) {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder ?? repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '', NO_COLOR: '', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let log = '';
  let told = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    for (let end = out.indexOf('\n', told); end >= 0; end = out.indexOf('\n', told)) {
      onLine?.(out.slice(told, end));
      told = end + 1;
    }
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, out, log }));
  });
  return { child, ended };
}

/** The one JSON value that a command printed; it must have ended well and said nothing else. */
export function jsonOf({ code, out, log }: Ended): unknown {
  expect(log).toBe('');
  expect(code).toBe(0);
  expect(out.endsWith('\n')).toBe(true);
  return JSON.parse(out);
}

export function jsonLines(out: string): readonly Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The one line that a command said when it failed with exit code 1, for a person and as JSON. */
export async function problemOf(
  cli: Cli,
  words: readonly string[],
  folder?: string,
): Promise<
  { readonly code: string; readonly message: string; readonly log: string } & Record<string, unknown>
> {
  const at = folder === undefined ? {} : { folder };
  const plain = await cli.run(words, at);
  expect(plain.code).toBe(1);
  expect(plain.log).not.toMatch(/^\s+at /m);
  const json = await cli.run([...words, '--json'], at);
  expect(json.code).toBe(1);
  const { error } = jsonLines(json.out).at(-1) as { error: { code: string; message: string } };
  expect(json.log).toBe(plain.log);
  return { ...error, log: plain.log.trimEnd() };
}

/** A folder with these files. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A network of one layer that learns digits in a moment. */
export const smallText = [
  'model Small {',
  '  input 1x28x28',
  '  pool = maxpool(4)',
  '  flatten',
  '  output = dense(10)',
  '}',
  'train Small {',
  '  data digits(320), validation: digits(60, seed: 2)',
  '  optimizer sgd(lr: 0.1, momentum: 0.9)',
  '  batch 32',
  '  epochs 3',
  '}',
  '',
].join('\n');
