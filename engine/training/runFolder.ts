// The folder of one run: plain files that say what was trained, how it went and what came out.

import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Network } from '../network/network.ts';
import type { TrainingEvent } from '../protocol/messages.ts';
import { type RunRecord, runFiles } from '../protocol/runRecord.ts';
import { UserError } from '../userError.ts';
import { fileReason } from './fileReason.ts';
import { EventFiles } from './tensorboard/eventFiles.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** A run's folder while it is written: keeps `run.json` current and appends events to their files. */
export class RunFolder {
  private appended: Promise<void> = Promise.resolve();
  private hasFailed = false;

  private constructor(
    readonly path: string,
    private current: RunRecord,
    private readonly tensorboard: EventFiles,
    /** What happened before the run was resumed, as far as warnings go by it. */
    readonly history: readonly TrainingEvent[] = [],
  ) {}

  /**
   * Makes the folder of a new run.
   * @throws UserError `run.exists` where there is one already, `run.unwritable` where it cannot be made.
   */
  static async create(
    path: string,
    content: {
      readonly record: RunRecord;
      readonly network: Network;
      readonly sourceText: string;
      /** What the text imports, by its name in the folder. */
      readonly imports?: readonly { readonly name: string; readonly text: string }[];
    },
  ): Promise<RunFolder> {
    await makeFolder(path);
    const folder = new RunFolder(path, content.record, await EventFiles.create(path));
    await writeFileAtomically(join(path, content.record.source), content.sourceText);
    for (const { name, text } of content.imports ?? []) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFileAtomically(join(path, name), text);
    }
    await writeFileAtomically(join(path, runFiles.network), `${JSON.stringify(content.network)}\n`);
    await writeFileAtomically(join(path, runFiles.metrics), '');
    await folder.update({});
    return folder;
  }

  /** Takes a run up again after `step`: what was noted of later steps is dropped, since it will happen again. */
  static async reopen(path: string, record: RunRecord, step: number): Promise<RunFolder> {
    await removeLeftovers(path);
    const history: TrainingEvent[] = [];
    for (const name of [runFiles.metrics, ...(record.internals === undefined ? [] : [runFiles.internals])]) {
      const file = join(path, name);
      const text = await readFile(file, 'utf8').catch(() => '');
      const { kept, telling } = keepUntil(text, step);
      await writeFileAtomically(file, kept);
      history.push(...telling);
    }
    history.sort((one, other) => stepOf(one) - stepOf(other));
    return new RunFolder(path, record, await EventFiles.reopen(path, step), history);
  }

  get record(): RunRecord {
    return this.current;
  }

  /** Changes `run.json`. */
  async update(changes: Partial<RunRecord>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await writeFileAtomically(join(this.path, runFiles.record), `${JSON.stringify(this.current, null, 2)}\n`);
  }

  /** Notes an event, in order; `flush` tells whether that went well. */
  append(event: TrainingEvent): void {
    const line = `${JSON.stringify(event)}\n`;
    const file = join(this.path, event.event === 'internals' ? runFiles.internals : runFiles.metrics);
    this.appended = this.appended
      .then(() => appendFile(file, line))
      .then(() => this.tensorboard.append(event));
    // Whoever flushes gets the failure; until then it is no unhandled one.
    this.appended.catch(() => {
      this.hasFailed = true;
    });
  }

  /** An event could not be noted: `flush` tells why. */
  get failed(): boolean {
    return this.hasFailed;
  }

  async flush(): Promise<void> {
    await this.appended;
  }
}

/** Tells a full or vanished disk in words. */
export async function writing<T>(folder: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = fileReason(cause);
    if (reason === undefined) throw cause;
    // While a folder is being deleted it may still be there without what was just written.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT' || !existsSync(folder))
      throw runGone(folder, cause);
    const text = `The run's folder ${folder} cannot be written: ${reason}. The last checkpoint in it is whole.`;
    throw new UserError('run.unwritable', text, { file: folder, cause });
  }
}

/** The folder was deleted or moved. */
export function isGone(error: unknown): boolean {
  return error instanceof UserError && error.code === 'run.gone';
}

function runGone(folder: string, cause: unknown): UserError {
  const message = `The run's folder ${folder} is gone: it was deleted or moved while the network was trained. Train it anew.`;
  return new UserError('run.gone', message, { file: folder, cause });
}

/** The name that a source text keeps in the folder: its own, with `.cnn`. */
export function sourceName(file: string): string {
  const name = basename(file.replaceAll('\\', '/'));
  return name.endsWith('.cnn') ? name : `${name === '' ? 'network' : name}.cnn`;
}

export function runExists(path: string): UserError {
  const message = `${path} exists already; a run needs a folder of its own. Name another.`;
  return new UserError('run.exists', message, { file: path });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    // Something on the way is a file.
    const taken = ['EEXIST', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    throw unmakeable(path, taken ? 'what should be its folder is a file' : undefined, cause);
  }
  try {
    await mkdir(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw runExists(path);
    throw unmakeable(path, undefined, cause);
  }
}

function unmakeable(path: string, reason: string | undefined, cause: unknown): UserError {
  const why = reason ?? fileReason(cause) ?? (cause as Error).message;
  const message = `The run's folder ${path} cannot be made: ${why}. Name another.`;
  return new UserError('run.unwritable', message, { file: path, cause });
}

/** Files that a killed engine was writing aside. */
async function removeLeftovers(path: string): Promise<void> {
  const leftovers = (await readdir(path)).filter((name) => /\.\d+\.tmp$/.test(name));
  await Promise.all(leftovers.map((name) => rm(join(path, name), { force: true })));
}

/** A run warns by its epochs and by so many of its last looks inside. */
const mostLooks = 100;

/** The lines of whole events that happened up to `step`, and those of them that warnings go by; a half-written last line goes as well. */
function keepUntil(
  text: string,
  step: number,
): { readonly kept: string; readonly telling: readonly TrainingEvent[] } {
  const epochs: TrainingEvent[] = [];
  const looks: TrainingEvent[] = [];
  const kept = text.split('\n').filter((line) => {
    const event = parseEvent(line);
    if (event === undefined || event.event === 'end' || event.step > step) return false;
    if (event.event === 'epoch') epochs.push(event);
    if (event.event === 'internals' && looks.push(event) > mostLooks) looks.shift();
    return true;
  });
  return { kept: kept.map((line) => `${line}\n`).join(''), telling: [...epochs, ...looks] };
}

function stepOf(event: TrainingEvent): number {
  return 'step' in event ? event.step : 0;
}

function parseEvent(line: string): TrainingEvent | undefined {
  try {
    return JSON.parse(line) as TrainingEvent;
  } catch {
    return undefined;
  }
}
