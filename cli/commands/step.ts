// `netwright step`: optimizer steps on one batch, to be compared with another program's.

import { batchOptionHelp, batchOptions, batchRequest } from '../batchRequest.ts';
import type { Command } from '../command.ts';
import { integerOption, textOption, UsageError } from '../command.ts';
import { withEngine } from '../engineProcess.ts';

export const step: Command = {
  name: 'step',
  usage: 'FILE --recipe R --weights W --batch B --steps N -o OUT',
  summary: 'Take optimizer steps on one batch and write the new weights.',
  options: { ...batchOptions, steps: { type: 'string' } },
  optionHelp: {
    ...batchOptionHelp,
    recipe: "The recipe whose optimizer and loss to take; the model's first where it is not given.",
    steps: "How many steps, at the optimizer's own learning rate; its state starts at zero.",
  },
  async run(context) {
    const steps = integerOption(context, 'steps', 1);
    if (steps === undefined) throw new UsageError('Say how many steps to take: --steps N.');
    const request = { ...batchRequest(context), steps };
    const { loss } = await withEngine(context, (engine) => engine.request('step', request));
    if (context.json) context.out.write(`${JSON.stringify({ loss })}\n`);
    else {
      const words = steps === 1 ? 'the step' : `step ${steps}`;
      context.out.write(`loss ${loss.toPrecision(8)} before ${words}\n${textOption(context, 'output')}\n`);
    }
    return 0;
  },
};
