// `netwright train`: trains a recipe and writes the run's folder.

import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import { defaultInternalsInterval } from '../../engine/protocol/internals.ts';
import { UserError } from '../../engine/userError.ts';
import { importedTexts } from '../../extension/language/importedTexts.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, integerOption, onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, recipeOf, type TrainableRecipe } from '../compiledFile.ts';
import { dataOption } from '../dataSpec.ts';
import { deviceOption, replicasOption, threadsOption, withTrainingEngine } from '../engineProcess.ts';
import { imageMemoryHelp, imageMemoryOption, imageMemoryOptions } from '../imageMemoryOption.ts';
import { memoryWarning } from '../memoryWarning.ts';
import { recomputeEntry, recomputeHelp, recomputeOptions } from '../recomputeOption.ts';
import { drawRun } from '../runDiagram.ts';
import { endOfRun, eventSink } from '../trainingReport.ts';

export const train: Command = {
  name: 'train',
  usage: 'FILE [--recipe R] [--data SPEC] [--epochs N] [--out DIR] …',
  summary: 'Train a network by its recipe.',
  options: {
    recipe: { type: 'string' },
    model: { type: 'string' },
    set: { type: 'string', multiple: true },
    data: { type: 'string' },
    epochs: { type: 'string' },
    batch: { type: 'string' },
    device: { type: 'string' },
    seed: { type: 'string' },
    threads: { type: 'string' },
    replicas: { type: 'string' },
    ...recomputeOptions,
    ...imageMemoryOptions,
    internals: { type: 'string' },
    deterministic: { type: 'boolean' },
    out: { type: 'string' },
  },
  bareOptions: { internals: String(defaultInternalsInterval) },
  optionHelp: {
    recipe: "The recipe's name; the file's first where it is not given.",
    model: 'The model to train.',
    set: "A model parameter's value, as name=value.",
    data: `Other data than the recipe's: 'mnist("folder")', 'digits(5000)'. Paths start at this folder.`,
    epochs: 'How often to go through the training images.',
    batch: 'Images in one step.',
    device: 'auto, cpu, webgpu, cuda, dml or coreml.',
    seed: 'The whole number that all randomness comes from.',
    threads: 'Threads of the engine; as many as there are cores where it is not given.',
    replicas:
      'How many parts of each batch are computed side by side, 1 where it is not given. The weights are the same but for rounding.',
    ...recomputeHelp,
    ...imageMemoryHelp,
    internals: `Look inside the network every so many steps, ${defaultInternalsInterval} where no number is given.`,
    deterministic:
      'Compute by rules alone, not in the ways that were measured to be fastest here: slower, and the same anew on any ' +
      'machine with such a processor.',
    out: 'The folder to write, which must not exist yet; runs/NAME-TIME where it is not given.',
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const compilation = compileFile(file);
    const chosen = recipeOf(
      compilation,
      { name: textOption(context, 'recipe'), model: textOption(context, 'model') },
      { arguments: assignments(context, 'set'), entries: changedEntries(context) },
    );
    const folder = runFolder(context, chosen);
    const dataRoot = dataOption(context) === undefined ? dirname(compilation.file) : process.cwd();
    const warning = memoryWarning(chosen.network, chosen.recipe, totalmem());
    if (warning !== undefined) context.log.write(`${warning}\n`);
    const report = eventSink(context);
    const end = await withTrainingEngine(context, (engine) =>
      engine.request(
        'train',
        {
          network: chosen.network,
          recipe: chosen.recipe,
          source: {
            file: compilation.file,
            text: compilation.trees.get(compilation.file)?.text ?? '',
            imported: importedTexts(compilation),
          },
          folder,
          dataRoot,
          device: chosen.recipe.device,
          threads: threadsOption(context),
          ...replicasOption(context),
          ...internalsOption(context),
          ...imageMemoryOption(context),
          ...(context.options['deterministic'] === true ? { deterministic: true } : {}),
        },
        report,
      ),
    );
    await drawRun(context, folder, chosen.network);
    return endOfRun(context, end);
  },
};

function internalsOption(context: CommandContext): { readonly internals?: number } {
  const internals = integerOption(context, 'internals', 1);
  return internals === undefined ? {} : { internals };
}

function changedEntries(context: CommandContext): Readonly<Record<string, string>> {
  integerOption(context, 'epochs', 1);
  integerOption(context, 'batch', 1);
  integerOption(context, 'seed', 0);
  deviceOption(context);
  dataOption(context);
  const names = ['data', 'epochs', 'batch', 'device', 'seed'];
  const given = names.map((name) => [name, textOption(context, name)] as const);
  const entries = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(entries), ...recomputeEntry(context) };
}

function runFolder(context: CommandContext, { recipe }: TrainableRecipe): string {
  const out = textOption(context, 'out');
  if (out === undefined) return newRunFolder(resolve('runs'), recipe.name);
  if (out === '') throw new UsageError('Name the folder to write: --out DIR.');
  if (!existsSync(out)) return resolve(out);
  const message = `${out} exists already; a run writes a folder of its own. Name another with --out.`;
  throw new UserError('run.exists', message, { file: out });
}
