// The entries of a `train` statement to a recipe.

import type { AttributeValue, Call } from '../../../engine/network/attribute.ts';
import type { Origin } from '../../../engine/network/network.ts';
import { type Recipe, recomputations } from '../../../engine/recipe/recipe.ts';
import { type Device, devices } from '../../../engine/runtime/device.ts';
import { nearestWord } from '../suggest.ts';
import { parseLoneExpression } from '../syntax/parser/parse.ts';
import { type RecipeKeyword, recipeKeywords } from '../syntax/tokens.ts';
import type { ArgumentNode, EntryNode } from '../syntax/tree.ts';
import { removeStatement } from '../validation/removal.ts';
import { type Context, reportAt } from './context.ts';
import { evaluate } from './evaluate.ts';
import { type EvaluatedCall, evaluateCallEntry } from './evaluateCalls.ts';
import { recipeDefaults, recipeEntries, type ValueEntry } from './recipeEntries.ts';
import { isUnknown, showValue, toAttributeValue } from './value.ts';

/** An entry with the context in which it is evaluated: entries may come from outside the file. */
export interface PlacedEntry {
  readonly node: EntryNode;
  readonly context: Context;
}

/** The calls of a recipe with their places, for the checks against the network. */
export interface RecipeCalls {
  readonly data: readonly PlacedCall[];
  readonly validation: readonly PlacedCall[];
  readonly transform: readonly PlacedCall[];
  readonly augment: readonly PlacedCall[];
}

export interface PlacedCall extends EvaluatedCall {
  readonly context: Context;
}

export interface ElaboratedRecipe {
  /** Undefined where an entry is wrong or the data is missing. */
  readonly recipe: Recipe | undefined;
  readonly calls: RecipeCalls;
}

export function elaborateRecipe(
  name: string,
  entries: readonly PlacedEntry[],
  fallback: Context,
  origin: Origin,
): ElaboratedRecipe {
  const reader = new EntryReader(fallback);
  for (const entry of entries) reader.read(entry);
  const { calls, values } = reader;
  const one = (keyword: 'data' | 'validation' | 'optimizer' | 'schedule' | 'loss') =>
    calls.get(keyword)?.at(-1)?.call;
  const many = (keyword: 'transform' | 'augment') => (calls.get(keyword) ?? []).map(({ call }) => call);
  const number = (keyword: RecipeKeyword) =>
    typeof values.get(keyword) === 'number' ? (values.get(keyword) as number) : 0;
  const data = one('data');
  const recipe =
    data === undefined || reader.failed
      ? undefined
      : {
          name,
          data,
          validation: one('validation'),
          transforms: many('transform'),
          augmentations: many('augment'),
          optimizer: one('optimizer') ?? reader.defaultCall('optimizer'),
          schedule: one('schedule') ?? reader.defaultCall('schedule'),
          loss: one('loss') ?? reader.defaultCall('loss'),
          batch: number('batch'),
          ...optionalNumbers(values),
          ...recomputation(values.get('recompute')),
          epochs: number('epochs'),
          seed: number('seed'),
          device: deviceOf(values.get('device')),
          origin,
        };
  const placed = (keyword: keyof RecipeCalls) => calls.get(keyword) ?? [];
  return {
    recipe,
    calls: {
      data: placed('data'),
      validation: placed('validation'),
      transform: placed('transform'),
      augment: placed('augment'),
    },
  };
}

/** The entries that a recipe may do without. One accumulated batch is none. */
function optionalNumbers(
  values: ReadonlyMap<RecipeKeyword, AttributeValue>,
): Pick<Recipe, 'accumulate' | 'clip' | 'average' | 'earlyStopping'> {
  const given = (field: string, keyword: RecipeKeyword) => {
    const value = values.get(keyword);
    return typeof value === 'number' ? { [field]: value } : {};
  };
  return {
    ...(values.get('accumulate') === 1 ? {} : given('accumulate', 'accumulate')),
    ...given('clip', 'clip'),
    ...given('average', 'average'),
    ...given('earlyStopping', 'early_stopping'),
  };
}

function recomputation(value: AttributeValue | undefined): Pick<Recipe, 'recompute'> {
  const recompute = recomputations.find((mode) => mode === value);
  return recompute === undefined ? {} : { recompute };
}

function deviceOf(value: AttributeValue | undefined): Device {
  return devices.find((device) => device === value) ?? 'auto';
}

class EntryReader {
  readonly calls = new Map<RecipeKeyword, readonly PlacedCall[]>();
  readonly values = new Map<RecipeKeyword, AttributeValue>();
  failed = false;
  private readonly seen = new Set<string>();

  constructor(private readonly fallback: Context) {
    for (const keyword of recipeKeywords) {
      const entry = recipeEntries[keyword];
      if (entry.kind === 'value') this.values.set(keyword, entry.attribute.default ?? null);
    }
  }

