// Mixed batches in training: the loss is the mixture of the losses, and the dominating class is the right one.
import { expect, test } from 'vitest';
import type { Call } from '../../../engine/network/attribute.ts';
import type { Recipe } from '../../../engine/recipe/recipe.ts';
import { StepRunner } from '../../../engine/training/stepRunner.ts';
import { initialState } from '../../../engine/training/trainingState.ts';
import { buildNetwork } from './buildNetwork.ts';
import { interpreterRuntime } from './interpreterRuntime.ts';
import { stripes } from './memoryData.ts';

const network = buildNetwork(
  [1, 4, 4],
  [
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 4 } },
  ],
);

function recipeOf(loss: Call, accumulate: number): Recipe {
  return {
    name: 'mixed',
    data: { kind: 'digits', attributes: {} },
    validation: undefined,
    transforms: [],
    augmentations: [],
    optimizer: { kind: 'sgd', attributes: { lr: 0.1, momentum: 0, nesterov: false, weight_decay: 0 } },
    schedule: { kind: 'constant', attributes: { warmup: 0 } },
    loss,
    batch: 8 / accumulate,
    accumulate,
    epochs: 1,
    seed: 7,
    device: 'cpu',
    origin: { file: 'mixed.cnn', start: 0, end: 0, line: 0, character: 0 },
  };
}

test.each<[string, Call, number]>([
  ['cross entropy', { kind: 'cross_entropy', attributes: {} }, 1],
  ['smoothed cross entropy', { kind: 'cross_entropy', attributes: { label_smoothing: 0.1 } }, 1],
  ['cross entropy of two accumulated batches', { kind: 'cross_entropy', attributes: {} }, 2],
  ['focal loss', { kind: 'focal', attributes: { gamma: 2 } }, 1],
])('%s of a mixed batch is share * loss(own) + (1 - share) * loss(others)', async (_, loss, accumulate) => {
  const recipe = recipeOf(loss, accumulate);
  const images = new Float32Array(8 * 16);
  const labels = new Int32Array(8);
  await stripes([1, 4, 4], 4, 8, 1).read([0, 1, 2, 3, 4, 5, 6, 7], images, labels);
  const others = Int32Array.from(labels, (label, place) => (label + place) % 4);
  const step = async (batch: Parameters<StepRunner['run']>[0]) => {
    const initial = initialState(network, recipe).tensors;
    const runner = await StepRunner.create(network, recipe, interpreterRuntime, initial);
    return runner.run(batch, { step: 0, learningRate: 0 });
  };
  const share = 0.7;
  const own = await step({ images, labels });
  const other = await step({ images, labels: others });
  const mixed = await step({ images, labels, mixed: { others, share } });
  expect(own.loss).not.toBeCloseTo(other.loss, 2);
  expect(mixed.loss).toBeCloseTo(share * own.loss + (1 - share) * other.loss, 6);
  expect(mixed.correct).toBe(own.correct);
});
