// Compiling a file for a command, and choosing the model or recipe that it works on.

import type { Network } from '../engine/network/network.ts';
import { UserError } from '../engine/userError.ts';
import type { Compilation, CompiledRecipe, RecipeOverrides } from '../extension/language/compilation.ts';
import { compile, elaborateModel, elaborateRecipe } from '../extension/language/compile.ts';
import type { Diagnostic } from '../extension/language/diagnostic.ts';
import { formatDiagnostics, lineOf } from './diagnosticText.ts';
import { diskFiles, readableFile } from './diskFiles.ts';

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
    throw new UserError('model.none', `${compilation.file} declares no model. Write \`model Name { … }\`.`, {
      file: compilation.file,
    });
  }
  if (Object.keys(choice.arguments).length === 0) {
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

function findModel(compilation: Compilation, name: string) {
  const model = compilation.models.find((candidate) => candidate.name === name);
  if (model) return model;
  refuseErrors(compilation, compilation.diagnostics);
  const names = compilation.models.map((candidate) => candidate.name);
  const known = names.length === 0 ? 'no model' : `these models: ${names.join(', ')}`;
  throw new UserError('model.unknown', `There is no model \`${name}\`; ${compilation.file} has ${known}.`, {
    file: compilation.file,
  });
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
  refuseErrors(compilation, [...fileErrors(compilation, overrides), ...diagnostics]);
  if (recipe?.recipe && recipe.network) return { network: recipe.network, recipe: recipe.recipe };
  const wanted =
    choice.name === undefined ? 'a recipe or model to train' : `a recipe named \`${choice.name}\``;
  const names = compilation.recipes.map((candidate) => `\`${candidate.name}\``).join(', ');
  throw new UserError(
    'recipe.unknown',
    `${compilation.file} does not have ${wanted}.${names ? ` Its recipes are ${names}.` : ''}`,
    { file: compilation.file },
  );
}

/** Without changes the whole file must be right; with changes they may cure what is wrong in a recipe. */
function fileErrors(compilation: Compilation, overrides: RecipeOverrides): readonly Diagnostic[] {
  const changed = Object.keys(overrides.arguments).length + Object.keys(overrides.entries).length > 0;
  return changed ? [] : compilation.diagnostics;
}

/** Fails with the first error, and all of them in the text of the message. */
function refuseErrors(compilation: Compilation, diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  throw new UserError(first.code, formatDiagnostics(compilation, errors), {
    file: first.file,
    line: lineOf(compilation, first),
  });
}
