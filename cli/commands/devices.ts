// `netwright devices`: where networks can be trained on this machine, and what was measured on it.

import { forgetChoices, listChoices, type MachineChoices } from '../../engine/tuning/choiceCache.ts';
import type { Command, CommandContext } from '../command.ts';
import { withEngine } from '../engineProcess.ts';
import { wrap } from '../terminal/wrap.ts';

export const devices: Command = {
  name: 'devices',
  usage: '[--forget]',
  summary: 'List where networks can be trained on this machine, and what was measured on it.',
  options: { forget: { type: 'boolean' } },
  optionHelp: {
    forget: 'Forget what was measured: how convolutions are computed fastest. The next run measures anew.',
  },
  async run(context) {
    if (context.options['forget'] === true) return forget(context);
    const found = await withEngine(context, (engine) => engine.request('devices', {}));
    const choices = await listChoices();
    if (context.json) {
      context.out.write(`${JSON.stringify({ devices: found, choices })}\n`);
      return 0;
    }
    const { style } = context;
    for (const { name, available, cause, remedy } of found) {
      const mark = available ? style.green('✓') : style.muted('·');
      const why = [cause, remedy].filter((clause) => clause !== undefined).join('; ');
      const text = why === '' ? '' : `  ${wrap(style.muted(why), 10, style.width)}`;
      context.out.write(`${mark} ${`${name.padEnd(6)}${text}`.trimEnd()}\n`);
    }
    for (const measured of choices) {
      context.out.write(`${wrap(style.muted(describeChoices(measured)), 0, style.width)}\n`);
    }
    return 0;
  },
};

async function forget({ json, out }: CommandContext): Promise<number> {
  const forgotten = (await listChoices()).reduce((sum, { kinds }) => sum + choicesOf(kinds).length, 0);
  await forgetChoices();
  out.write(json ? `${JSON.stringify({ forgotten })}\n` : `Forgot ${counted(forgotten, 'choice')}.\n`);
  return 0;
}

/** `Measured with 2 threads: 19 ways of computing; 4 more by rule. AMD EPYC, ONNX Runtime 1.30.0.` */
function describeChoices({ machine, kinds }: MachineChoices): string {
  const all = choicesOf(kinds);
  const measured = all.filter(({ times }) => Object.keys(times).length > 0).length;
  const rest = all.length === measured ? '' : `, ${all.length - measured} more by rule`;
  return (
    `${counted(measured, 'choice')} measured with ${counted(machine.threads, 'thread')}${rest}: ${machine.processor}, ` +
    `ONNX Runtime ${machine.runtime}. Training takes what was fastest, unless with --deterministic; --forget forgets it.`
  );
}

function choicesOf(kinds: MachineChoices['kinds']) {
  return Object.values(kinds).flatMap((choices) => Object.values(choices));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
