// What users ask of a run while it goes on; training looks here between two steps.

import type { ControlRequest } from '../protocol/control.ts';

export class RunControls {
  private held = false;
  private rate: number | undefined;
  private interval: number | undefined;
  private wake: () => void = () => undefined;

  apply(request: ControlRequest): void {
    switch (request.action) {
      case 'pause':
        this.held = true;
        break;
      case 'continue':
        this.held = false;
        this.wake();
        break;
      case 'learningRate':
        this.rate = request.learningRate;
        break;
      case 'internals':
        this.interval = request.every;
        break;
    }
  }

  get paused(): boolean {
    return this.held;
  }

  /** Settles when training may go on, or when `signal` is aborted. */
  async untilContinued(signal: AbortSignal): Promise<void> {
    while (this.held && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** The rate that was asked for since the last call. */
  takeLearningRate(): number | undefined {
    const { rate } = this;
    this.rate = undefined;
    return rate;
  }

  /** Steps between looks inside, where they were asked for since the last call. */
  takeInternals(): number | undefined {
    const { interval } = this;
    this.interval = undefined;
    return interval;
  }
}
