// `netwright eval`: loss and accuracy of weights on held-out images.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Network } from '../../engine/network/network.ts';
import type { EvaluateRequest } from '../../engine/protocol/messages.ts';
import { parseRunRecord, runFiles } from '../../engine/protocol/runRecord.ts';
import { UserError } from '../../engine/userError.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, onlyPositional, textOption } from '../command.ts';
import { compileFile, recipeOf } from '../compiledFile.ts';
import { withEngine } from '../engineProcess.ts';
import { evaluationText } from '../trainingReport.ts';
import { threadsOption } from './train.ts';

export const evaluate: Command = {
  name: 'eval',
  usage: 'RUN | FILE --weights W.safetensors [--data SPEC]',
  summary: 'Measure weights on held-out images.',
  options: {
    weights: { type: 'string' },
    data: { type: 'string' },
    recipe: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    threads: { type: 'string' },
  },
  optionHelp: {
    weights: 'A safetensors file; of a run, its best weights where it is not given.',
    data: `Other data than the recipe's: 'mnist("folder")'. Paths start at this folder.`,
    recipe: 'The recipe whose data to use.',
    model: 'The model to measure.',
    set: "A model parameter's value, as name=value.",
    threads: 'Threads of the engine.',
  },
  async run(context) {
    const place = onlyPositional(context, 'run folder or file');
    const request = existsSync(join(place, runFiles.record))
      ? runRequest(context, place)
      : fileRequest(context, place);
    const result = await withEngine(context, (engine) => engine.request('evaluate', request));
    if (context.json) {
      const { loss, accuracy: top1, top5, perClass, confusion, count } = result;
      context.out.write(`${JSON.stringify({ loss, top1, top5, count, perClass, confusion })}\n`);
    } else context.out.write(`${evaluationText(result, context)}\n`);
    return 0;
  },
};

/** A run keeps its network and recipe; `--data` takes other images. */
function runRequest(context: CommandContext, folder: string): EvaluateRequest {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const parsed = parseRunRecord(read(runFiles.record));
  if ('wrong' in parsed) {
    const file = join(folder, runFiles.record);
    throw new UserError('run.unreadable', `${file} ${parsed.wrong}.`, { file });
  }
  const { record } = parsed;
  const network: Network = JSON.parse(read(runFiles.network));
  const data = textOption(context, 'data');
  const weights = textOption(context, 'weights');
  const changed =
    data === undefined ? undefined : runWithData(folder, record.source, record.recipe.name, data);
  return {
    network,
    recipe: changed ?? record.recipe,
    weights: weights === undefined ? resolve(folder, runFiles.best) : resolve(weights),
    dataRoot: data === undefined ? record.dataRoot : process.cwd(),
    device: record.recipe.device,
    threads: threadsOption(context),
  };
}

/** The recipe of the run's text with other data. */
function runWithData(
  folder: string,
  source: string,
  recipe: string,
  data: string,
): EvaluateRequest['recipe'] {
  const compilation = compileFile(join(folder, source));
  const known = compilation.recipes.some(({ name }) => name === recipe);
  const choice = { name: known ? recipe : undefined, model: undefined };
  return recipeOf(compilation, choice, { arguments: {}, entries: { data } }).recipe;
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
  const data = textOption(context, 'data');
  const compilation = compileFile(file);
  const { network, recipe } = recipeOf(
    compilation,
    { name: textOption(context, 'recipe'), model: textOption(context, 'model') },
    { arguments: assignments(context, 'set'), entries: data === undefined ? {} : { data } },
  );
  return {
    network,
    recipe,
    weights: resolve(weights),
    dataRoot: data === undefined ? dirname(compilation.file) : process.cwd(),
    device: recipe.device,
    threads: threadsOption(context),
  };
}
