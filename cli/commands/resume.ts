// `netwright resume`: goes on with a run from its last checkpoint.

import { resolve } from 'node:path';
import { readRun } from '../../engine/client/readRun.ts';
import type { Command } from '../command.ts';
import { integerOption, onlyPositional } from '../command.ts';
import { replicasOption, withTrainingEngine } from '../engineProcess.ts';
import { imageMemoryHelp, imageMemoryOption, imageMemoryOptions } from '../imageMemoryOption.ts';
import { recomputeEntry, recomputeOptions } from '../recomputeOption.ts';
import { drawRun } from '../runDiagram.ts';
import { endOfRun, eventSink } from '../trainingReport.ts';

export const resume: Command = {
  name: 'resume',
  usage: 'RUN',
  summary: 'Go on with a run from its last checkpoint, exactly as if it had not stopped.',
  options: {
    threads: { type: 'string' },
    replicas: { type: 'string' },
    ...recomputeOptions,
    ...imageMemoryOptions,
  },
  optionHelp: {
    threads: "Threads of the engine. The run's own number, which is taken otherwise, gives the same weights.",
    replicas: "Parts of each batch that are computed side by side. The run's own number is taken otherwise.",
    recompute:
      "none, light or blocks, as for `train`. The run's own is taken otherwise; the weights are the same.",
    ...imageMemoryHelp,
  },
  async run(context) {
    const folder = resolve(onlyPositional(context, 'run folder'));
    const { record, network } = await readRun(folder);
    const threads = integerOption(context, 'threads', 1) ?? record.threads;
    const report = eventSink(context);
    const end = await withTrainingEngine(context, (engine) =>
      engine.request(
        'resume',
        {
          folder,
          threads,
          ...replicasOption(context),
          ...recomputeEntry(context),
          ...imageMemoryOption(context),
        },
        report,
      ),
    );
    await drawRun(context, folder, network);
    return endOfRun(context, end);
  },
};
