// What is asked of a run through a file in its folder, by those who are not the engine's parent: read once, then taken away.

import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunWish } from '../protocol/control.ts';
import { runFiles } from '../protocol/runRecord.ts';
import type { JobContext } from './requestServer.ts';

const intervalMs = 500;

export interface RunMailbox {
  close(): void;
}

/** Wishes of an earlier time are not for this run of the engine. */
export async function openMailbox(folder: string, context: JobContext): Promise<RunMailbox> {
  const file = join(folder, runFiles.control);
  await rm(file, { force: true }).catch(() => undefined);
  let reading = false;
  // It also keeps a paused engine alive, which has nothing else to wait for once its parent is gone.
  const timer = setInterval(async () => {
    if (reading) return;
    reading = true;
    for (const wish of await takeWishes(file)) grant(wish, context);
    reading = false;
  }, intervalMs);
  return { close: () => clearInterval(timer) };
}

/** Renamed first, so that a line that comes meanwhile begins a file of its own. */
async function takeWishes(file: string): Promise<readonly RunWish[]> {
  const taken = `${file}.${process.pid}.tmp`;
  try {
    await rename(file, taken);
    const lines = (await readFile(taken, 'utf8')).split('\n');
    await rm(taken, { force: true });
    return lines.flatMap((line) => parseWish(line) ?? []);
  } catch {
    // There is none, which is usual, or the folder is gone, which the run itself notices.
    return [];
  }
}

function parseWish(line: string): RunWish | undefined {
  try {
    const wish: unknown = JSON.parse(line);
    const known = typeof wish === 'object' && wish !== null && 'action' in wish;
    return known ? (wish as RunWish) : undefined;
  } catch {
    return undefined;
  }
}

function grant(wish: RunWish, { controls, stop, log }: JobContext): void {
  log(`Asked through the run's folder: ${JSON.stringify(wish)}`);
  if (wish.action === 'stop') stop();
  else controls.apply(wish);
}
