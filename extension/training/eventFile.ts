// Reads the events of a run's file as they come: lines from where the last reading ended, a piece at a time.

import { createReadStream } from 'node:fs';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';

/** Some hundred events, which are read in about a millisecond; other work has its turn between two pieces. */
const pieceBytes = 1 << 16;

export class EventFile {
  private offset = 0;
  private unfinished: Buffer = Buffer.alloc(0);

  constructor(private readonly file: string) {}

  /** Hands over every event that was added since the last call. A line that is no event is passed over. */
  async readNew(onEvent: (event: TrainingEvent) => void, signal?: AbortSignal): Promise<void> {
    const stream = createReadStream(this.file, { start: this.offset, highWaterMark: pieceBytes });
    try {
      for await (const piece of stream) {
        this.take(piece as Buffer, onEvent);
        if (signal?.aborted) return;
        // Pieces that the stream has at hand already come without a turn in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      // A run that has not written yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  private take(piece: Buffer, onEvent: (event: TrainingEvent) => void): void {
    this.offset += piece.length;
    const bytes = this.unfinished.length === 0 ? piece : Buffer.concat([this.unfinished, piece]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.unfinished = Buffer.from(bytes.subarray(end));
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const event = line === '' ? undefined : parseEvent(line);
      if (event) onEvent(event);
    }
  }
}

function parseEvent(line: string): TrainingEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEvent = typeof value === 'object' && value !== null && 'event' in value;
    return isEvent ? (value as TrainingEvent) : undefined;
  } catch {
    return undefined;
  }
}
