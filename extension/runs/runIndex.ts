// Finds training runs and what the list says of each; only runs whose folder changed since the last time are read again.

import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseRunRecord, runFiles } from '../../engine/protocol/runRecord.ts';
import { isRunHeld } from '../../engine/training/runLock.ts';
import { writeFileAtomically } from '../../engine/training/writeFileAtomically.ts';
import { readRunLabel } from './runLabel.ts';
import { type RunSummary, summarizeRun } from './runSummary.ts';

interface Entry {
  /** Every file of a run that the list looks at is replaced by a rename, which its folder's time tells. */
  readonly changedMs: number;
  /** Null where the folder is no run's. */
  readonly summary: RunSummary | null;
}

/** Asking for so many at once takes a millisecond or two; other work has its turn in between. */
const foldersInTurn = 50;

/** Raised with every change of `RunSummary`. */
const cacheFormat = 3;

export class RunIndex {
  private entries: Map<string, Entry> | undefined;

  /** `cacheFile` keeps what was read from one session to the next; without it every session reads all runs once. */
  constructor(private readonly cacheFile?: string) {}

  /** The runs in these folders, newest first. A folder that is not there has none. */
  async list(parents: readonly string[]): Promise<readonly RunSummary[]> {
    const known = this.entries ?? (await this.readCache());
    const folders = (await Promise.all([...new Set(parents)].map(foldersIn))).flat();
    const found = new Map<string, Entry>();
    let changed = folders.length !== known.size;
    for (let from = 0; from < folders.length; from += foldersInTurn) {
      const part = folders.slice(from, from + foldersInTurn);
      const entries = await Promise.all(part.map((folder) => readEntry(folder, known.get(folder))));
      part.forEach((folder, place) => {
        const entry = entries[place];
        if (entry === undefined) return;
        changed ||= entry !== known.get(folder);
        found.set(folder, entry);
      });
    }
    this.entries = found;
    if (changed) await this.writeCache();
    const summaries = [...found.values()].flatMap(({ summary }) => summary ?? []);
    return (await Promise.all(summaries.map(withLife))).toSorted(newestFirst);
  }

  private async readCache(): Promise<Map<string, Entry>> {
    if (this.cacheFile === undefined) return new Map();
    try {
      const { format, entries } = JSON.parse(await readFile(this.cacheFile, 'utf8'));
      return new Map(format === cacheFormat ? entries : []);
    } catch {
      // It is not there yet, or was damaged: everything is read once.
      return new Map();
    }
  }

  /** A cache that cannot be written costs time, and nothing else. */
  private async writeCache(): Promise<void> {
    if (this.cacheFile === undefined) return;
    const text = JSON.stringify({ format: cacheFormat, entries: [...this.entries!] });
    await mkdir(dirname(this.cacheFile), { recursive: true })
      .then(() => writeFileAtomically(this.cacheFile!, text))
      .catch(() => undefined);
  }
}

async function foldersIn(parent: string): Promise<readonly string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
}

/** The known entry where the folder is as it was; undefined where it is gone meanwhile. */
async function readEntry(folder: string, known: Entry | undefined): Promise<Entry | undefined> {
  const status = await stat(folder).catch(() => undefined);
  if (status === undefined) return undefined;
  if (known?.changedMs === status.mtimeMs) return known;
  return { changedMs: status.mtimeMs, summary: await readSummary(folder) };
}

async function readSummary(folder: string): Promise<RunSummary | null> {
  const text = await readFile(join(folder, runFiles.record), 'utf8').catch(() => undefined);
  if (text === undefined) return null;
  const read = parseRunRecord(text);
  return 'wrong' in read ? null : summarizeRun(folder, read.record, await readRunLabel(folder));
}

/** An engine that was killed could not say so. */
async function withLife(summary: RunSummary): Promise<RunSummary> {
  if (summary.status !== 'running' || (await isRunHeld(summary.folder))) return summary;
  return { ...summary, status: 'interrupted' };
}

function newestFirst(one: RunSummary, other: RunSummary): number {
  return other.started.localeCompare(one.started) || one.folder.localeCompare(other.folder);
}
