// `netwright train`: trains a recipe and writes the run's folder.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { newRunFolder } from '../../engine/client/newRunFolder.ts';
import type { Network } from '../../engine/network/network.ts';
import { UserError } from '../../engine/userError.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Command, CommandContext } from '../command.ts';
import { assignments, integerOption, onlyPositional, textOption } from '../command.ts';
import { compileFile, recipeOf, type TrainableRecipe } from '../compiledFile.ts';
import { shownPath } from '../diagnosticText.ts';
import { renderDiagramSvg } from '../diagramSvg.ts';
import { withEngine } from '../engineProcess.ts';
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
    out: { type: 'string' },
  },
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
    const dataRoot = textOption(context, 'data') === undefined ? dirname(compilation.file) : process.cwd();
    const report = eventSink(context);
    const end = await withEngine(context, (engine) =>
      engine.request(
        'train',
        {
          network: chosen.network,
          recipe: chosen.recipe,
          source: { file: compilation.file, text: compilation.trees.get(compilation.file)?.text ?? '' },
          folder,
          dataRoot,
          device: chosen.recipe.device,
          threads: threadsOption(context),
        },
        report,
      ),
    );
    if (existsSync(folder)) await drawRun(folder, chosen.network);
    if (!context.json && end.reason === 'finished') context.out.write(`${afterwards(file, folder)}\n`);
    return endOfRun(context, end);
  },
};

/** Threads for the engine: all cores unless the user says otherwise. */
export function threadsOption(context: CommandContext): number {
  return integerOption(context, 'threads', 1) ?? availableParallelism();
}

function changedEntries(context: CommandContext): Readonly<Record<string, string>> {
  integerOption(context, 'epochs', 1);
  integerOption(context, 'batch', 1);
  integerOption(context, 'seed', 0);
  const names = ['data', 'epochs', 'batch', 'device', 'seed'];
  const given = names.map((name) => [name, textOption(context, name)] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function runFolder(context: CommandContext, { recipe }: TrainableRecipe): string {
  const out = textOption(context, 'out');
  if (out === undefined) return newRunFolder(resolve('runs'), recipe.name);
  if (existsSync(out)) {
    throw new UserError(
      'run.exists',
      `${out} exists already; a run writes a folder of its own. Name another with --out.`,
      {
        file: out,
      },
    );
  }
  return resolve(out);
}

async function drawRun(folder: string, network: Network): Promise<void> {
  const { svg } = await renderDiagramSvg(networkToDiagram(network, []), { theme: 'light' });
  await writeFile(join(folder, 'diagram.svg'), svg);
}

function afterwards(file: string, folder: string): string {
  const run = shownPath(folder);
  return [
    `  ${run}/diagram.svg        the network's picture`,
    `  ${run}/metrics.jsonl      loss and accuracy over time`,
    `  ${run}/best.safetensors   the best weights`,
    `  ${run}/model.onnx         the network for any ONNX runtime`,
    '',
    `Open it in the editor: npm run code, then ${file} and "Netwright: Open Diagram" from the command palette.`,
  ].join('\n');
}
