// Tries a run for a few seconds and says how long its epochs will take.

import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import type { Pace } from './plan.ts';
import { trainingProcess } from './trainingProcess.ts';

/** Seconds of training that are timed, and those after which a run that has hardly begun is given up. */
const timedSeconds = 5;
const mostSeconds = 40;

/** The first steps, which find caches cold. */
const coldSteps = 2;

/** What an image costs in the evaluation, in images trained on: one pass in place of a pass there, one back and an update. */
const evaluationShare = 0.4;

/** Undefined where the run does not get going. */
export async function tryPace(root: string, words: readonly string[]): Promise<Pace | undefined> {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  let start: (TrainingEvent & { event: 'start' }) | undefined;
  const steps: { step: number; at: number }[] = [];
  const trial = trainingProcess(root, words, (event) => {
    if (event.event === 'start') start = event;
    if (event.event === 'epoch') trial.stop();
    if (event.event !== 'step' || event.epoch > 1) return;
    steps.push({ step: event.step, at: seconds() });
    if (seconds() - steps[0]!.at >= timedSeconds) trial.stop();
  });
  const late = setTimeout(() => trial.stop(), 1000 * mostSeconds);
  await trial.ended;
  clearTimeout(late);
  const timed = steps.filter(({ step }) => step > coldSteps);
  const [first, last] = [timed[0], timed.at(-1)];
  if (start === undefined || first === undefined || last === undefined || first === last) return undefined;
  const step = (last.at - first.at) / (last.step - first.step);
  const batch = start.trainingImages / start.stepsPerEpoch;
  const evaluation = (evaluationShare * step * start.validationImages) / batch;
  return {
    epochs: start.epochs,
    startSeconds: first.at,
    epochSeconds: start.stepsPerEpoch * step + evaluation,
  };
}
