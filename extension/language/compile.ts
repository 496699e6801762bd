// A file's text, with what it imports, to its models, recipes and diagnostics.

import type { Compilation, Compile, CompiledModel, ElaborateModel, ElaborateRecipe } from './compilation.ts';
import { compileModel, type DeclaredModel, hasErrors, isModel, type ModelResult } from './compileModel.ts';
import { compileRecipe, noChanges, type RecipeResult } from './compileRecipe.ts';
import type { Diagnostic } from './diagnostic.ts';
import { Budget } from './elaboration/budget.ts';
import { findDeclared, loadProgram, type Program } from './elaboration/program.ts';
import { ModelInstances } from './modelInstances.ts';
import { Reporter } from './reporter.ts';
import type { Name, TrainNode } from './syntax/tree.ts';
import { checkFiles } from './validation/checkFiles.ts';
import { checkNetwork } from './validation/checkNetwork.ts';
import { dropSilenced } from './validation/silenced.ts';

/** What compilations keep for what is asked of them later. */
interface Behind {
  readonly program: Program;
  readonly models: readonly ModelResult[];
  /** Errors that were found before anything was elaborated. */
  readonly staticErrors: readonly Diagnostic[];
}

/** What elaboration gives, made when it is first asked for: the names in a text need none of it. */
interface Elaborated extends Pick<Compilation, 'diagnostics' | 'models' | 'recipes'> {
  readonly behind: Behind;
}

class ProgramCompilation implements Compilation {
  readonly trees: Compilation['trees'];
  private made: Elaborated | undefined;

  constructor(
    readonly file: string,
    readonly program: Program,
  ) {
    this.trees = new Map([...program.files].map(([name, { tree }]) => [name, tree]));
  }

  get diagnostics(): Compilation['diagnostics'] {
    return this.elaborated().diagnostics;
  }

  get models(): Compilation['models'] {
    return this.elaborated().models;
  }

  get recipes(): Compilation['recipes'] {
    return this.elaborated().recipes;
  }

  elaborated(): Elaborated {
    this.made ??= elaborateProgram(this.program, this.trees);
    return this.made;
  }
}

export const compile: Compile = (file, host) => {
  const program = loadProgram(file, host);
  return program === undefined ? missingFile(file) : new ProgramCompilation(file, program);
};

function elaborateProgram(program: Program, trees: Compilation['trees']): Elaborated {
  const reporter = new Reporter();
  checkFiles(program, reporter);
  const staticErrors = reporter.diagnostics.filter(({ severity }) => severity === 'error');
  const budget = new Budget();
  const models = declaredModels(program).map((model) => compileModel(model, new Map(), budget));
  const behind: Behind = { program, models, staticErrors };
  for (const model of models) {
    reporter.addAll(model.diagnostics);
    checkNetwork(program.main, model, isSound(behind, model), reporter);
  }
  const instances = new ModelInstances(models, budget);
  const recipes = program.main.trains
    .map((train) => compileTrain(behind, train, instances))
    .filter((result) => result !== undefined);
  for (const { diagnostics } of recipes) reporter.addAll(diagnostics);
  return {
    behind,
    diagnostics: inOrder(program, dropSilenced(reporter.diagnostics, trees)),
    models: models.map((model) => compiledModel(behind, model)),
    recipes: recipes.map(({ compiled }) => compiled),
  };
}

function behindOf(compilation: Compilation): Behind | undefined {
  return compilation instanceof ProgramCompilation ? compilation.elaborated().behind : undefined;
}

/** The program that a compilation was made of; undefined where its file does not exist. */
export function programOf(compilation: Compilation): Program | undefined {
  return compilation instanceof ProgramCompilation ? compilation.program : undefined;
}

function missingFile(file: string): Compilation {
  const reporter = new Reporter();
  reporter.report(
    file,
    { start: 0, end: 0 },
    'file-not-found',
    `There is no file ${file}, or it cannot be read.`,
  );
  return { file, trees: new Map(), diagnostics: reporter.diagnostics, models: [], recipes: [] };
}

function declaredModels({ main }: Program): readonly DeclaredModel[] {
  return [...main.declared.values()].filter(isModel);
}

/** Neither the model nor the text around it has errors. */
function isSound(behind: Behind, { node, diagnostics }: ModelResult): boolean {
  return !hasErrors(diagnostics) && errorsAround(behind, node).length === 0;
}

