// A model with given arguments to its network.

import type { Attributes, AttributeValue } from '../../../engine/network/attribute.ts';
import type { Network } from '../../../engine/network/network.ts';
import type { Reporter } from '../reporter.ts';
import type { ModelNode } from '../syntax/tree.ts';
import type { BoundArguments } from './bindArguments.ts';
import type { Budget } from './budget.ts';
import { elaborateBody } from './elaborateBody.ts';
import { missingInputMessage } from './elaborateInput.ts';
import { evaluate } from './evaluate.ts';
import { dropSmallGroups } from './groups.ts';
import { judgeAssert } from './judgeAssert.ts';
import { logitsOf } from './logits.ts';
import { metricsOf } from './metrics.ts';
import { PathScope } from './paths.ts';
import type { SourceFile } from './program.ts';
import { Scope } from './scope.ts';
import { Elaboration, type Frame, type Place } from './state.ts';
import { type Flow, showValue, toAttributeValue, unknown, type Value } from './value.ts';

export interface ElaboratedModel {
  /** Undefined when there is no input layer, or when it grew beyond the limits. */
  readonly network: Network | undefined;
  readonly state: Elaboration;
  /** The values of the parameters. */
  readonly arguments: ReadonlyMap<string, Value>;
}

/** Reports to `reporter`; `frame` is the recipe that asks for other arguments than the defaults. */
export function elaborateModel(
  file: SourceFile,
  model: ModelNode,
  given: BoundArguments,
  reporter: Reporter,
  budget: Budget,
  frame?: Frame,
): ElaboratedModel {
  const state = new Elaboration(reporter, budget);
  if (frame !== undefined) state.frames.push(frame);
  const place: Place = {
    file,
    scope: new Scope(),
    paths: new PathScope(''),
    group: undefined,
    head: undefined,
    inModel: true,
  };
  const values = defineParameters(state, place, model, given);
  const flow = elaborateBody(state, place, model.body, undefined);
  if (flow === undefined) reportEmptyModel(state, place, model);
  const network = flow === undefined || state.stopped ? undefined : finish(state, model, flow, values);
  if (network !== undefined && !reporter.hasErrors) judgeAsserts(state, network);
  return { network, state, arguments: values };
}

/** A model in which nothing stands yet; one whose text or statements are wrong has been told so. */
function reportEmptyModel(state: Elaboration, place: Place, model: ModelNode): void {
  const known = state.stopped || state.missingInputReported || place.file.tree.problems.length > 0;
  if (known || model.name === undefined || model.body.statements.length > 0) return;
  state.report(place, model.name, 'missing-input', missingInputMessage);
}

/** A parameter without a value is unknown: who left it out is told elsewhere. */
function defineParameters(
  state: Elaboration,
  place: Place,
  model: ModelNode,
  given: BoundArguments,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { name, default: fallback } of model.parameters) {
    const argument = given.get(name.text)?.value;
    const value =
      argument ?? (fallback === undefined ? unknown : evaluate({ state, place, flow: undefined }, fallback));
    place.scope.define(name, value);
    values.set(name.text, value);
  }
  return values;
}

function finish(
  state: Elaboration,
  model: ModelNode,
  flow: Flow,
  values: ReadonlyMap<string, Value>,
): Network {
  const { layers, groups } = dropSmallGroups(state.layers, state.groups);
  return {
    name: model.name?.text ?? '',
    arguments: plainArguments(values),
    layers,
    groups,
    heads: state.heads,
    output: logitsOf(state.layerByPath, flow.layer),
  };
}

function plainArguments(values: ReadonlyMap<string, Value>): Attributes {
  const plain: Record<string, AttributeValue> = {};
  for (const [name, value] of values) plain[name] = toAttributeValue(value) ?? templateAttribute(value);
  return plain;
}

/** A layer or block that was passed: as a call where it has arguments. */
function templateAttribute(value: Value): AttributeValue {
  if (
    typeof value !== 'object' ||
    (value.type !== 'layer' && value.type !== 'block') ||
    value.given.size === 0
  ) {
    return showValue(value);
  }
  const given = [...value.given].map(([name, argument]) => [name, argument.value] as const);
  return { kind: showValue(value), attributes: plainArguments(new Map(given)) };
}

function judgeAsserts(state: Elaboration, network: Network): void {
  if (state.asserts.length === 0) return;
  const metrics = metricsOf(network);
  for (const { node, place, flow } of state.asserts) judgeAssert({ state, place, flow, metrics }, node);
}
