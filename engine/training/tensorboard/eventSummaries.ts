// What TensorBoard is told of an event: training and validation apart, under the same tags, so that they share charts.

import type { TrainingScore } from '../../protocol/evaluation.ts';
import type { Histogram, InternalsEvent } from '../../protocol/internals.ts';
import type { TrainingEvent } from '../../protocol/messages.ts';
import type { StepSummary } from './eventMessage.ts';

export const splits = ['train', 'validation'] as const;

export type Split = (typeof splits)[number];

export function eventSummaries(event: TrainingEvent): Partial<Readonly<Record<Split, StepSummary>>> {
  switch (event.event) {
    case 'step': {
      const { step, loss, accuracy, learningRate, imagesPerSecond } = event;
      const speed = { learning_rate: learningRate, images_per_second: imagesPerSecond };
      return { train: { step, scalars: { loss, accuracy, ...speed } } };
    }
    case 'epoch': {
      const { step, train, validation } = event;
      return { train: { step, scalars: scores(train) }, validation: { step, scalars: scores(validation) } };
    }
    case 'internals':
      return { train: insides(event) };
    default:
      return {};
  }
}

function scores({ loss, accuracy, top5, heads = [] }: TrainingScore): Record<string, number> {
  const ofHeads = heads.flatMap((head) => [
    [`epoch/loss/${head.name}`, head.loss],
    [`epoch/accuracy/${head.name}`, head.accuracy],
  ]);
  return {
    'epoch/loss': loss,
    'epoch/accuracy': accuracy,
    'epoch/top5': top5,
    ...Object.fromEntries(ofHeads),
  };
}

function insides({ step, parameters }: InternalsEvent): StepSummary {
  const scalars: Record<string, number> = {};
  const histograms: Record<string, Histogram> = {};
  for (const { name, gradient, update, weights, gradients } of parameters) {
    if (gradient !== null) scalars[`gradient_norm/${name}`] = gradient;
    if (update !== null) scalars[`update_to_weight/${name}`] = update;
    if (weights) histograms[`weights/${name}`] = weights;
    if (gradients) histograms[`gradients/${name}`] = gradients;
  }
  return { step, scalars, histograms };
}
