// `netwright gradients`: the gradients of one batch, to be compared with another program's.

import { batchOptionHelp, batchOptions, batchRequest } from '../batchRequest.ts';
import type { Command } from '../command.ts';
import { textOption } from '../command.ts';
import { withEngine } from '../engineProcess.ts';

export const gradients: Command = {
  name: 'gradients',
  usage: 'FILE --weights W --batch B -o OUT',
  summary: 'Write the loss, the logits and all gradients of one batch.',
  options: batchOptions,
  optionHelp: {
    ...batchOptionHelp,
    recipe: "The recipe whose loss to take; the model's first, or cross entropy, where it is not given.",
  },
  async run(context) {
    const request = batchRequest(context);
    const { loss } = await withEngine(context, (engine) => engine.request('gradients', request));
    if (context.json) context.out.write(`${JSON.stringify({ loss })}\n`);
    else context.out.write(`loss ${loss.toPrecision(8)}\n${textOption(context, 'output')}\n`);
    return 0;
  },
};
