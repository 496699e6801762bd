// One `train` statement, with what is changed about it from outside: its network and its recipe.

import type { Attributes } from '../../engine/network/attribute.ts';
import type { Network } from '../../engine/network/network.ts';
import type { CompiledRecipe, RecipeOverrides } from './compilation.ts';
import { type DeclaredModel, hasErrors, isModel, type ModelResult } from './compileModel.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type BoundArguments, declaredSignature } from './elaboration/bindArguments.ts';
import type { Context } from './elaboration/context.ts';
import { elaborateRecipe, type PlacedEntry } from './elaboration/elaborateRecipe.ts';
import { evaluateArguments } from './elaboration/evaluate.ts';
import { PathScope } from './elaboration/paths.ts';
import { findDeclared, type SourceFile, visibleModels } from './elaboration/program.ts';
import { Scope } from './elaboration/scope.ts';
import { Elaboration, originOf } from './elaboration/state.ts';
import type { ModelInstances } from './modelInstances.ts';
import { type OutsideText, readOutsideText, relocate } from './outsideText.ts';
import { Reporter } from './reporter.ts';
import { nearestWord } from './suggest.ts';
import type { ArgumentsNode, Name, TrainNode } from './syntax/tree.ts';
import { checkGradients } from './validation/checkGradients.ts';
import { checkRecipe } from './validation/checkRecipe.ts';
import { addData } from './validation/recipeFixes.ts';

export interface RecipeRequest {
  readonly file: SourceFile;
  /** The model's name, where the text names it. */
  readonly model: Name;
  /** Undefined for a model without a recipe, which gets the defaults. */
  readonly train: TrainNode | undefined;
  readonly changes: RecipeOverrides;
}

export const noChanges: RecipeRequest['changes'] = { arguments: {}, entries: {} };

export interface RecipeResult {
  readonly compiled: CompiledRecipe;
  readonly diagnostics: readonly Diagnostic[];
}

export function compileRecipe(request: RecipeRequest, models: ModelInstances): RecipeResult {
  const { file, model, train } = request;
  const reporter = new Reporter();
  const outside = readOutsideText(file, request.changes);
  reporter.addAll(outside.problems);
  const declared = findDeclared(file, model.text);
  const name = train?.name ?? model;
  const result = isModel(declared)
    ? compileArguments(request, outside, declared, reporter, models)
    : undefined;
  if (result === undefined) reportUnknownModel(file, model, reporter);
  const network = result?.network;
  const sound = network !== undefined && !reporter.hasErrors;
  const recipe = compileEntries(request, outside, name.text, sound ? network : undefined, reporter);
  const diagnostics = relocate(reporter.diagnostics, outside, { file: file.name, range: name });
  const valid = sound && recipe !== undefined && !hasErrors(diagnostics);
  const compiled: CompiledRecipe = {
    name: name.text,
    file: file.name,
    nameRange: { start: name.start, end: name.end },
    model: model.text,
    arguments: network?.arguments ?? noArguments,
    network,
    recipe: valid ? recipe : undefined,
    valid,
  };
  return { compiled, diagnostics };
}

const noArguments: Attributes = {};

function reportUnknownModel(file: SourceFile, model: Name, reporter: Reporter): void {
  const nearest = nearestWord(model.text, visibleModels(file));
  const hint = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
  const what =
    findDeclared(file, model.text) === undefined
      ? `There is no model \`${model.text}\`.`
      : `\`${model.text}\` is a block: only models are trained.`;
  const range = { start: model.start, end: model.end };
  const fixes =
    nearest === undefined
      ? []
      : [{ title: `Change to \`${nearest}\``, edits: [{ file: file.name, range, text: nearest }] }];
  reporter.report(file.name, model, 'unknown-model', `${what}${hint}`, { fixes });
}

