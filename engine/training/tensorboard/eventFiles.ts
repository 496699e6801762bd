// A run's TensorBoard files: one folder for training and one for validation, a file for each time the run was started.

import { appendFile, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TrainingEvent } from '../../protocol/messages.ts';
import { runFiles } from '../../protocol/runRecord.ts';
import { startMessage, stepOf, summaryMessage, versionMessage } from './eventMessage.ts';
import { eventSummaries, type Split, splits } from './eventSummaries.ts';
import { frameRecord, wholeRecords } from './tfRecord.ts';

type Files = Readonly<Record<Split, string>>;

export class EventFiles {
  constructor(private readonly files: Files) {}

  /** For a new run. `folder` is the run's. */
  static async create(folder: string): Promise<EventFiles> {
    return new EventFiles(await begin(folder, [versionMessage(now())]));
  }

  /** For a run that goes on after `step`: what its files say of later steps is cut off, and new files begin. */
  static async reopen(folder: string, step: number): Promise<EventFiles> {
    for (const split of splits) await cutAfter(join(folder, runFiles.tensorboard, split), step);
    return new EventFiles(await begin(folder, [versionMessage(now()), startMessage(now(), step + 1)]));
  }

  async append(event: TrainingEvent): Promise<void> {
    const summaries = eventSummaries(event);
    for (const split of splits) {
      const summary = summaries[split];
      if (summary) await appendFile(this.files[split], frameRecord(summaryMessage(now(), summary)));
    }
  }
}

/** Seconds since 1970, as the format has them. */
function now(): number {
  return Date.now() / 1000;
}

async function begin(folder: string, messages: readonly Uint8Array[]): Promise<Files> {
  const [train, validation] = await Promise.all(
    splits.map(async (split) => {
      const place = join(folder, runFiles.tensorboard, split);
      await mkdir(place, { recursive: true });
      // Readers take the files in the order of their names.
      const count = (await readdir(place)).length;
      const time = String(Math.floor(now())).padStart(10, '0');
      const file = join(place, `events.out.tfevents.${time}.${hostname()}.${process.pid}.${count}`);
      for (const message of messages) await appendFile(file, frameRecord(message));
      return file;
    }),
  );
  return { train: train!, validation: validation! };
}

/** Steps only rise, over all files of a folder: each is cut at the first message of a later step. */
async function cutAfter(place: string, step: number): Promise<void> {
  const names = await readdir(place).catch(() => []);
  for (const name of names) {
    const file = join(place, name);
    const bytes = await readFile(file);
    let end = 0;
    for (const record of wholeRecords(bytes)) {
      if (stepOf(record.content) > step) break;
      end = record.end;
    }
    if (end < bytes.length) await truncate(file, end);
  }
}

async function truncate(file: string, length: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
