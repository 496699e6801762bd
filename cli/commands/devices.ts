// `netwright devices`: where networks can be trained on this machine.

import type { Command } from '../command.ts';
import { withEngine } from '../engineProcess.ts';
import { wrap } from '../terminal/wrap.ts';

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
      const text = reason === undefined ? '' : `  ${wrap(style.muted(plainReason(reason)), 10, style.width)}`;
      context.out.write(`${mark} ${`${name.padEnd(6)}${text}`.trimEnd()}\n`);
    }
    return 0;
  },
};

/** Without what every line of the list would repeat. */
function plainReason(reason: string): string {
  return reason
    .replace(/^The device `\w+` cannot be used on this machine: /, '')
    .replace(/\. Choose `auto` or `cpu`, or update the graphics driver\.$/, '')
    .replace(/\. Choose `auto` or `cpu`, or,?/, ';');
}
