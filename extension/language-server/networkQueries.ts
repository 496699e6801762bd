// Answers what panels and commands ask: networks, recipes, layers at a place, and places of layers.

import type { Network } from '../../engine/network/network.ts';
import type { ElsewhereProblem } from '../../webview/protocol/diagram.ts';
import type { FigureDepth } from '../../webview/protocol/figurePanel.ts';
import { networkToFigure } from '../diagram/figure/networkToFigure.ts';
import type { Compilation, CompiledModel } from '../language/compilation.ts';
import { elaborateModel } from '../language/compile.ts';
import type { Diagnostic, TextRange } from '../language/diagnostic.ts';
import { importedTexts } from '../language/importedTexts.ts';
import { childrenOf } from '../language/syntax/children.ts';
import type { SyntaxNode } from '../language/syntax/tree.ts';
import { instancesIn, layersFrom } from './instances.ts';
import type {
  DiagramAnswer,
  FigureAnswer,
  LayerProblem,
  OriginAnswer,
  Place,
  RecipeAnswer,
  VariantAnswer,
  VariantParameters,
} from './protocol.ts';
import { rateEdit } from './rateEdit.ts';
import { mainTree, toOffset, toRange } from './sourceText.ts';

export function diagramAnswer(compilation: Compilation, model: string | undefined): DiagramAnswer {
  const models = compilation.models.map(({ name }) => name);
  const chosen = chooseModel(compilation, model);
  const network = chosen?.network;
  if (chosen === undefined || network === undefined) {
    return { models, network: null, problems: [], elsewhere: [], message: emptyMessage(compilation, chosen) };
  }
  const found = judgedLayers(compilation, network);
  const elsewhere = problemsElsewhere(compilation, chosen, found.shown);
  return { models, network, problems: found.problems, elsewhere };
}

export function variantAnswer(
  compilation: Compilation,
  { model, arguments: given }: Pick<VariantParameters, 'model' | 'arguments'>,
): VariantAnswer {
  const { network, diagnostics } = elaborateModel(compilation, model, given);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return { network: network ?? null, ...(error === undefined ? {} : { message: error.message }) };
}

export function figureAnswer(
  compilation: Compilation,
  { model, depth }: { readonly model?: string; readonly depth: FigureDepth },
): FigureAnswer {
  const { models, network, message } = diagramAnswer(compilation, model);
  const figure = network && networkToFigure(network, depth);
  return { models, figure, ...(message === undefined ? {} : { message }) };
}

function emptyMessage(compilation: Compilation, model: CompiledModel | undefined): string {
  const declared = mainTree(compilation)?.file.declarations ?? [];
  const block = declared.find((declaration) => declaration.kind === 'block')?.name?.text;
  if (model === undefined && block !== undefined)
    return `This file has blocks and no model to draw them in. Write \`model Name { … }\` with an \`input\` and \`${block}\`.`;
  if (model === undefined)
    return 'This file declares no model yet. Write `model Name { … }`, or choose a ready one with the command Netwright: New Model.';
  return `\`${model.name}\` has no input layer yet. Begin its body with a line such as \`input 3x32x32\`.`;
}

/** The named model, or the file's first one. */
export function chooseModel({ models }: Compilation, name: string | undefined): CompiledModel | undefined {
  return models.find((model) => model.name === name) ?? models[0];
}

interface JudgedLayers {
  readonly problems: readonly LayerProblem[];
  /** The diagnostics that layers have. */
  readonly shown: ReadonlySet<Diagnostic>;
}

/** A diagnostic belongs to what the call that it stands in makes; of a block's use, to the last layer. */
function judgedLayers(compilation: Compilation, network: Network): JudgedLayers {
  const worst = new Map<string, LayerProblem>();
  const shown = new Set<Diagnostic>();
  for (const diagnostic of compilation.diagnostics) {
    const { file, range, severity, message } = diagnostic;
    const tree = compilation.trees.get(file);
    const flow =
      severity === 'info' || tree === undefined ? undefined : innermostFlow(tree.file, range.start);
    if (severity === 'info' || flow === undefined) continue;
    for (const instance of instancesIn(compilation, file, flow)) {
      const layer = instance.layers.at(-1)?.path;
      if (instance.network !== network || layer === undefined) continue;
      shown.add(diagnostic);
      if (worst.get(layer)?.severity !== 'error') worst.set(layer, { layer, severity, message });
    }
  }
  return { problems: [...worst.values()], shown };
}

