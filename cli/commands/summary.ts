// `netwright summary`: what every layer gives and costs.

import { summarize } from '../../engine/analysis/summarize.ts';
import type { Command } from '../command.ts';
import { integerOption, onlyPositional } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { stepMemory } from '../memoryForecast.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { formatHelp, outputFormat } from '../outputFormat.ts';
import { recomputeHelp, recomputeOptions } from '../recomputeOption.ts';
import { summaryReport } from '../summaryReport.ts';

export const summary: Command = {
  name: 'summary',
  usage:
    'FILE [--model NAME] [--set n=18 …] [--batch N] [--memory] [--fits 8G] [--recompute blocks] [--format table|json|csv|markdown]',
  summary: 'Show shapes, parameters, cost and memory of each layer.',
  options: {
    ...modelOptions,
    batch: { type: 'string' },
    memory: { type: 'boolean' },
    fits: { type: 'string' },
    replicas: { type: 'string' },
    ...recomputeOptions,
    threads: { type: 'string' },
    format: { type: 'string' },
  },
  optionHelp: {
    ...modelOptionHelp,
    batch: 'Images in one step, for the memory; 1 where it is not given.',
    memory: 'Forecast the peak memory of a training step, from two smaller ones that are run.',
    fits: 'The memory that there is, as 8G or 512M: tells the largest batch to train with.',
    replicas: 'Parts of the batch that are computed side by side, as for `train`.',
    ...recomputeHelp,
    threads: 'Threads of the engine that runs them.',
    format: formatHelp,
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const batch = integerOption(context, 'batch', 1) ?? 1;
    const format = outputFormat(context);
    const [compilation, choice] = [compileFile(file), modelChoice(context)];
    const network = networkOf(compilation, choice);
    const step = await stepMemory(context, compilation, choice, { model: network.name, batch });
    const figures = summarize(network, { batch });
    context.out.write(`${summaryReport({ figures, batch, step }, format, context.style)}\n`);
    return 0;
  },
};
