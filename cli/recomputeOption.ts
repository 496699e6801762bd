// `--recompute`: which activations of a training step are computed again instead of kept.

import { recomputations } from '../engine/recipe/recipe.ts';
import { type CommandContext, textOption, UsageError } from './command.ts';

export const recomputeOptions = { recompute: { type: 'string' } } as const;

export const recomputeHelp = {
  recompute:
    'none, light or blocks: activations that are computed again in the backward pass, which takes less memory and more ' +
    "time; the recipe's where it is not given.",
} as const;

const modes = ['none', ...recomputations] as const;

/** Undefined where it is not given. */
function recomputeOption(context: CommandContext): (typeof modes)[number] | undefined {
  const given = textOption(context, 'recompute');
  const known = modes.find((mode) => mode === given);
  if (given === undefined || known !== undefined) return known;
  throw new UsageError(`--recompute must be none, light or blocks; it is "${given}".`);
}

/** What the option sets: an entry of the recipe. */
export function recomputeEntry(context: CommandContext): { readonly recompute?: (typeof modes)[number] } {
  const mode = recomputeOption(context);
  return mode === undefined ? {} : { recompute: mode };
}
