// Gathers steps into events: about ten a second, and always the last one.

import type { TrainingEvent } from '../protocol/messages.ts';
import type { OutputResult } from './epochScores.ts';

type StepEvent = TrainingEvent & { event: 'step' };

const intervalMs = 100;

export class ProgressMeter {
  private steps = 0;
  private lossSum = 0;
  private correct = 0;
  private last: { readonly step: number; readonly epoch: number; readonly learningRate: number } | undefined;
  private since: number;

  /** `now` gives milliseconds. */
  constructor(
    private readonly batch: number,
    private readonly now: () => number,
  ) {
    this.since = now();
  }

  /** Training goes on after a pause that must not count as slowness. */
  restart(): void {
    this.since = this.now();
  }

  /** Takes a step; returns an event when one is due. */
  add(
    { loss, correct }: Pick<OutputResult, 'loss' | 'correct'>,
    place: { readonly step: number; readonly epoch: number; readonly learningRate: number },
  ): StepEvent | undefined {
    this.steps += 1;
    this.lossSum += loss;
    this.correct += correct;
    this.last = place;
    return this.now() - this.since >= intervalMs ? this.flush() : undefined;
  }

  /** The event of the steps that none has told of yet. */
  flush(): StepEvent | undefined {
    if (this.last === undefined) return undefined;
    const now = this.now();
    const images = this.steps * this.batch;
    const event: StepEvent = {
      event: 'step',
      ...this.last,
      loss: this.lossSum / this.steps,
      accuracy: this.correct / images,
      imagesPerSecond: Math.round((images / Math.max(now - this.since, 0.001)) * 1000),
    };
    this.since = now;
    this.steps = this.lossSum = this.correct = 0;
    this.last = undefined;
    return event;
  }
}
