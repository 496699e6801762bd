// `netwright init`: first weights of a network, drawn from a seed.

import { formatShape } from '../../engine/network/shape.ts';
import type { Command } from '../command.ts';
import { integerOption, onlyPositional, textOption } from '../command.ts';
import { compileFile, networkOf, networkOfRecipe } from '../compiledFile.ts';
import { withEngine } from '../engineProcess.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { outputFile } from '../outputFile.ts';
import { formatTable } from '../terminal/table.ts';

export const init: Command = {
  name: 'init',
  usage: 'FILE -o W.safetensors [--seed N] [--recipe R]',
  summary: 'Write the first weights of a network, as training starts from them.',
  options: {
    output: { type: 'string', short: 'o' },
    seed: { type: 'string' },
    recipe: { type: 'string' },
    ...modelOptions,
  },
  optionHelp: {
    output: 'The weights to write.',
    seed: 'The whole number that all randomness comes from; 1 where it is not given.',
    recipe: 'The recipe whose network to take, with its arguments.',
    ...modelOptionHelp,
  },
  async run(context) {
    const place = onlyPositional(context, 'file');
    const file = outputFile(context, 'W.safetensors', [place]);
    const seed = integerOption(context, 'seed', 0) ?? 1;
    const compilation = compileFile(place);
    const recipe = textOption(context, 'recipe');
    const network =
      recipe === undefined
        ? networkOf(compilation, modelChoice(context))
        : networkOfRecipe(compilation, recipe, modelChoice(context));
    const { parameters } = await withEngine(context, (engine) =>
      engine.request('initialize', { network, seed, file }),
    );
    if (context.json) context.out.write(`${JSON.stringify({ parameters })}\n`);
    else {
      const rows = parameters.map(({ name, shape }) => [name, formatShape(shape)]);
      const columns = [
        { title: 'parameter', align: 'left' },
        { title: 'shape', align: 'right' },
      ] as const;
      context.out.write(`${formatTable(columns, rows, undefined, context.style)}\n`);
    }
    return 0;
  },
};
