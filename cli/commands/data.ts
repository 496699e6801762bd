// `netwright data`: what a data source holds, and a look at its images.

import { dirname } from 'node:path';
import { formatShape } from '../../engine/network/shape.ts';
import type { DataDescription, DataRequest } from '../../engine/protocol/messages.ts';
import { type Command, type CommandContext, onlyPositional, textOption, UsageError } from '../command.ts';
import { compileFile, recipeOf } from '../compiledFile.ts';
import { readDataSpec } from '../dataSpec.ts';
import { withEngine } from '../engineProcess.ts';
import { imageMemoryHelp, imageMemoryOption, imageMemoryOptions } from '../imageMemoryOption.ts';
import { checkedOutput } from '../outputFile.ts';
import { shownName, withoutControls } from '../terminal/printable.ts';
import { grouped } from '../terminal/quantity.ts';
import { wrap } from '../terminal/wrap.ts';

export const data: Command = {
  name: 'data',
  usage: 'SPEC|FILE [--recipe R] [--sheet OUT.png]',
  summary: "Say what a data source or a recipe's data hold, and show the images.",
  options: { recipe: { type: 'string' }, sheet: { type: 'string' }, ...imageMemoryOptions },
  optionHelp: {
    recipe: "The recipe of FILE, a network's text; its first where it is not given.",
    sheet: 'A picture to write, with the first images side by side, before and after augmentation.',
    ...imageMemoryHelp,
  },
  async run(context) {
    const spec = onlyPositional(context, `data source, as in 'digits(5000)', or a network's file`);
    const subject = subjectOf(context, spec);
    const given = textOption(context, 'sheet');
    const sheet = given === undefined ? {} : { sheet: checkedOutput(given, 'sheet.png', [spec]) };
    const request = { ...subject, ...sheet, ...imageMemoryOption(context) };
    const description = await withEngine(context, (engine) => engine.request('describeData', request));
    const shown = given === undefined ? {} : { sheet: given };
    if (context.json) context.out.write(`${JSON.stringify({ ...description, ...shown })}\n`);
    else context.out.write(`${descriptionText(spec, description, given, context)}\n`);
    return 0;
  },
};

/** What a text's recipe says of its data, where the text lies; or a data source, found from here. */
function subjectOf(context: CommandContext, spec: string): Pick<DataRequest, 'recipe' | 'dataRoot'> {
  const name = textOption(context, 'recipe');
  if (!spec.endsWith('.cnn')) {
    if (name === undefined) return { recipe: readDataSpec(spec), dataRoot: process.cwd() };
    throw new UsageError("--recipe chooses among the recipes of a file: name the file, as in 'net.cnn'.");
  }
  const compilation = compileFile(spec);
  const { recipe } = recipeOf(compilation, { name, model: undefined }, { arguments: {}, entries: {} });
  return { recipe, dataRoot: dirname(compilation.file) };
}

function descriptionText(
  spec: string,
  { count, validationCount, skipped, classes, shape, mean, deviation }: DataDescription,
  sheet: string | undefined,
  { style }: CommandContext,
): string {
  const numbers = (values: readonly number[]) => values.map((value) => value.toFixed(4)).join(', ');
  const facts: readonly (readonly [string, string])[] = [
    ['images', `${grouped(count)} to train, ${grouped(validationCount)} held out`],
    ...(skipped === undefined
      ? []
      : [
          [
            'damaged',
            `${grouped(skipped.count)} left out; the first: ${withoutControls(skipped.first)}`,
          ] as const,
        ]),
    ['shape', formatShape(shape)],
    ['classes', `${classes.length}: ${classes.map(shownName).join(', ')}`],
    ['pixels', `mean ${numbers(mean)}, deviation ${numbers(deviation)}, of the images to train`],
    ...(sheet === undefined ? [] : [['sheet', sheet] as const]),
  ];
  const lines = facts.map(([name, value]) => `${style.muted(name.padEnd(8))} ${wrap(value, 9, style.width)}`);
  return [style.bold(spec), '', ...lines].join('\n');
}
