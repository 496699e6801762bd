// The help texts.

import type { Command } from './command.ts';
import { programName } from './programName.ts';
import type { Style } from './terminal/style.ts';
import { wrap } from './terminal/wrap.ts';

const sharedHelp: readonly (readonly [string, string])[] = [
  ['--json', 'Print JSON instead of tables.'],
  ['--debug', 'Show where an internal mistake came from.'],
];

export function generalHelp(commands: readonly Command[], style: Style): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${style.bold(name.padEnd(width))}  ${summary}`);
  return [
    'Design, check, train and export convolutional networks written as text.',
    '',
    `${style.bold('Usage')}  ${programName()} COMMAND …`,
    '',
    ...rows,
    '',
    `\`${programName()} COMMAND --help\` explains a command.`,
  ].join('\n');
}

export function commandHelp(command: Command, style: Style): string {
  const options = Object.entries(command.options).map(
    ([name, { type, short }]): readonly [string, string] => [
      `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? (command.bareOptions?.[name] ? '[=…]' : ' …') : ''}`,
      command.optionHelp[name] ?? '',
    ],
  );
  const all = [...options, ...sharedHelp];
  const width = Math.max(...all.map(([name]) => name.length));
  return [
    command.summary,
    '',
    `${style.bold('Usage')}  ${programName()} ${command.name} ${command.usage}`,
    '',
    ...all.map(([name, text]) => `  ${name.padEnd(width)}  ${wrap(text, width + 4, style.width)}`),
  ].join('\n');
}
