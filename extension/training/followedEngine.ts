// An engine that another window started: followed through its run's folder, and asked through a file in it.

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlRequest, RunWish } from '../../engine/protocol/control.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { runFiles } from '../../engine/protocol/runRecord.ts';
import { isRunHeld } from '../../engine/training/runLock.ts';
import { UserError } from '../../engine/userError.ts';
import { EventFile } from './eventFile.ts';
import type { TrainingEngine } from './trainingEngine.ts';

const intervalMs = 500;

export class FollowedEngine implements TrainingEngine {
  private readonly over = new AbortController();

  constructor(private readonly folder: string) {}

  /**
   * Hands over all events of the run, and those that come, until it ends.
   * @throws UserError `engine.crashed` where the engine is gone without an end
   */
  async follow(onEvent: (event: TrainingEvent) => void): Promise<void> {
    const { signal } = this.over;
    const files = [runFiles.metrics, runFiles.internals].map(
      (name) => new EventFile(join(this.folder, name)),
    );
    let ended = false;
    const take = (event: TrainingEvent) => {
      // What ended before it was resumed is no end any more.
      ended = event.event === 'end' || (ended && event.event !== 'start');
      onEvent(event);
    };
    while (!signal.aborted) {
      // Asked first: what an engine wrote before it went is read after.
      const held = await isRunHeld(this.folder);
      for (const file of files) await file.readNew(take, signal);
      if (ended) return;
      if (!held) throw gone(this.folder);
      await pause(signal);
    }
  }

  stop(): Promise<void> {
    return this.ask({ action: 'stop' });
  }

  control(request: ControlRequest): Promise<void> {
    return this.ask(request);
  }

  /** The run goes on; it is only followed no longer. */
  release(): void {
    this.over.abort();
  }

  async dispose(): Promise<void> {
    this.release();
  }

  private ask(wish: RunWish): Promise<void> {
    return appendFile(join(this.folder, runFiles.control), `${JSON.stringify(wish)}\n`);
  }
}

function gone(folder: string): UserError {
  const message = `The engine that trained ${folder} ended without a word: resume the run to go on from its checkpoint.`;
  return new UserError('engine.crashed', message, { file: folder });
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, intervalMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
