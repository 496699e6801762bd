// How long a run has trained: pauses do not count, nor does the time between two starts.

import type { RunTiming } from '../protocol/runRecord.ts';

export class TrainingClock {
  private readonly began: number;
  private heldMs = 0;
  private heldSince: number | undefined;

  /** `now` tells milliseconds and never goes back; `before` are the seconds that the run trained in earlier starts. */
  constructor(
    private readonly now: () => number,
    private readonly before = 0,
  ) {
    this.began = now();
  }

  /** Milliseconds of training since this start. */
  get milliseconds(): number {
    const now = this.now();
    const held = this.heldSince === undefined ? 0 : now - this.heldSince;
    return now - this.began - this.heldMs - held;
  }

  hold(): void {
    this.heldSince ??= this.now();
  }

  goOn(): void {
    if (this.heldSince !== undefined) this.heldMs += this.now() - this.heldSince;
    this.heldSince = undefined;
  }

  /** For the run's record; `ended` where nothing is trained any more. */
  timing(ended = false): RunTiming {
    const seconds = this.before + this.milliseconds / 1000;
    const stands = ended || this.heldSince !== undefined;
    return { seconds, since: stands ? null : new Date().toISOString() };
  }
}
