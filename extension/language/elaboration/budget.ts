// What may still be made for one file: its models and recipes share it, so that many large ones end as soon
// as one.

import { limits } from './limits.ts';

export class Budget {
  private layers = 0;
  private steps = 0;

  /** Counts a layer; false when there are too many. */
  takeLayer(): boolean {
    this.layers += 1;
    return this.layers <= limits.layersOfFile;
  }

  /** Counts a step of work; false when there are too many. */
  takeStep(): boolean {
    this.steps += 1;
    return this.steps <= limits.stepsOfFile;
  }
}
