// `netwright devices`: where networks can be trained on this machine.

import type { Command } from '../command.ts';
import { withEngine } from '../engineProcess.ts';

export const devices: Command = {
  name: 'devices',
  usage: '',
  summary: 'List where networks can be trained on this machine.',
  options: {},
  optionHelp: {},
  async run(context) {
    const found = await withEngine(context, (engine) => engine.request('devices', {}));
    if (context.json) {
      context.out.write(`${JSON.stringify({ devices: found })}\n`);
      return 0;
    }
    const { style } = context;
    for (const { name, available, reason } of found) {
      const mark = available ? style.green('✓') : style.muted('·');
      context.out.write(`${mark} ${name.padEnd(8)}${reason ? ` ${style.muted(reason)}` : ''}\n`);
    }
    return 0;
  },
};
