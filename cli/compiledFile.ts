// Compiling a file for a command, and choosing the model or recipe that it works on.

import type { Network } from '../engine/network/network.ts';
import { UserError } from '../engine/userError.ts';
import type { Compilation, CompiledRecipe, RecipeOverrides } from '../extension/language/compilation.ts';
import { compile, elaborateModel, elaborateRecipe } from '../extension/language/compile.ts';
import type { Diagnostic } from '../extension/language/diagnostic.ts';
import { formatDiagnostics, lineOf } from './diagnosticText.ts';
import { diskFiles, readableFile } from './diskFiles.ts';
import { shownPath } from './shownPath.ts';

export interface ModelChoice {
  /** `--model` */
  readonly name: string | undefined;
  /** `--set` */
  readonly arguments: Readonly<Record<string, string>>;
}

export function compileFile(file: string): Compilation {
  return compile(readableFile(file), diskFiles);
}

/** The network of the chosen model, or of the file's first one. */
export function networkOf(compilation: Compilation, choice: ModelChoice): Network {
  const model = choice.name === undefined ? compilation.models[0] : findModel(compilation, choice.name);
  if (!model) {
    refuseErrors(compilation, compilation.diagnostics);
    throw noModel(compilation);
  }
  if (Object.keys(choice.arguments).length === 0) {
    // What is wrong elsewhere in the file, such as in a recipe, does not concern the network.
    if (model.valid && model.network) return model.network;
    refuseErrors(compilation, compilation.diagnostics);
    if (model.network) return model.network;
  }
  const { network, diagnostics } = elaborateModel(compilation, model.name, choice.arguments);
  refuseErrors(compilation, diagnostics);
  if (!network)
    throw new UserError('model.empty', `The model ${model.name} has no input layer.`, { file: model.file });
  return network;
}

/** For recipes whose network will see other images than their own. */
export const otherImages = { entries: { data: 'digits(1)' }, checksData: false } as const;

/** The network that a recipe trains, with its arguments. */
export function networkOfRecipe(compilation: Compilation, recipe: string, choice: ModelChoice): Network {
  const overrides = { arguments: choice.arguments, ...otherImages };
  return recipeOf(compilation, { name: recipe, model: choice.name }, overrides).network;
}

function noModel({ file, trees }: Compilation): UserError {
  const empty = (trees.get(file)?.text ?? '').trim() === '';
  const what = empty ? 'is empty' : 'declares no model';
  const message = `${shownPath(file)} ${what}: a network is written \`model Name { input 1x28x28 … }\`.`;
  return new UserError('model.none', message, { file });
}

function findModel(compilation: Compilation, name: string) {
  const model = compilation.models.find((candidate) => candidate.name === name);
  if (model) return model;
  refuseErrors(compilation, compilation.diagnostics);
  const names = compilation.models.map((candidate) => candidate.name);
  const known = names.length === 0 ? 'none' : `${names.map((known) => `\`${known}\``).join(', ')}`;
  const message = `${shownPath(compilation.file)} has no model \`${name}\`; it has ${known}.`;
  throw new UserError('model.unknown', message, { file: compilation.file });
}

/** A recipe that can be trained, with its network. */
export interface TrainableRecipe {
  readonly network: Network;
  readonly recipe: NonNullable<CompiledRecipe['recipe']>;
}

/** The chosen recipe with the user's changes. Fails with the text's errors, if it has any. */
export function recipeOf(
  compilation: Compilation,
  choice: { readonly name: string | undefined; readonly model: string | undefined },
  overrides: RecipeOverrides,
): TrainableRecipe {
  const { recipe, diagnostics } = elaborateRecipe(compilation, choice, overrides);
  const errors = [...fileErrors(compilation, overrides), ...diagnostics];
  // The default recipe of a file without recipes has no place in the text that a message could point to.
  if (compilation.recipes.length === 0 && errors.some(({ code }) => code === 'missing-data')) {
    refuseErrors(
      compilation,
      errors.filter(({ code }) => code !== 'missing-data'),
    );
    throw noRecipe(compilation, choice.model);
  }
  refuseErrors(compilation, errors);
  if (recipe?.recipe && recipe.network) return { network: recipe.network, recipe: recipe.recipe };
  throw unknownRecipe(compilation, choice);
}

function noRecipe({ file, models }: Compilation, chosen: string | undefined): UserError {
  const recipe = `train ${chosen ?? models.at(-1)?.name ?? 'Name'} { data digits(12000) }`;
  const message =
    `${shownPath(file)} has no recipe to train by: add \`${recipe}\` to it, ` +
    "or give the data with --data 'digits(12000)'.";
  return new UserError('recipe.none', message, { file });
}

function unknownRecipe(
  compilation: Compilation,
  { name, model }: { readonly name: string | undefined; readonly model: string | undefined },
): UserError {
  const { file, models, recipes } = compilation;
  if (models.length === 0) return noModel(compilation);
  const quoted = (names: readonly { readonly name: string }[]) =>
    names.length === 0 ? 'none' : names.map((known) => `\`${known.name}\``).join(', ');
  const what =
    name === undefined
      ? `no model \`${model}\`; its models: ${quoted(models)}`
      : `no recipe \`${name}\`${model === undefined ? '' : ` of the model \`${model}\``}; its recipes: ${quoted(recipes)}`;
  return new UserError('recipe.unknown', `${shownPath(file)} has ${what}.`, { file });
}

/** Without changes the whole file must be right; with changes they may cure what is wrong in a recipe. */
function fileErrors(compilation: Compilation, overrides: RecipeOverrides): readonly Diagnostic[] {
  const changed = Object.keys(overrides.arguments).length + Object.keys(overrides.entries).length > 0;
  return changed ? [] : compilation.diagnostics;
}

/** More than these are not told at once: `check` tells them all. */
const mostErrors = 10;

/** Fails with the first error, and the others in the text of the message. */
function refuseErrors(compilation: Compilation, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(
    ({ severity }, index) =>
      severity === 'error' && diagnostics.findIndex(sameAs(diagnostics[index]!)) === index,
  );
  const [first] = errors;
  if (!first) return;
  const shown = formatDiagnostics(compilation, errors.slice(0, mostErrors));
  const more = errors.length - mostErrors;
  const rest =
    more > 0 ? `\n${more} more ${more === 1 ? 'error' : 'errors'}; \`check\` lists all of them.` : '';
  throw new UserError(first.code, shown + rest, { file: first.file, line: lineOf(compilation, first) });
}

/** A recipe's errors are told with the file and again with the recipe. */
function sameAs({ file, range, code, message }: Diagnostic): (other: Diagnostic) => boolean {
  return (other) =>
    other.file === file &&
    other.range.start === range.start &&
    other.range.end === range.end &&
    other.code === code &&
    other.message === message;
}
