// What `lr-range` and `overfit` have in common: a recipe, its data, and a device.

import { dirname } from 'node:path';
import type { TrialRequest } from '../engine/protocol/trials.ts';
import { type Command, type CommandContext, integerOption, onlyPositional, textOption } from './command.ts';
import { compileFile, recipeOf } from './compiledFile.ts';
import { dataOption } from './dataSpec.ts';
import { deviceOption, threadsOption } from './engineProcess.ts';
import { imageMemoryHelp, imageMemoryOption, imageMemoryOptions } from './imageMemoryOption.ts';
import { modelChoice, modelOptionHelp, modelOptions } from './modelOptions.ts';

export const trialOptions: Command['options'] = {
  recipe: { type: 'string' },
  ...modelOptions,
  data: { type: 'string' },
  batch: { type: 'string' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  device: { type: 'string' },
  threads: { type: 'string' },
  ...imageMemoryOptions,
};

export const trialOptionHelp: Command['optionHelp'] = {
  recipe: "The recipe's name; the file's first where it is not given.",
  ...modelOptionHelp,
  data: `Other data than the recipe's: 'mnist("folder")'. Paths start at this folder.`,
  batch: 'Images in one batch.',
  seed: 'The whole number that all randomness comes from.',
  device: "auto, cpu, webgpu, cuda, dml or coreml; the recipe's where it is not given.",
  threads: 'Threads of the engine.',
  ...imageMemoryHelp,
};

export function trialRequest(context: CommandContext, steps: number): TrialRequest {
  const compilation = compileFile(onlyPositional(context, 'file'));
  const data = dataOption(context);
  integerOption(context, 'batch', 1);
  integerOption(context, 'seed', 0);
  deviceOption(context);
  const given = ['data', 'batch', 'seed', 'device'].map((name) => [name, textOption(context, name)] as const);
  const entries = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const choice = modelChoice(context);
  const { network, recipe } = recipeOf(
    compilation,
    { name: textOption(context, 'recipe'), model: choice.name },
    { arguments: choice.arguments, entries: Object.fromEntries(entries) },
  );
  return {
    network,
    recipe,
    dataRoot: data === undefined ? dirname(compilation.file) : process.cwd(),
    device: recipe.device,
    threads: threadsOption(context),
    steps: integerOption(context, 'steps', 2) ?? steps,
    ...imageMemoryOption(context),
  };
}
