// How far a trial is, on the terminal's progress line.

import type { TrialProgress } from '../engine/protocol/trials.ts';
import type { CommandContext } from './command.ts';
import { progressLine } from './terminal/progressBar.ts';

/** Runs `work`, which tells of its steps, and leaves no line behind. */
export async function withTrialProgress<T>(
  { log }: CommandContext,
  work: (onEvent: (event: TrialProgress) => void) => Promise<T>,
): Promise<T> {
  const line = progressLine(log);
  try {
    return await work(({ step, steps, attempt, learningRate, loss }) => {
      const again = attempt === 1 ? '' : `attempt ${attempt}, `;
      const rate = Number(learningRate.toPrecision(3));
      line.update(step / steps, `${again}step ${step} of ${steps}  lr ${rate}  loss ${loss.toFixed(4)}`);
    });
  } finally {
    line.clear();
  }
}
