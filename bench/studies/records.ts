// The runs that a call of the study runner trained: one file, whole after every epoch of every run.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from './experiments.ts';
import { type RecordedRun, writeRuns } from './recordedRun.ts';

type StudyRun = RecordedRun & { readonly study: string };

export class Records {
  private readonly runs = new Map<string, StudyRun>();
  private readonly file: string;

  /** What the folder holds already is kept. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'records.jsonl');
    for (const run of readRecords(this.file)) this.runs.set(keyOf(run), run);
  }

  of(study: string, name: string, seed: number): RecordedRun | undefined {
    return this.runs.get(keyOf({ study, name, seed }));
  }

  /** Takes the place of an earlier state of the same run. */
  put(study: string, run: RecordedRun): void {
    this.runs.set(keyOf({ study, ...run }), { study, ...run });
    const lines = [...this.runs.values()].map((one) => `${JSON.stringify(one)}\n`);
    // A reader, or the end of this process, never meets half a file.
    writeFileSync(`${this.file}.new`, lines.join(''));
    renameSync(`${this.file}.new`, this.file);
  }
}

/** Makes a folder's records the results that the pages are drawn from; returns the names of the studies. */
export function collectRecords(folder: string): readonly string[] {
  const all = readRecords(join(folder, 'records.jsonl'));
  const studies = [...new Set(all.map(({ study }) => study))];
  for (const study of studies) {
    const own = all.filter((run) => run.study === study).map(({ study: _, ...run }) => run);
    const place = ({ name }: RecordedRun) => experiments[study]!.runs.findIndex((run) => run.name === name);
    writeRuns(
      study,
      own.toSorted((a, b) => place(a) - place(b) || a.seed - b.seed),
    );
  }
  return studies;
}

function readRecords(file: string): readonly StudyRun[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as StudyRun);
}

function keyOf({ study, name, seed }: Pick<StudyRun, 'study' | 'name' | 'seed'>): string {
  return `${study}/${name}/${seed}`;
}
