// `netwright predict`: what a trained network takes images for.

import { resolve } from 'node:path';
import { readRun } from '../../engine/client/readRun.ts';
import { withLevels } from '../../engine/recipe/knownTransforms.ts';
import { type Command, type CommandContext, integerOption, textOption, UsageError } from '../command.ts';
import { deviceOption, threadsOption, withEngine } from '../engineProcess.ts';
import { bestWeights } from '../runPlace.ts';
import { shownName } from '../terminal/printable.ts';
import { formatPercent } from '../terminal/quantity.ts';
import { formatTable } from '../terminal/table.ts';

interface Prediction {
  readonly image: string;
  /** The most probable first. */
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
}

export const predict: Command = {
  name: 'predict',
  usage: 'RUN IMAGE… [--top N]',
  summary: 'Say what a trained network takes images for.',
  options: {
    top: { type: 'string' },
    weights: { type: 'string' },
    device: { type: 'string' },
    threads: { type: 'string' },
  },
  optionHelp: {
    top: 'Classes to show for each image; 3 where it is not given, all of them as JSON.',
    weights: "A safetensors file; the run's best weights where it is not given.",
    device: "auto, cpu, webgpu, cuda, dml or coreml; the run's where it is not given.",
    threads: 'Threads of the engine.',
  },
  async run(context) {
    const [place, ...images] = context.positionals;
    if (place === undefined) throw new UsageError('Name the run folder and the images.');
    if (images.length === 0) throw new UsageError('Name the images: JPEG, PNG or WebP files.');
    const top = integerOption(context, 'top', 1);
    const predictions = await predictionsOf(context, resolve(place), images);
    const cut = (most: number | undefined) =>
      predictions.map(({ image, classes }) => ({ image, classes: classes.slice(0, most) }));
    if (context.json) context.out.write(`${JSON.stringify({ predictions: cut(top) })}\n`);
    else context.out.write(`${predictionTable(cut(top ?? 3), context)}\n`);
    return 0;
  },
};

async function predictionsOf(
  context: CommandContext,
  folder: string,
  images: readonly string[],
): Promise<readonly Prediction[]> {
  const { record, network } = await readRun(folder);
  const { classes, recipe, levels, device, preparation } = record;
  const weights = textOption(context, 'weights');
  const request = {
    network,
    weights: weights === undefined ? bestWeights(folder) : resolve(weights),
    images: images.map((image) => resolve(image)),
    transforms: preparation?.transforms ?? withLevels(recipe.transforms, levels),
    ...(preparation && { imageShape: preparation.shape }),
    device: deviceOption(context) ?? device,
    threads: threadsOption(context),
  };
  const found = await withEngine(context, (engine) => engine.request('predict', request));
  return images.map((image, index) => {
    const named = classes.map((name, label) => ({ name, probability: found[index]?.[label] ?? 0 }));
    return { image, classes: named.sort((a, b) => b.probability - a.probability) };
  });
}

function predictionTable(predictions: readonly Prediction[], { style }: CommandContext): string {
  const columns = [
    { title: 'image', align: 'left' },
    { title: 'class', align: 'left' },
    { title: 'probability', align: 'right' },
  ] as const;
  const rows = predictions.flatMap(({ image, classes }) =>
    classes.map(({ name, probability }, rank) =>
      rank === 0
        ? [shownName(image), style.bold(shownName(name)), style.bold(formatPercent(probability))]
        : ['', style.muted(shownName(name)), style.muted(formatPercent(probability))],
    ),
  );
  return formatTable(columns, rows, undefined, style);
}
