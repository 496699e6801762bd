// What `gradients` and `step` have in common: a network, its weights, and one batch from a file.

import { resolve } from 'node:path';
import type { BatchRequest } from '../engine/protocol/messages.ts';
import type { Command, CommandContext } from './command.ts';
import { onlyPositional, textOption, UsageError } from './command.ts';
import { compileFile, networkOf, otherImages, recipeOf, type TrainableRecipe } from './compiledFile.ts';
import { deviceOption, threadsOption } from './engineProcess.ts';
import { modelChoice, modelOptionHelp, modelOptions } from './modelOptions.ts';
import { outputFile } from './outputFile.ts';

export const batchOptions: Command['options'] = {
  weights: { type: 'string' },
  batch: { type: 'string' },
  output: { type: 'string', short: 'o' },
  recipe: { type: 'string' },
  ...modelOptions,
  device: { type: 'string' },
  threads: { type: 'string' },
};

export const batchOptionHelp: Command['optionHelp'] = {
  weights: 'Safetensors with every parameter of the network.',
  batch: 'Safetensors with `images` [N, C, H, W] F32 and `labels` [N] I64.',
  output: 'Safetensors to write.',
  ...modelOptionHelp,
  device: 'auto, cpu, webgpu, cuda, dml or coreml; cpu where it is not given.',
  threads: 'Threads of the engine.',
};

export function batchRequest(context: CommandContext): BatchRequest {
  const file = onlyPositional(context, 'file');
  const weights = requiredFile(context, 'weights', 'W.safetensors');
  const batch = requiredFile(context, 'batch', 'B.safetensors');
  const out = outputFile(context, 'OUT.safetensors', [file, weights, batch]);
  const { network, recipe } = subjectOf(context, file);
  return {
    network,
    recipe,
    weights: resolve(weights),
    batch: resolve(batch),
    out,
    device: deviceOption(context) ?? 'cpu',
    threads: threadsOption(context),
  };
}

function requiredFile(context: CommandContext, name: string, example: string): string {
  const given = textOption(context, name);
  if (given === undefined || given === '') throw new UsageError(`Name the ${name}: --${name} ${example}.`);
  return given;
}

/** The batch replaces the recipe's data, which need neither exist nor fit. */
function subjectOf(context: CommandContext, file: string): TrainableRecipe {
  const compilation = compileFile(file);
  const choice = modelChoice(context);
  const name = textOption(context, 'recipe');
  const overrides = { arguments: choice.arguments, ...otherImages };
  if (name !== undefined) return recipeOf(compilation, { name, model: choice.name }, overrides);
  const network = networkOf(compilation, choice);
  const { recipe } = recipeOf(compilation, { name, model: network.name }, overrides);
  return { network, recipe };
}
