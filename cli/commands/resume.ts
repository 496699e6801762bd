// `netwright resume`: goes on with a run from its last checkpoint.

import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { onlyPositional } from '../command.ts';
import { withEngine } from '../engineProcess.ts';
import { endOfRun, eventSink } from '../trainingReport.ts';
import { threadsOption } from './train.ts';

export const resume: Command = {
  name: 'resume',
  usage: 'RUN',
  summary: 'Go on with a run from its last checkpoint, exactly as if it had not stopped.',
  options: { threads: { type: 'string' } },
  optionHelp: { threads: 'Threads of the engine; the same number gives the same weights, bit for bit.' },
  async run(context) {
    const folder = resolve(onlyPositional(context, 'run folder'));
    const report = eventSink(context);
    const end = await withEngine(context, (engine) =>
      engine.request('resume', { folder, threads: threadsOption(context) }, report),
    );
    return endOfRun(context, end);
  },
};
