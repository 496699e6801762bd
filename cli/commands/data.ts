// `netwright data`: what a data source holds, and a look at its images.

import { formatShape } from '../../engine/network/shape.ts';
import type { DataDescription } from '../../engine/protocol/messages.ts';
import { type Command, type CommandContext, onlyPositional, textOption } from '../command.ts';
import { readDataSpec } from '../dataSpec.ts';
import { withEngine } from '../engineProcess.ts';
import { checkedOutput } from '../outputFile.ts';
import { grouped } from '../terminal/quantity.ts';
import { wrap } from '../terminal/wrap.ts';

export const data: Command = {
  name: 'data',
  usage: 'SPEC [--sheet OUT.png]',
  summary: 'Say what a data source holds, and show its images.',
  options: { sheet: { type: 'string' } },
  optionHelp: { sheet: 'A picture to write, with the first images side by side.' },
  async run(context) {
    const spec = onlyPositional(context, `data source, as in 'digits(5000)'`);
    const recipe = readDataSpec(spec);
    const given = textOption(context, 'sheet');
    const sheet = given === undefined ? {} : { sheet: checkedOutput(given, 'sheet.png', []) };
    const request = { recipe, dataRoot: process.cwd(), ...sheet };
    const description = await withEngine(context, (engine) => engine.request('describeData', request));
    const shown = given === undefined ? {} : { sheet: given };
    if (context.json) context.out.write(`${JSON.stringify({ ...description, ...shown })}\n`);
    else context.out.write(`${descriptionText(spec, description, given, context)}\n`);
    return 0;
  },
};

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
      : [['damaged', `${grouped(skipped.count)} left out; the first: ${skipped.first}`] as const]),
    ['shape', formatShape(shape)],
    ['classes', `${classes.length}: ${classes.join(', ')}`],
    ['pixels', `mean ${numbers(mean)}, deviation ${numbers(deviation)}, of the images to train`],
    ...(sheet === undefined ? [] : [['sheet', sheet] as const]),
  ];
  const lines = facts.map(([name, value]) => `${style.muted(name.padEnd(8))} ${wrap(value, 9, style.width)}`);
  return [style.bold(spec), '', ...lines].join('\n');
}
