// Data sources as the command line names them: `digits(5000)`, `mnist("folder")`.

import type { Recipe } from '../engine/recipe/recipe.ts';
import { UserError } from '../engine/userError.ts';
import { compile, elaborateRecipe } from '../extension/language/compile.ts';
import { UsageError } from './command.ts';

/** Stands around the source, which is written in the language: it says what is wrong with it. */
const emptyFile = 'data.cnn';
const emptyText = 'model Data { input 1x1x1 -> flatten -> dense(2) }';

/** @throws UserError with what the language says of the text */
export function readDataSpec(text: string): Recipe {
  if (text.trim() === '') throw new UsageError("Name the data, as in 'digits(5000)' or 'mnist(\"folder\")'.");
  const compilation = compile(emptyFile, { read: () => emptyText, resolve: (_, path) => path });
  const { recipe, diagnostics } = elaborateRecipe(
    compilation,
    { name: undefined, model: undefined },
    { arguments: {}, entries: { data: text }, checksData: false },
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (recipe?.recipe && errors.length === 0) return recipe.recipe;
  const message = errors.map((error) => error.message).join('\n');
  throw new UserError(errors[0]?.code ?? 'data.unreadable', message || `\`${text}\` names no data.`);
}
