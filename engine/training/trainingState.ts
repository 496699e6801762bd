// What training carries from one step to the next: parameters, statistics, the optimizer's tensors and the progress.

import type { Network, NetworkParameter } from '../network/network.ts';
import { elementCount } from '../network/shape.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { HostTensor } from '../runtime/runtime.ts';
import { type EpochSums, noSums } from './epochScores.ts';
import { initializeParameters } from './initializeParameters.ts';
import { optimizerRule } from './optimizers/optimizer.ts';
import { averageName, averagePrefix, optimizerTensorName } from './stateNames.ts';

export interface FloatTensor extends HostTensor {
  readonly data: Float32Array;
}

/** By name: parameters and statistics under their own, and those of `stateNames.ts`. */
export type StateTensors = ReadonlyMap<string, FloatTensor>;

/** How far a run has come. */
export interface Progress extends EpochSums {
  /** Completed, over the whole run. */
  readonly step: number;
  readonly epoch: number;
  readonly best: BestEpoch | undefined;
  /** Of the epochs done, in order: what the `plateau` schedule goes by. */
  readonly validationLosses: readonly number[];
}

export interface BestEpoch {
  readonly epoch: number;
  /** On the validation images, from 0 to 1. */
  readonly accuracy: number;
}

export interface TrainingState {
  readonly tensors: StateTensors;
  readonly progress: Progress;
}

export const noProgress: Progress = {
  ...noSums,
  step: 0,
  epoch: 0,
  best: undefined,
  validationLosses: [],
};

/** Every parameter of a network once, in the order of its layers. */
export function networkParameters(network: Network): readonly NetworkParameter[] {
  const byName = new Map<string, NetworkParameter>();
  for (const layer of network.layers) {
    for (const parameter of layer.parameters) byName.set(parameter.name, parameter);
  }
  return [...byName.values()];
}

/** How many numbers are learnt. */
export function trainedCount(network: Network): number {
  const trained = networkParameters(network).filter(({ trainable }) => trainable);
  return trained.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Names and shapes of everything that a step replaces, in the order of the files. */
export function stateShapes(network: Network, recipe: Recipe): ReadonlyMap<string, readonly number[]> {
  const parameters = networkParameters(network);
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  for (const slot of optimizerRule(recipe.optimizer).slots(recipe.optimizer)) {
    for (const { name, shape, trainable } of parameters) {
      if (trainable) shapes.set(optimizerTensorName(slot, name), shape);
    }
  }
  if (recipe.average !== undefined) {
    for (const { name, shape } of parameters) shapes.set(averageName(name), shape);
  }
  return shapes;
}

/** Parameters and statistics as they are measured, kept and exported: averaged, where the recipe averages them. */
export function trainedTensors(network: Network, { average }: Recipe, tensors: StateTensors): StateTensors {
  const source = average === undefined ? (name: string) => name : averageName;
  return new Map(networkParameters(network).map(({ name }) => [name, tensors.get(source(name))!]));
}

/** The state before the first step, from the recipe's seed; each tensor has memory of its own. */
export function initialState(network: Network, recipe: Recipe): TrainingState {
  const initial = initializeParameters(network, recipe.seed);
  const tensors = new Map<string, FloatTensor>();
  for (const [name, shape] of stateShapes(network, recipe)) {
    // An average starts at the first weights.
    const averaged = name.startsWith(averagePrefix) && initial.get(name.slice(averagePrefix.length))!.slice();
    const data = averaged || (initial.get(name) ?? new Float32Array(elementCount(shape)));
    tensors.set(name, { shape, data });
  }
  return { tensors, progress: noProgress };
}

/** All epochs are done, or too many without a better accuracy. */
export function isFinished({ epochs, earlyStopping = Infinity }: Recipe, { epoch, best }: Progress): boolean {
  return epoch >= epochs || (best !== undefined && epoch - best.epoch >= earlyStopping);
}