function compiledModel(behind: Behind, model: ModelResult): CompiledModel {
  const { node, network } = model;
  const name = node.name!;
  const valid = network !== undefined && isSound(behind, model);
  const nameRange = { start: name.start, end: name.end };
  return { name: name.text, file: behind.program.main.name, nameRange, network, valid };
}

/**
 * Static errors that concern a declaration of the main file: its own, and those outside of models and
 * recipes.
 */
function errorsAround(
  { program, staticErrors }: Behind,
  ...nodes: readonly { readonly start: number; readonly end: number }[]
): readonly Diagnostic[] {
  const separate = program.main.tree.file.declarations.filter(
    (declaration) =>
      (declaration.kind === 'model' || declaration.kind === 'train') && !nodes.includes(declaration),
  );
  return staticErrors.filter(
    ({ file, range }) =>
      file !== program.main.name ||
      !separate.some(({ start, end }) => range.start >= start && range.end <= end),
  );
}

function compileTrain(behind: Behind, train: TrainNode, instances: ModelInstances): RecipeResult | undefined {
  if (train.model === undefined) return undefined;
  const request = { file: behind.program.main, model: train.model, train, changes: noChanges };
  return checkedRecipe(behind, compileRecipe(request, instances), train);
}

/** What is asked of a compilation later has a budget of its own. */
function laterInstances({ models }: Behind): ModelInstances {
  return new ModelInstances(models, new Budget());
}

/** A recipe is valid only where the text around it is. */
function checkedRecipe(behind: Behind, result: RecipeResult, train: TrainNode | undefined): RecipeResult {
  const { main } = behind.program;
  const model = findDeclared(main, result.compiled.model)?.node;
  const around = [model, train].filter((node) => node !== undefined);
  if (errorsAround(behind, ...around).length === 0) return result;
  return { ...result, compiled: { ...result.compiled, recipe: undefined, valid: false } };
}

/** By file, the main one first, and by place. */
function inOrder({ main, files }: Program, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const order = new Map([main.name, ...files.keys()].map((name, index) => [name, index === 0 ? 0 : index]));
  order.set(main.name, 0);
  const rank = (file: string) => order.get(file) ?? order.size;
  return [...diagnostics].sort(
    (a, b) => rank(a.file) - rank(b.file) || a.range.start - b.range.start || a.range.end - b.range.end,
  );
}

export const elaborateModel: ElaborateModel = (compilation, name, argumentTexts) => {
  const behind = behindOf(compilation);
  const declared = behind === undefined ? undefined : findDeclared(behind.program.main, name);
  if (behind === undefined || !isModel(declared) || declared.node.name === undefined) {
    return { network: undefined, diagnostics: compilation.diagnostics };
  }
  const changes = { arguments: argumentTexts, entries: {} };
  const request = { file: behind.program.main, model: declared.node.name, train: undefined, changes };
  const { compiled, diagnostics } = compileRecipe(request, laterInstances(behind));
  const own = diagnostics.filter(({ code }) => code !== 'missing-data');
  return { network: compiled.network, diagnostics: [...errorsAround(behind, declared.node), ...own] };
};

export const elaborateRecipe: ElaborateRecipe = (compilation, choice, changes) => {
  const behind = behindOf(compilation);
  if (behind === undefined) return { recipe: undefined, diagnostics: compilation.diagnostics };
  const { main } = behind.program;
  const train = main.trains.find(
    ({ name, model }) =>
      (choice.name === undefined || (name ?? model)?.text === choice.name) &&
      (choice.model === undefined || model?.text === choice.model),
  );
  const model = train === undefined ? modelWithoutRecipe(behind, choice) : train.model;
  if (model === undefined) return { recipe: undefined, diagnostics: [] };
  const request = { file: main, model, train, changes };
  const result = checkedRecipe(behind, compileRecipe(request, laterInstances(behind)), train);
  const node = findDeclared(main, model.text)?.node;
  const around = errorsAround(behind, ...[node, train].filter((part) => part !== undefined));
  return { recipe: result.compiled, diagnostics: [...around, ...result.diagnostics] };
};

/** The model that gets the default recipe: the one that was chosen, or the file's last one. */
function modelWithoutRecipe(
  { program: { main }, models }: Behind,
  choice: { readonly name: string | undefined; readonly model: string | undefined },
): Name | undefined {
  if (choice.name !== undefined) return undefined;
  if (choice.model === undefined) return models.at(-1)?.node.name;
  const declared = findDeclared(main, choice.model);
  return isModel(declared) ? declared.node.name : undefined;
}
