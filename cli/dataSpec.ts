// Data sources as the command line names them: `digits(5000)`, `mnist("folder")`.

import type { Recipe } from '../engine/recipe/recipe.ts';
import { UserError } from '../engine/userError.ts';
import { compile, elaborateRecipe } from '../extension/language/compile.ts';
import { type CommandContext, textOption, UsageError } from './command.ts';

/** Stands around the source, which is written in the language: it says what is wrong with it. */
const emptyFile = 'data.cnn';
const emptyText = 'model Data { input 1x1x1 -> flatten -> dense(2) }';

/** `--data`, where it is given. */
export function dataOption(context: CommandContext): string | undefined {
  const text = textOption(context, 'data');
  return text === undefined ? undefined : checkedText(text);
}

/** @throws UserError with what the language says of the text */
export function readDataSpec(text: string): Recipe {
  checkedText(text);
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

/** Shells take quotes away, which then look as if they had been forgotten. */
function checkedText(text: string): string {
  if (text.trim() === '') throw new UsageError("Name the data, as in 'digits(5000)' or 'mnist(\"folder\")'.");
  const [, before, folder, after] = /^(\s*(?:mnist|images)\(\s*)([^"\s,)]+)(.*)$/s.exec(text) ?? [];
  if (folder === undefined) return text;
  const message =
    `In \`${text}\` the folder must stand in quotes, and all of it in single quotes for the shell: ` +
    `'${before}"${folder}"${after}'.`;
  throw new UserError('data.unquoted', message);
}
