// What stands over models and recipes: parameters and multiply-adds, their change since the last commit, actions.

import type { Network } from '../../engine/network/network.ts';
import type { Compilation, CompiledModel, CompiledRecipe } from '../language/compilation.ts';
import { summaryOf } from './figures.ts';
import type { LensAnswer } from './protocol.ts';
import { changeInPercent, parameterText, signedParameters, withPrefix } from './quantity.ts';
import { mainTree, toRange } from './sourceText.ts';

/** In the order of the text. `head` is the last commit's compilation, where there is one to compare with. */
export function codeLenses(compilation: Compilation, head: Compilation | undefined): readonly LensAnswer[] {
  const { models, recipes } = compilation;
  const tree = mainTree(compilation);
  if (tree === undefined) return [];
  const before = (name: string) => head?.models.find((model) => model.name === name);
  const lenses = [
    ...models.map((model) => ({ at: model.nameRange, lens: modelLens(model, recipes, before(model.name)) })),
    ...recipes.map((recipe) => ({ at: recipe.nameRange, lens: recipeLens(recipe, models) })),
  ];
  return lenses
    .sort((a, b) => a.at.start - b.at.start)
    .map(({ at, lens }) => ({ ...lens, range: toRange(tree, at) }));
}

type Lens = Omit<LensAnswer, 'range'>;

function modelLens(
  { name, network, valid }: CompiledModel,
  recipes: readonly CompiledRecipe[],
  before: CompiledModel | undefined,
): Lens {
  const own = recipes.filter(({ model }) => model === name);
  // Of several recipes, the one that bears the model's name is the usual one; else the user is asked.
  const usual = own.length === 1 ? own[0] : own.find((recipe) => recipe.name === name);
  const after = valid ? network : undefined;
  return {
    model: name,
    recipe: usual?.name ?? null,
    figures: figuresText(after),
    difference: differenceText(before?.valid === true ? before.network : undefined, after),
    actions: [
      'diagram',
      ...(own.length === 0 ? [] : ['train' as const]),
      ...(after ? ['profile' as const] : []),
    ],
  };
}

/** A recipe's own arguments make another network than the one whose figures stand over the model. */
function recipeLens({ name, model, network }: CompiledRecipe, models: readonly CompiledModel[]): Lens {
  const usual = models.find((candidate) => candidate.name === model)?.network;
  const differs = JSON.stringify(network?.arguments) !== JSON.stringify(usual?.arguments);
  return {
    model,
    recipe: name,
    figures: differs ? figuresText(network) : '',
    difference: '',
    actions: ['train'],
  };
}

/** "61,706 parameters, 417 kMAC"; empty for a network with an unknown shape: its figures would be too small. */
export function figuresText(network: Network | undefined): string {
  if (network === undefined || network.layers.some(({ outputShape }) => outputShape === undefined)) return '';
  const { parameters, macs } = summaryOf(network);
  return `${parameterText(parameters.inference)}, ${withPrefix(macs.inference, 'MAC')}`;
}

function differenceText(before: Network | undefined, after: Network | undefined): string {
  if (before === undefined || after === undefined) return '';
  const [old, now] = [summaryOf(before), summaryOf(after)];
  const parameters = now.parameters.inference - old.parameters.inference;
  const [oldMacs, macs] = [old.macs.inference, now.macs.inference];
  const parts = [
    parameters === 0 ? undefined : signedParameters(parameters),
    macs === oldMacs
      ? undefined
      : oldMacs === 0
        ? `+${withPrefix(macs, 'MAC')}`
        : `${changeInPercent(oldMacs, macs)} MACs`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : `${parts.join(', ')} since HEAD`;
}