function contextIn(file: SourceFile, reporter: Reporter): Context {
  const place = {
    file,
    scope: new Scope(),
    paths: new PathScope(''),
    group: undefined,
    head: undefined,
    inModel: false,
  };
  return { state: new Elaboration(reporter), place, flow: undefined };
}

/** The model with the arguments of the statement and, over them, those from outside. */
function compileArguments(
  { file, model, train, changes }: RecipeRequest,
  outside: OutsideText,
  declared: DeclaredModel,
  reporter: Reporter,
  models: ModelInstances,
): ModelResult {
  const none = Object.keys(changes.arguments).length === 0 && (train?.arguments?.items.length ?? 0) === 0;
  const known = none ? models.withDefaults(declared) : undefined;
  const result =
    known ??
    models.withArguments(
      declared,
      givenArguments(file, model, train?.arguments, outside, declared, reporter),
      {
        file: file.name,
        range: { start: model.start, end: model.end },
        message: () => 'With the arguments of this recipe.',
        rounds: undefined,
      },
    );
  if (result.elaborated === undefined) reportMissingDefault(file, model, declared, reporter);
  else reporter.addAll(result.diagnostics.filter(({ severity }) => severity === 'error'));
  return result;
}

function givenArguments(
  file: SourceFile,
  model: Name,
  own: ArgumentsNode | undefined,
  outside: OutsideText,
  declared: DeclaredModel,
  reporter: Reporter,
): BoundArguments {
  const signature = declaredSignature(model.text, declared.node.parameters);
  const everything = new Set(signature.parameters.map(({ name }) => name));
  const read = (source: SourceFile, given: ArgumentsNode | undefined) =>
    evaluateArguments(contextIn(source, reporter), signature, { name: model, arguments: given }, everything)
      .given;
  return new Map([...read(file, own), ...read(outside.file, outside.arguments)]);
}

function reportMissingDefault(
  file: SourceFile,
  model: Name,
  declared: DeclaredModel,
  reporter: Reporter,
): void {
  const open = declared.node.parameters
    .filter((parameter) => parameter.default === undefined)
    .map(({ name }) => name.text);
  const names = open.map((name) => `\`${name}\``).join(', ');
  const message =
    `\`${model.text}\` has no default for ${names}: give it here, as in ` +
    `\`${model.text}(${open[0]}: …)\`.`;
  reporter.report(file.name, model, 'missing-argument', message);
}

function compileEntries(
  { file, train, changes }: RecipeRequest,
  outside: OutsideText,
  name: string,
  network: Network | undefined,
  reporter: Reporter,
): CompiledRecipe['recipe'] {
  const context = contextIn(file, reporter);
  const outer = contextIn(outside.file, reporter);
  const own = (train?.entries ?? []).filter(({ keyword }) => !Object.hasOwn(changes.entries, keyword.text));
  const entries: PlacedEntry[] = [
    ...own.map((node) => ({ node, context })),
    ...outside.entries.map((node) => ({ node, context: outer })),
  ];
  const anchor = train ?? network?.layers[0]?.origin ?? { start: 0, end: 0 };
  const elaborated = elaborateRecipe(
    name,
    entries,
    context,
    originOf(file, { start: anchor.start, end: anchor.end }),
  );
  if (!entries.some(({ node }) => node.keyword.text === 'data')) reportMissingData(file, train, reporter);
  if (network !== undefined && changes.checksData !== false)
    checkRecipe({ network, calls: elaborated.calls });
  if (network !== undefined && train?.model !== undefined)
    checkGradients(network, file, train.model, reporter);
  return elaborated.recipe;
}

function reportMissingData(file: SourceFile, train: TrainNode | undefined, reporter: Reporter): void {
  const range = train?.name ?? train?.model ?? { start: 0, end: 0 };
  const message =
    'This recipe does not say where its images come from: add `data`, as in `data digits(12000)`.';
  const fixes = train === undefined ? [] : addData(file, train);
  reporter.report(file.name, range, 'missing-data', message, { fixes });
}
