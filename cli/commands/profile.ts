// `netwright profile`: where the time of a step goes, layer by layer.

import type { ProfileRequest } from '../../engine/protocol/profile.ts';
import type { Command, CommandContext } from '../command.ts';
import { integerOption, onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, networkOf, networkOfRecipe, otherImages, recipeOf } from '../compiledFile.ts';
import { deviceOption, threadsOption, withEngine } from '../engineProcess.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { checkedOutput, writeOutput } from '../outputFile.ts';
import { type ProfileOrder, profileReport } from '../profileReport.ts';
import { recomputeEntry, recomputeHelp, recomputeOptions } from '../recomputeOption.ts';

export const profile: Command = {
  name: 'profile',
  usage: 'FILE [--train] [--batch N] [--sort network|time] [--trace OUT.json] …',
  summary: 'Measure where the time of a step goes, layer by layer.',
  options: {
    train: { type: 'boolean' },
    recipe: { type: 'string' },
    ...modelOptions,
    batch: { type: 'string' },
    device: { type: 'string' },
    threads: { type: 'string' },
    sort: { type: 'string' },
    trace: { type: 'string' },
    ...recomputeOptions,
  },
  optionHelp: {
    train: 'Profile a step of training; inference where it is not given.',
    recipe: "The recipe whose step to profile, with its model; the model's first where it is not given.",
    ...modelOptionHelp,
    batch: "Images in one step; the recipe's for training and 1 for inference where it is not given.",
    device: "auto, cpu, webgpu, cuda, dml or coreml; the recipe's where it is not given.",
    threads: 'Threads of the engine; as many as there are cores where it is not given.',
    sort: "Order of the table's rows: `network` or `time`; the network's where it is not given.",
    trace: 'A file to write, with one step as a trace that Perfetto and Chrome open.',
    ...recomputeHelp,
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const order = orderOption(context);
    const given = textOption(context, 'trace');
    const traceFile = given === undefined ? undefined : checkedOutput(given, 'trace.json', [file]);
    const request = profileRequest(context, file);
    const answer = await withEngine(context, (engine) => engine.request('profile', request));
    if (traceFile !== undefined) await writeOutput(traceFile, answer.trace);
    if (context.json) {
      const written = given === undefined ? {} : { trace: given };
      context.out.write(`${JSON.stringify({ ...answer.profile, ...written })}\n`);
    } else {
      context.out.write(`${profileReport(answer.profile, { order, trace: given }, context.style)}\n`);
    }
    return 0;
  },
};

function orderOption(context: CommandContext): ProfileOrder {
  const text = textOption(context, 'sort') ?? 'network';
  if (text === 'network' || text === 'time') return text;
  throw new UsageError(`--sort must be network or time; it is "${text}".`);
}

/** Random images take the recipe's place, whose data need neither exist nor fit. */
function profileRequest(context: CommandContext, file: string): ProfileRequest {
  const compilation = compileFile(file);
  const choice = modelChoice(context);
  const name = textOption(context, 'recipe');
  const batch = integerOption(context, 'batch', 1);
  const device = deviceOption(context);
  const threads = threadsOption(context);
  if (context.options['train'] !== true) {
    const network =
      name === undefined ? networkOf(compilation, choice) : networkOfRecipe(compilation, name, choice);
    return { network, batch: batch ?? 1, device: device ?? 'cpu', threads };
  }
  const model = name === undefined ? networkOf(compilation, choice).name : choice.name;
  const entries = { ...otherImages.entries, ...recomputeEntry(context) };
  const overrides = { arguments: choice.arguments, ...otherImages, entries };
  const { network, recipe } = recipeOf(compilation, { name, model }, overrides);
  return { network, recipe, batch: batch ?? recipe.batch, device: device ?? recipe.device, threads };
}
