// How long each optimizer's update takes outside the graph: node bench/run.mjs updateTimes [NAME]. One thread; medians.

import type { Call } from '../engine/network/attribute.ts';
import { optimizers } from '../engine/recipe/optimizers.ts';
import type { Recipe } from '../engine/recipe/recipe.ts';
import { HostUpdate } from '../engine/training/hostUpdate.ts';
import { gradientName, nextName } from '../engine/training/stateNames.ts';
import { initialState, networkParameters, trainedCount } from '../engine/training/trainingState.ts';
import { stepFactors } from '../engine/training/updateFormulas.ts';
import { networkOf, recipeOf, subjectOf } from './training/subjects.ts';

const subject = subjectOf(process.argv[2] ?? 'alexnet');
const network = networkOf(subject);

function optimizer(kind: string, given: Call['attributes'] = {}): Call {
  return { kind, attributes: optimizers.get(kind)!.read({ lr: 1e-4, ...given }).attributes };
}

const cases: Readonly<Record<string, Partial<Recipe>>> = {
  'sgd, momentum': { optimizer: optimizer('sgd', { momentum: 0.9 }) },
  'sgd, momentum, decay': { optimizer: optimizer('sgd', { momentum: 0.9, weight_decay: 1e-4 }) },
  'the same, clipped': { optimizer: optimizer('sgd', { momentum: 0.9, weight_decay: 1e-4 }), clip: 1 },
  'the same, averaged': { optimizer: optimizer('sgd', { momentum: 0.9, weight_decay: 1e-4 }), average: 0.99 },
  adam: { optimizer: optimizer('adam') },
  adamw: { optimizer: optimizer('adamw') },
  rmsprop: { optimizer: optimizer('rmsprop', { momentum: 0.9 }) },
  lars: { optimizer: optimizer('lars', { weight_decay: 1e-4 }) },
};

console.log(`${subject.label}: ${(trainedCount(network) / 1e6).toFixed(2)} M parameters`);
for (const [name, changes] of Object.entries(cases)) {
  const recipe = { ...recipeOf(subject), ...changes };
  const { tensors } = initialState(network, recipe);
  const update = new HostUpdate(network, recipe, tensors);
  const outputs = new Map(
    networkParameters(network).map(({ name: parameter, shape, trainable }) => {
      const { data } = tensors.get(parameter)!;
      const output = trainable ? gradientName(parameter) : nextName(parameter);
      return [output, { shape, data: data.map((value) => value * 1e-3) }];
    }),
  );
  const times: number[] = [];
  for (let step = 1; step <= 11; step++) {
    const numbers = new Map([['learning_rate', 1e-4], ...stepFactors(recipe, step)]);
    const start = performance.now();
    update.apply(outputs, numbers, { last: true });
    times.push(performance.now() - start);
  }
  const [least, median] = [0, 5].map((place) => times.toSorted((a, b) => a - b)[place]!.toFixed(1));
  console.log(`${name.padEnd(22)} ${median} ms, at least ${least}`);
}
