// The models of one file with the arguments that recipes give them: equal arguments are elaborated once.

import { compileModel, type DeclaredModel, type ModelResult } from './compileModel.ts';
import type { BoundArguments } from './elaboration/bindArguments.ts';
import type { Budget } from './elaboration/budget.ts';
import type { Frame } from './elaboration/state.ts';
import { toAttributeValue, type Value } from './elaboration/value.ts';
import type { ModelNode } from './syntax/tree.ts';

export class ModelInstances {
  private readonly known = new Map<ModelNode, Map<string, ModelResult>>();

  /**
   * `defaults` are the models as they were compiled already; what is made beyond them counts against the
   * budget.
   */
  constructor(
    private readonly defaults: readonly ModelResult[],
    private readonly budget: Budget,
  ) {}

  /** The model with its defaults, unless a parameter has none. */
  withDefaults({ node }: DeclaredModel): ModelResult | undefined {
    return this.defaults.find((model) => model.node === node && model.elaborated !== undefined);
  }

  /** The model with these arguments; `frame` names the recipe that asks for it first. */
  withArguments(model: DeclaredModel, given: BoundArguments, frame: Frame): ModelResult {
    const defaults = this.withDefaults(model);
    if (defaults !== undefined && areDefaults(defaults, given)) return defaults;
    const key = keyOf(given);
    const known = this.known.get(model.node) ?? new Map<string, ModelResult>();
    this.known.set(model.node, known);
    const result = known.get(key) ?? compileModel(model, given, this.budget, frame);
    if (key !== '') known.set(key, result);
    return result;
  }
}

/** Every argument is what the model takes without it. */
function areDefaults({ elaborated }: ModelResult, given: BoundArguments): boolean {
  return [...given].every(([name, { value }]) => {
    const own = elaborated?.arguments.get(name);
    const [key, ownKey] = [plainKey(value), own === undefined ? undefined : plainKey(own)];
    return key !== undefined && key === ownKey;
  });
}

/** Equal for equal arguments; empty where these are more than plain data. */
function keyOf(given: BoundArguments): string {
  const keys = [...given].map(([name, { value }]) => [name, plainKey(value)] as const);
  if (keys.some(([, key]) => key === undefined)) return '';
  return JSON.stringify(keys.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function plainKey(value: Value): string | undefined {
  const plain = toAttributeValue(value);
  const type = typeof value === 'object' ? value.type : typeof value;
  return plain === undefined ? undefined : `${type} ${JSON.stringify(plain)}`;
}
