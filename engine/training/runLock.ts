// A lock on a run's folder, so that of two processes that resume it at the same moment one is refused.

import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../userError.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

export interface RunLock {
  release(): Promise<void>;
}

interface Holder {
  /** 0 once it was released. */
  readonly pid: number;
  /** When the process began, as the system counts; tells it from a later one of the same number. */
  readonly began: string;
  readonly host: string;
}

/**
 * Locks are numbered, and the highest number counts: who wants the lock makes the file of the next number, which the
 * file system lets only one do. A lock whose process is gone counts for nothing.
 *
 * @throws UserError `run.active` where another process holds it
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const own = { pid: process.pid, began: await beginningOf(process.pid), host: hostname() };
  for (;;) {
    const newest = await newestLock(folder);
    if (newest && (await isHeld(newest.holder))) throw heldBy(folder, newest.file, newest.holder);
    const number = (newest?.number ?? 0) + 1;
    const file = join(folder, lockName(number));
    if (!(await createWhole(file, JSON.stringify(own)))) continue;
    // Whoever was slow may have made a number that was used and taken away before: a higher one counts.
    const now = await lockNumbers(folder);
    if (now.some((other) => other > number)) {
      await rm(file, { force: true });
      continue;
    }
    await Promise.all(
      now
        .filter((other) => other < number)
        .map((other) => rm(join(folder, lockName(other)), { force: true })),
    );
    return { release: () => writeFileAtomically(file, JSON.stringify({ ...own, pid: 0 })) };
  }
}

/** Whether a process that lives has the run: trains it, or is about to. */
export async function isRunHeld(folder: string): Promise<boolean> {
  const newest = await newestLock(folder).catch(() => undefined);
  return isHeld(newest?.holder);
}

function lockName(number: number): string {
  return `lock-${number}.json`;
}

async function lockNumbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const number = /^lock-(\d+)\.json$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

async function newestLock(folder: string) {
  const numbers = await lockNumbers(folder);
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers);
  const file = join(folder, lockName(number));
  return { number, file, holder: parseHolder(await readFile(file, 'utf8').catch(() => '')) };
}

/** What cannot be read belongs to nobody: whole files alone get their name. */
function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, began, host } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid === 'number' && typeof began === 'string' && typeof host === 'string')
      return { pid, began, host };
  } catch {
    // Neither JSON nor ours.
  }
  return undefined;
}

async function isHeld(holder: Holder | undefined): Promise<boolean> {
  if (holder === undefined || holder.pid === 0) return false;
  // Nobody can ask another machine whether the process still lives.
  if (holder.host !== hostname()) return true;
  if (!isAlive(holder.pid)) return false;
  return holder.began === (await beginningOf(holder.pid));
}

/** Signal 0 only asks; a process of another user is none of ours. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Field 22 of Linux' /proc/PID/stat; elsewhere nothing. The name in brackets before it may hold spaces. */
async function beginningOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Files that were written aside: this process, too, may want a lock twice at one moment. */
let asides = 0;

/** False where the file is there already. Written aside and linked, so that it is never seen half. */
async function createWhole(file: string, content: string): Promise<boolean> {
  asides += 1;
  const aside = `${file}.${process.pid}.${asides}.tmp`;
  await writeFile(aside, content);
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // File systems without links, such as exFAT: not whole at once, but still made by one alone.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    return await createPlainly(file, content);
  } finally {
    await rm(aside, { force: true });
  }
}

async function createPlainly(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function heldBy(folder: string, file: string, holder: Holder | undefined): UserError {
  const { pid, host } = holder!;
  const where = host === hostname() ? '' : ` on ${host}`;
  return new UserError(
    'run.active',
    `The run in ${folder} is under way in process ${pid}${where}: stop it first. If that process is gone, delete ${file}.`,
    { file: folder },
  );
}
