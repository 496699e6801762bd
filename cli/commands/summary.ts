// `netwright summary`: what every layer gives and costs.

import { summarize } from '../../engine/analysis/summarize.ts';
import type { Command } from '../command.ts';
import { integerOption, onlyPositional } from '../command.ts';
import { compileFile, networkOf } from '../compiledFile.ts';
import { modelChoice, modelOptionHelp, modelOptions } from '../modelOptions.ts';
import { formatHelp, outputFormat } from '../outputFormat.ts';
import { summaryReport } from '../summaryReport.ts';

export const summary: Command = {
  name: 'summary',
  usage: 'FILE [--model NAME] [--set n=18 …] [--batch N] [--format table|json|csv|markdown]',
  summary: 'Show shapes, parameters, cost and memory of each layer.',
  options: { ...modelOptions, batch: { type: 'string' }, format: { type: 'string' } },
  optionHelp: {
    ...modelOptionHelp,
    batch: 'Images in one step, for the memory; 1 where it is not given.',
    format: formatHelp,
  },
  async run(context) {
    const file = onlyPositional(context, 'file');
    const batch = integerOption(context, 'batch', 1) ?? 1;
    const format = outputFormat(context);
    const network = networkOf(compileFile(file), modelChoice(context));
    const figures = summarize(network, { batch });
    context.out.write(`${summaryReport({ figures, batch }, format, context.style)}\n`);
    return 0;
  },
};
