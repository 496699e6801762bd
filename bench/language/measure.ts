// Takes the language's measurements: a table on the terminal and a file in bench/results/.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Editor } from './editor.ts';
import { type Measured, repeat } from './statistics.ts';
import { largestSubjects, modelFiles, type Subject } from './subjects.ts';

interface Row extends Measured {
  readonly what: string;
  readonly unit: 'ms' | 'MB';
  /** Of the median; undefined for what is only reported. */
  readonly budget: number | undefined;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { models: { type: 'string', default: 'models' }, runs: { type: 'string', default: '40' } },
});
const bundles = positionals[0]!;
const folder = resolve(values.models);
const runs = Number(values.runs);
const serverPath = join(bundles, 'languageServer.js');
const files = modelFiles(folder);
const rows: Row[] = [];

function note(what: string, unit: Row['unit'], budget: number | undefined, measured: Measured): void {
  rows.push({ what, unit, budget, ...measured });
  const verdict = budget === undefined ? '' : measured.median <= budget ? `≤ ${budget}` : `MISSES ${budget}`;
  const figures = [measured.median, measured.p95].map((figure) => figure.toFixed(1).padStart(8)).join(' ');
  console.log(`${what.padEnd(58)} ${figures} ${unit}  ${String(measured.runs).padStart(4)}  ${verdict}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Fast typing: ten keys a second. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

async function measureStart(): Promise<void> {
  const measured = await repeat(2, 15, async () => {
    let editor: Editor | undefined;
    const time = await timed(async () => {
      editor = await Editor.start(serverPath, folder);
    });
    await editor!.end();
    return time;
  });
  note('server: start to the reply to initialize', 'ms', 500, measured);
}

async function measureTyping(subject: Subject): Promise<void> {
  const { label, file, text, input, bodyEnd } = subject;
  const editor = await Editor.start(serverPath, folder);
  await editor.open(file, text);
  // Each run types another digit, so that no run finds the shapes of the one before it.
  const digit = async (offset: number, run: number) => {
    await pause();
    return timed(() => editor.type(file, offset, 1, String((run + 1) % 10)));
  };
  note(
    `${label}: keystroke in the input's size`,
    'ms',
    50,
    await repeat(10, runs, (run) => digit(input, run)),
  );
  await editor.type(file, input, 1, text[input]!);
  const atEnd = '\n  relu // ';
  await editor.type(file, bodyEnd, 0, atEnd);
  const inComment = async (run: number) => {
    await pause();
    return timed(() => editor.type(file, bodyEnd + atEnd.length, run > 0 ? 1 : 0, String(run % 10)));
  };
  note(`${label}: keystroke in a comment`, 'ms', 50, await repeat(10, runs, inComment));
  const everything = async (run: number) => {
    await pause();
    return timed(async () => {
      const shown = editor.type(file, bodyEnd + atEnd.length, 1, String(run % 10));
      await Promise.all([shown, editor.refresh(file)]);
    });
  };
  note(`${label}: keystroke to all that an editor asks`, 'ms', undefined, await repeat(10, runs, everything));
  await editor.type(file, bodyEnd, atEnd.length + 1, '\n  c');
  const completion = async (run: number) => {
    await pause();
    return timed(async () => {
      // The second letter of a word, and back: completion needs the text after the keystroke.
      void editor.type(file, bodyEnd + 4, run % 2, run % 2 === 0 ? 'o' : '');
      await editor.complete(file, bodyEnd + (run % 2 === 0 ? 5 : 4));
    });
  };
  note(`${label}: keystroke to completion`, 'ms', 30, await repeat(10, runs, completion));
  note(`${label}: memory after ${runs * 4} keystrokes`, 'MB', undefined, one(editor.memory() / 1e6));
  await editor.end();
}

function one(value: number): Measured {
  return { median: value, p95: value, runs: 1 };
}

async function measureCheck(): Promise<void> {
  const measured = await repeat(1, 15, () =>
    timed(async () => {
      const { status, stderr } = spawnSync(process.execPath, [join(bundles, 'cli.js'), 'check', folder]);
      if (status !== 0 && status !== 1) throw new Error(`check ended with ${status}: ${stderr}`);
    }),
  );
  note(`check: ${files.length} files in one process`, 'ms', 2000, measured);
}

async function measureMemory(subjects: readonly Subject[]): Promise<void> {
  const editor = await Editor.start(serverPath, folder);
  note('server: memory after its start', 'MB', undefined, one(editor.memory() / 1e6));
  for (const file of files) await editor.open(file);
  for (const file of files) await editor.refresh(file);
  note(`server: memory with ${files.length} files open`, 'MB', 300, one(editor.memory() / 1e6));
  for (const { file, text } of subjects) {
    await editor.close(file);
    await editor.open(file, text);
    await editor.refresh(file);
  }
  note('server: memory with the largest networks among them', 'MB', 300, one(editor.memory() / 1e6));
  await editor.end();
}

const machine = {
  processor: cpus()[0]!.model,
  cores: availableParallelism(),
  memoryGB: Math.round(totalmem() / 1e9),
  system: `${platform()}-${arch()}`,
  node: process.version,
};
console.log(`${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}\n`);
console.log(`${'measurement'.padEnd(58)}   median      p95     runs  budget of the median`);
const subjects = largestSubjects(files);
await measureStart();
for (const subject of subjects) await measureTyping(subject);
await measureCheck();
await measureMemory(subjects);
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/language.json', `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