/** More are read in the list of problems. */
const MOST_ELSEWHERE = 100;

/** Of the text's own, those in the model and those outside all declarations with a body: imports, and stray words. */
function problemsElsewhere(
  { diagnostics, trees, file }: Compilation,
  { nameRange }: CompiledModel,
  shown: ReadonlySet<Diagnostic>,
): readonly ElsewhereProblem[] {
  const tree = trees.get(file);
  if (tree === undefined) return [];
  const others = tree.file.declarations.filter(
    (declaration) => declaration.kind !== 'import' && !isIn(nameRange, declaration),
  );
  return diagnostics
    .filter((diagnostic) => diagnostic.file === file && diagnostic.severity === 'error')
    .filter((diagnostic) => !shown.has(diagnostic) && !others.some((other) => isIn(diagnostic.range, other)))
    .slice(0, MOST_ELSEWHERE)
    .map(({ range, message }) => ({ message, ...toRange(tree, range).start }));
}

function isIn({ start, end }: TextRange, around: TextRange): boolean {
  return around.start <= start && end <= around.end;
}

export function recipeAnswers(compilation: Compilation): readonly RecipeAnswer[] {
  const tree = mainTree(compilation);
  if (tree === undefined) return [];
  const imported = importedTexts(compilation);
  return compilation.recipes.map((compiled) => {
    const { name, model, network, recipe, valid, nameRange } = compiled;
    const rate = rateEdit(tree, compiled);
    return {
      name,
      model,
      network: network ?? null,
      recipe: recipe ?? null,
      valid,
      imported,
      range: toRange(tree, nameRange),
      ...(rate && { rate: { ...rate, range: toRange(tree, rate.range) } }),
    };
  });
}

/**
 * Paths of the layers that the innermost layer, use or merge at the position makes; else those of its line.
 */
export function layersAt(
  compilation: Compilation,
  position: Place,
  model: string | undefined,
): readonly string[] {
  const tree = mainTree(compilation);
  const network = chooseModel(compilation, model)?.network;
  if (tree === undefined || network === undefined) return [];
  const offset = toOffset(tree, position);
  const here = innermostFlow(tree.file, offset);
  const instances = here === undefined ? [] : instancesIn(compilation, compilation.file, here);
  const layers = instances
    .filter((instance) => instance.network === network)
    .flatMap((instance) => instance.layers);
  const line = { start: tree.lines.lineStart(position.line), end: tree.lines.lineEnd(position.line) + 1 };
  const found = layers.length > 0 ? layers : layersFrom(compilation, compilation.file, line, network);
  return found.map(({ path }) => path);
}

function innermostFlow(node: SyntaxNode, offset: number): TextRange | undefined {
  if (offset < node.start || node.end < offset) return undefined;
  for (const child of childrenOf(node)) {
    const found = innermostFlow(child, offset);
    if (found !== undefined) return found;
  }
  // A merge as a whole is meant on its own name only: between its branches the line counts.
  if (node.kind === 'merge') return offset <= node.name.end ? node : undefined;
  return node.kind === 'use' || node.kind === 'input' ? node : undefined;
}

/** The place of a layer, by its path, or of a group, by its id. */
export function originOf(
  compilation: Compilation,
  model: string | undefined,
  path: string,
): OriginAnswer | undefined {
  const network = chooseModel(compilation, model)?.network;
  const found =
    network?.layers.find((layer) => layer.path === path) ?? network?.groups.find(({ id }) => id === path);
  const tree = found && compilation.trees.get(found.origin.file);
  return found && tree && { uri: found.origin.file, range: toRange(tree, found.origin) };
}
