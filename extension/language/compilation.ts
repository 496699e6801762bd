// The result of compiling a file: everything that the editor and the command line show comes from it.

import type { Attributes } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import type { Recipe } from '../../engine/recipe/recipe.ts';
import type { Diagnostic, TextRange } from './diagnostic.ts';
import type { SyntaxTree } from './syntax/tree.ts';

/** Where imported files come from: the disk, the editor's open documents, or a test's memory. */
export interface FileHost {
  /** The text, or undefined where there is no such file. */
  read(file: string): string | undefined;
  /** The file that `import "path"` in `from` means. */
  resolve(from: string, path: string): string;
}

export interface CompiledModel {
  readonly name: string;
  readonly file: string;
  /** The name in `model NAME(…)`. */
  readonly nameRange: TextRange;
  /** With the parameters' defaults. Undefined when there is nothing to draw: no input layer was found. */
  readonly network: Network | undefined;
  /** The model has no errors: the network may be trained. */
  readonly valid: boolean;
}

export interface CompiledRecipe {
  /** Name of the `train` statement: its own, or the model's. */
  readonly name: string;
  readonly file: string;
  readonly nameRange: TextRange;
  readonly model: string;
  readonly arguments: Attributes;
  /** The model with this recipe's arguments. */
  readonly network: Network | undefined;
  /** Undefined when the recipe has errors. */
  readonly recipe: Recipe | undefined;
  readonly valid: boolean;
}

export interface Compilation {
  /** The file that was asked for. */
  readonly file: string;
  /** It and every file it imports, by file. */
  readonly trees: ReadonlyMap<string, SyntaxTree>;
  /** Of all files, in order of place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the file that was asked for, in order. */
  readonly models: readonly CompiledModel[];
  readonly recipes: readonly CompiledRecipe[];
}

/**
 * Compiles `file` and what it imports. Never throws on any text and always ends: what is wrong is in
 * `diagnostics`.
 */
export type Compile = (file: string, host: FileHost) => Compilation;

/**
 * Elaborates one model of a compiled file with arguments of the user's (`--set n=18`), as texts of the ' +
   'language.'
 */
export type ElaborateModel = (
  compilation: Compilation,
  model: string,
  argumentTexts: Readonly<Record<string, string>>,
) => { readonly network: Network | undefined; readonly diagnostics: readonly Diagnostic[] };

/** What the user changes about a recipe from outside the text, each as text of the language. */
export interface RecipeOverrides {
  /** Arguments of the model: `n` to `18`. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Whole entries of the recipe: `data` to `mnist("data")`, `epochs` to `10`. */
  readonly entries: Readonly<Record<string, string>>;
  /**
   * False where the network will see other images than the recipe's: whether those fit it is not asked then.
   */
  readonly checksData?: boolean;
}

/**
 * A recipe of a compiled file with the user's changes. `name` is undefined for the first recipe (of ' +
   '`model`, where that is'
 * given); a model without any recipe gets the defaults. The diagnostics are those of the changes and of the
 * recipe.
 */
export type ElaborateRecipe = (
  compilation: Compilation,
  choice: { readonly name: string | undefined; readonly model: string | undefined },
  overrides: RecipeOverrides,
) => { readonly recipe: CompiledRecipe | undefined; readonly diagnostics: readonly Diagnostic[] };
