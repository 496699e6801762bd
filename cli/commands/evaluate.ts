// `netwright eval`: loss and accuracy of weights on held-out images.

import { dirname, resolve } from 'node:path';
import { readRun } from '../../engine/client/readRun.ts';
import type { EvaluateRequest } from '../../engine/protocol/messages.ts';
import type { RunRecord } from '../../engine/protocol/runRecord.ts';
import { withLevels } from '../../engine/recipe/knownTransforms.ts';
import { UserError } from '../../engine/userError.ts';
import type { Command, CommandContext } from '../command.ts';
import { integerOption, onlyPositional, textOption } from '../command.ts';
import { compileFile, recipeOf } from '../compiledFile.ts';
import { dataOption, readDataSpec } from '../dataSpec.ts';
import { deviceOption, threadsOption, withEngine } from '../engineProcess.ts';
import { evaluationText } from '../evaluationText.ts';
import { imageMemoryHelp, imageMemoryOption, imageMemoryOptions } from '../imageMemoryOption.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { checkedOutput } from '../outputFile.ts';
import { bestWeights, isRunFolder } from '../runPlace.ts';

const defaultHardest = 10;

export const evaluate: Command = {
  name: 'eval',
  usage: 'RUN | FILE --weights W.safetensors [--data SPEC]',
  summary: 'Measure weights on held-out images.',
  options: {
    weights: { type: 'string' },
    data: { type: 'string' },
    recipe: { type: 'string' },
    heads: { type: 'boolean' },
    hardest: { type: 'string' },
    sheet: { type: 'string' },
    ...modelOptions,
    device: { type: 'string' },
    threads: { type: 'string' },
    ...imageMemoryOptions,
  },
  optionHelp: {
    weights: 'A safetensors file; of a run, its best weights where it is not given.',
    data: `Other data than the recipe's: 'mnist("folder")'. Paths start at this folder.`,
    recipe: 'The recipe whose data to use.',
    heads: 'Score the auxiliary heads too.',
    hardest: `How many of the hardest images to tell: those of the highest loss; ${defaultHardest} as JSON where it is not given.`,
    sheet: 'A PNG picture to write, with the hardest images.',
    ...modelOptionHelp,
    device: "auto, cpu, webgpu, cuda, dml or coreml; the recipe's where it is not given.",
    threads: 'Threads of the engine.',
    ...imageMemoryHelp,
  },
  async run(context) {
    const place = onlyPositional(context, 'run folder or file');
    const subject = isRunFolder(place)
      ? await runRequest(context, resolve(place))
      : fileRequest(context, place);
    const request = { ...subject, ...extras(context, place), ...imageMemoryOption(context) };
    const result = await withEngine(context, (engine) => engine.request('evaluate', request));
    if (context.json) {
      const { accuracy: top1, loss, heads, ...rest } = result;
      const ofHeads = heads?.map(({ accuracy, ...head }) => ({ ...head, top1: accuracy }));
      const shown = { loss, top1, ...rest, ...(ofHeads ? { heads: ofHeads } : {}) };
      context.out.write(`${JSON.stringify(shown)}\n`);
    } else context.out.write(`${evaluationText(result, context)}\n`);
    return 0;
  },
};

/** What is told beside the scores. */
function extras(
  context: CommandContext,
  place: string,
): Pick<EvaluateRequest, 'heads' | 'hardest' | 'sheet'> {
  const sheet = textOption(context, 'sheet');
  const wanted = integerOption(context, 'hardest', 1);
  const otherwise = context.json || sheet !== undefined ? defaultHardest : 0;
  return {
    heads: context.options['heads'] === true,
    hardest: wanted ?? otherwise,
    ...(sheet === undefined
      ? {}
      : { sheet: checkedOutput(sheet, 'hardest.png', [place, textOption(context, 'weights')]) }),
  };
}

/** A run keeps its network and recipe; `--data` takes other images. */
async function runRequest(context: CommandContext, folder: string): Promise<EvaluateRequest> {
  const { record, network } = await readRun(folder);
  const data = dataOption(context);
  const weights = textOption(context, 'weights');
  return {
    network,
    recipe: data === undefined ? record.recipe : withData(record, data),
    weights: weights === undefined ? bestWeights(folder) : resolve(weights),
    dataRoot: data === undefined ? record.dataRoot : process.cwd(),
    device: deviceOption(context) ?? record.device,
    threads: threadsOption(context),
  };
}

/** The run's recipe on other images, which are normalised as those of the run were. */
function withData({ recipe, levels, preparation }: RunRecord, spec: string): EvaluateRequest['recipe'] {
  const { data, validation } = readDataSpec(spec);
  const transforms = preparation?.transforms ?? withLevels(recipe.transforms, levels);
  return { ...recipe, data, validation, transforms };
}

function fileRequest(context: CommandContext, file: string): EvaluateRequest {
  const weights = textOption(context, 'weights');
  if (weights === undefined) {
    throw new UserError(
      'eval.no-weights',
      `${file} is not a run's folder. Name one, or give the weights of a model file with --weights W.safetensors.`,
      { file },
    );
  }
  const data = dataOption(context);
  const compilation = compileFile(file);
  const choice = modelChoice(context);
  const { network, recipe } = recipeOf(
    compilation,
    { name: textOption(context, 'recipe'), model: choice.name },
    { arguments: choice.arguments, entries: data === undefined ? {} : { data } },
  );
  return {
    network,
    recipe,
    weights: resolve(weights),
    dataRoot: data === undefined ? dirname(compilation.file) : process.cwd(),
    device: deviceOption(context) ?? recipe.device,
    threads: threadsOption(context),
  };
}