  read({ node, context }: PlacedEntry): void {
    const keyword = recipeKeywords.find((known) => known === node.keyword.text);
    if (keyword === undefined) {
      this.fail(() => reportUnknownEntry(context, node));
      return;
    }
    if (this.seen.has(keyword)) {
      const message = `\`${keyword}\` is set twice in this recipe: one of the two must go.`;
      const { state, place } = context;
      const fixes = [removeStatement(place.file, node, `Remove this \`${keyword}\``)];
      this.fail(() => state.report(place, node.keyword, 'duplicate-entry', message, { fixes }));
    }
    this.seen.add(keyword);
    const entry = recipeEntries[keyword];
    if (entry.kind === 'value') this.readValue(context, keyword, entry, node);
    else this.readCalls(context, keyword, node);
  }

  /** The call that stands for an entry that was left out. */
  defaultCall(keyword: 'optimizer' | 'schedule' | 'loss'): Call {
    const entry = recipeEntries[keyword];
    const { expression } = parseLoneExpression(recipeDefaults[keyword]);
    const found = entry.kind === 'call' ? evaluateCallEntry(this.fallback, entry, expression) : undefined;
    return found?.call ?? { kind: keyword, attributes: {} };
  }

  private fail(report: () => void): void {
    this.failed = true;
    report();
  }

  private readCalls(context: Context, keyword: RecipeKeyword, node: EntryNode): void {
    const found: PlacedCall[] = [];
    for (const [index, argument] of node.arguments.entries()) {
      const target = argument.name === undefined ? keyword : this.namedTarget(context, keyword, argument);
      if (target === undefined) continue;
      const entry = recipeEntries[target];
      if (entry.kind !== 'call') continue;
      if (target === keyword && index > 0 && !entry.many) {
        const message = `\`${keyword}\` is set to one value only.`;
        this.fail(() => reportAt(context, argument, 'too-many-arguments', message));
        continue;
      }
      const call = evaluateCallEntry(context, entry, argument.value);
      if (call === undefined) this.failed = true;
      else if (target === keyword) found.push({ ...call, context });
      else this.calls.set(target, [{ ...call, context }]);
    }
    if (node.arguments.length === 0) this.failed = true;
    this.calls.set(keyword, found);
  }

  /** `data …, validation: …` is the one entry with a named part. */
  private namedTarget(
    context: Context,
    keyword: RecipeKeyword,
    argument: ArgumentNode,
  ): RecipeKeyword | undefined {
    const name = argument.name!;
    if (keyword === 'data' && name.text === 'validation') return 'validation';
    const nearest = keyword === 'data' ? nearestWord(name.text, ['validation']) : undefined;
    const hint = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
    const replacement = nearest === undefined ? undefined : { range: name, text: nearest };
    const message = `\`${keyword}\` has nothing named \`${name.text}\`.${hint}`;
    this.fail(() => reportAt(context, name, 'unknown-attribute', message, replacement));
    return undefined;
  }

  private readValue(context: Context, keyword: RecipeKeyword, entry: ValueEntry, node: EntryNode): void {
    const [argument, second] = node.arguments;
    if (argument === undefined) {
      this.failed = true;
      return;
    }
    if (second !== undefined || argument.name !== undefined) {
      const message = `\`${keyword}\` is set to one value: \`${keyword} ${showDefault(entry)}\`.`;
      this.fail(() => reportAt(context, second ?? argument, 'too-many-arguments', message));
      return;
    }
    const value = evaluate(context, argument.value, entry.attribute.choices);
    const plain = isUnknown(value) ? undefined : toAttributeValue(value);
    const reading = plain === undefined ? undefined : entry.attribute.read(plain);
    if (reading !== undefined && 'value' in reading) {
      this.values.set(keyword, reading.value);
      return;
    }
    this.failed = true;
    if (isUnknown(value)) return;
    const message = `\`${keyword}\` must be ${entry.attribute.type}, not ${showValue(value)}.`;
    reportAt(context, argument.value, 'wrong-type', message);
  }
}

function showDefault({ attribute }: ValueEntry): string {
  return String(attribute.default ?? '');
}

/** What other programs call an entry. */
const otherEntries: Readonly<Record<string, RecipeKeyword>> = {
  batch_size: 'batch',
  dataset: 'data',
  train_data: 'data',
};
const learningRateNames = ['lr', 'learning_rate'];

function reportUnknownEntry(context: Context, { keyword }: EntryNode): void {
  if (learningRateNames.includes(keyword.text)) {
    const message = 'The learning rate stands in the optimizer, as in `optimizer sgd(lr: 0.05)`.';
    reportAt(context, keyword, 'unknown-entry', message);
    return;
  }
  const other = Object.hasOwn(otherEntries, keyword.text) ? otherEntries[keyword.text] : undefined;
  const nearest = other ?? nearestWord(keyword.text, recipeKeywords);
  const known = ` There are ${recipeKeywords.map((word) => `\`${word}\``).join(', ')}.`;
  const hint = nearest === undefined ? known : ` Did you mean \`${nearest}\`?`;
  const replacement = nearest === undefined ? undefined : { range: keyword, text: nearest };
  reportAt(
    context,
    keyword,
    'unknown-entry',
    `A recipe has no entry \`${keyword.text}\`.${hint}`,
    replacement,
  );
}
