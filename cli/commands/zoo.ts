// `netwright zoo`: the networks that ship, with their figures.

import type { Command } from '../command.ts';
import { UsageError } from '../command.ts';
import { formatHelp, outputFormat } from '../outputFormat.ts';
import { modelsFolder, zooNetworks } from '../zoo.ts';
import { zooReport } from '../zooReport.ts';

export const zoo: Command = {
  name: 'zoo',
  usage: '[--format table|json|csv|markdown]',
  summary: 'List the networks that ship, with their parameters and cost.',
  options: { format: { type: 'string' } },
  optionHelp: { format: formatHelp },
  async run(context) {
    if (context.positionals.length > 0) {
      throw new UsageError(`\`zoo\` takes no file; there is "${context.positionals[0]}".`);
    }
    const format = outputFormat(context);
    const folder = modelsFolder();
    context.out.write(`${zooReport(zooNetworks(folder), folder, format, context.style)}\n`);
    return 0;
  },
};
