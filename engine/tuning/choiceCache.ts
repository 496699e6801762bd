// Which of several equal ways was fastest on a machine, kept in the user's cache folder: one file for each machine.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../training/writeFileAtomically.ts';
import { userCacheFolder } from '../userCacheFolder.ts';
import type { Machine } from './machine.ts';

export interface MeasuredChoice {
  readonly choice: string;
  /** Least milliseconds of each way; empty where there was no time to measure, and the rules chose. */
  readonly times: Readonly<Record<string, number>>;
}

/** By subject: what the choice is for, such as an operation with its shapes. */
type Choices = Readonly<Record<string, MeasuredChoice>>;

export interface MachineChoices {
  readonly machine: Machine;
  /** By what is chosen, such as `lowering`. */
  readonly kinds: Readonly<Record<string, Choices>>;
}

/** `~/.cache/netwright/choices` */
export function choicesFolder(): string {
  return join(userCacheFolder(), 'choices');
}

export class ChoiceCache {
  private readonly added: [kind: string, subject: string, choice: MeasuredChoice][] = [];

  private constructor(
    private readonly folder: string,
    private readonly machine: Machine,
    private kinds: MachineChoices['kinds'],
  ) {}

  /** A file that is missing or damaged counts as empty. */
  static async open(machine: Machine, folder = choicesFolder()): Promise<ChoiceCache> {
    return new ChoiceCache(folder, machine, await readKinds(fileOf(folder, machine)));
  }

  find(kind: string, subject: string): MeasuredChoice | undefined {
    return this.kinds[kind]?.[subject];
  }

  /** What was chosen for each subject. */
  chosen(kind: string): Readonly<Record<string, string>> {
    const choices = Object.entries(this.kinds[kind] ?? {});
    return Object.fromEntries(choices.map(([subject, { choice }]) => [subject, choice]));
  }

  /** Known at once, and kept with the next `save`. */
  add(kind: string, subject: string, choice: MeasuredChoice): void {
    this.kinds = withChoice(this.kinds, kind, subject, choice);
    this.added.push([kind, subject, choice]);
  }

  /**
   * Keeps what was added. What another process kept meanwhile stays, and holds for this one too, so that both go on
   * with the same choices. A folder that cannot be written only costs the next measurement.
   */
  async save(): Promise<void> {
    if (this.added.length === 0) return;
    const file = fileOf(this.folder, this.machine);
    let kinds = await readKinds(file);
    for (const [kind, subject, choice] of this.added) {
      if (kinds[kind]?.[subject] === undefined) kinds = withChoice(kinds, kind, subject, choice);
    }
    this.kinds = kinds;
    this.added.length = 0;
    const content: MachineChoices = { machine: this.machine, kinds };
    await mkdir(this.folder, { recursive: true })
      .then(() => writeFileAtomically(file, `${JSON.stringify(content, undefined, 1)}\n`))
      .catch(() => {});
  }
}

/** What is kept for every machine, damaged files left out. */
export async function listChoices(folder = choicesFolder()): Promise<readonly MachineChoices[]> {
  const read = (await choiceFiles(folder)).map((file) => readChoices(join(folder, file)));
  return (await Promise.all(read)).filter((choices) => choices !== undefined);
}

/** Removes what is kept; returns for how many machines there was something. */
export async function forgetChoices(folder = choicesFolder()): Promise<number> {
  const files = await choiceFiles(folder);
  await Promise.all(files.map((file) => rm(join(folder, file), { force: true })));
  return files.length;
}

async function choiceFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).sort();
}

function fileOf(folder: string, machine: Machine): string {
  const hash = createHash('sha256').update(JSON.stringify(machine)).digest('hex');
  return join(folder, `${hash.slice(0, 16)}.json`);
}

async function readKinds(file: string): Promise<MachineChoices['kinds']> {
  return (await readChoices(file))?.kinds ?? {};
}

async function readChoices(file: string): Promise<MachineChoices | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isMachineChoices(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMachineChoices(value: unknown): value is MachineChoices {
  if (!isRecord(value) || !isRecord(value['machine']) || !isRecord(value['kinds'])) return false;
  const choices = Object.values(value['kinds']).flatMap((kind) =>
    isRecord(kind) ? Object.values(kind) : [undefined],
  );
  return choices.every(
    (choice) => isRecord(choice) && typeof choice['choice'] === 'string' && isRecord(choice['times']),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function withChoice(
  kinds: MachineChoices['kinds'],
  kind: string,
  subject: string,
  choice: MeasuredChoice,
): MachineChoices['kinds'] {
  return { ...kinds, [kind]: { ...kinds[kind], [subject]: choice } };
}
