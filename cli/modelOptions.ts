// The options that choose a model and the values of its parameters.

import type { Command, CommandContext } from './command.ts';
import { assignments, textOption } from './command.ts';
import type { ModelChoice } from './compiledFile.ts';

export const modelOptions: Command['options'] = {
  model: { type: 'string' },
  set: { type: 'string', multiple: true },
};

export const modelOptionHelp: Command['optionHelp'] = {
  model: 'The model, when the file has several; its first where it is not given.',
  set: "A model parameter's value, as name=value.",
};

export function modelChoice(context: CommandContext): ModelChoice {
  return { name: textOption(context, 'model'), arguments: assignments(context, 'set') };
}
