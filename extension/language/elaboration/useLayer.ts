// One use of a layer kind: its attributes, its shape and its parameters.

import type { LayerDefinition, LayerProblem, ParameterDeclaration } from '../../../engine/layers/layer.ts';
import type { AttributeProblem, Attributes, AttributeValue } from '../../../engine/network/attribute.ts';
import type { NetworkParameter } from '../../../engine/network/network.ts';
import { elementCount, type Shape } from '../../../engine/network/shape.ts';
import type { Location, TextRange } from '../diagnostic.ts';
import type { Element } from '../syntax/tree.ts';
import { codeOf } from '../validation/codes.ts';
import { type InputGiven, inputGiven } from '../validation/inputGiven.ts';
import { shapeFixes } from '../validation/shapeFixes.ts';
import { blamesName, hintOf, wordFixes } from '../validation/wordFixes.ts';
import type { BoundArguments } from './bindArguments.ts';
import { withDecimals } from './decimals.ts';
import { limits } from './limits.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import { describeKind, type Flow, isUnknown, showValue, toAttributeValue } from './value.ts';

export interface LayerUse {
  readonly definition: LayerDefinition;
  readonly given: BoundArguments;
  /** False where the arguments were wrong in ways that were reported: then the output is unknown. */
  readonly sound: boolean;
  readonly inputs: readonly Flow[];
  readonly path: string;
  /** The call that makes the layer; its name is underlined where no argument is to blame. */
  readonly node: Element;
  readonly name: TextRange;
}

/** What a shape problem is handed to, where the caller can say more about it than the layer. */
export type ExplainProblem = (problem: LayerProblem) => boolean;

/** Adds the layer to the network and returns its output. */
export function useLayer(state: Elaboration, place: Place, use: LayerUse, explain?: ExplainProblem): Flow {
  const given = plainAttributes(state, place, use);
  const shapes = use.inputs.map(({ shape }) => shape);
  const rules = evaluateRules(use.definition, given.attributes, shapes);
  const { problems } = rules;
  const habit =
    problems.length > 0 || rules.problem !== undefined || use.given.size > 2
      ? habitOf(place, use)
      : undefined;
  for (const problem of problems) {
    // An unknown value was reported where it was made.
    if (!given.unknown.has(problem.attribute)) reportAttribute(state, place, use, problem, habit);
  }
  const known = use.sound && problems.length === 0 && given.unknown.size === 0;
  const problem = known ? rules.problem : undefined;
  if (problem !== undefined && !explain?.(problem)) reportShape(state, place, use, problem, habit);
  if (known && problem === undefined && habit !== undefined) reportHabit(state, place, use, habit);
  const shape = known ? checkedSize(state, place, use, rules.shape) : undefined;
  state.addLayer(
    {
      path: use.path,
      kind: use.definition.kind,
      attributes: rules.attributes,
      inputs: use.inputs.map(({ layer }) => layer),
      outputShape: shape,
      parameters: shape === undefined ? [] : namedParameters(use.path, rules.parameters),
      origin: originOf(place.file, use.node),
      group: place.group,
      head: place.head,
    },
    place,
    use.node,
  );
  return { layer: use.path, shape };
}

interface PlainAttributes {
  readonly attributes: Attributes;
  readonly unknown: ReadonlySet<string>;
}

const noNames: ReadonlySet<string> = new Set();
const noAttributes: PlainAttributes = { attributes: {}, unknown: noNames };

function plainAttributes(state: Elaboration, place: Place, use: LayerUse): PlainAttributes {
  if (use.given.size === 0) return noAttributes;
  const attributes: Record<string, AttributeValue> = {};
  const unknown = new Set<string>();
  for (const [name, { value }] of use.given) {
    const plain = isUnknown(value) ? undefined : plainValue(place, use, name);
    if (plain !== undefined) attributes[name] = plain;
    else {
      unknown.add(name);
      if (!isUnknown(value)) {
        const type = use.definition.attributes[name]?.type ?? 'a plain value';
        const message = `\`${name}\` must be ${type}, not ${describeKind(value)}.`;
        reportAttribute(state, place, use, { attribute: name, message }, undefined);
      }
    }
  }
  return { attributes, unknown };
}

/** An operator's own attributes are of the type that they are written as. */
function plainValue(place: Place, { definition, given }: LayerUse, name: string): AttributeValue | undefined {
  const { value, node, file } = given.get(name)!;
  const plain = toAttributeValue(value);
  const typed = definition.otherAttributes !== undefined && file === place.file.name;
  return typed && plain !== undefined ? withDecimals(plain, node.value, place.file.tree.text) : plain;
}

/** Underlines the argument where it stands in the same file, and the layer's name otherwise. */
function argumentRange(place: Place, use: LayerUse, attribute: string | undefined): TextRange {
  const argument = attribute === undefined ? undefined : use.given.get(attribute);
  if (argument === undefined || argument.file !== place.file.name) return use.name;
  const inside = argument.node.start >= use.node.start && argument.node.end <= use.node.end;
  return inside ? argument.node.value : use.name;
}

/** What is written as in another library. Only where the call names the layer itself: there it can be mended. */
function habitOf(place: Place, use: LayerUse): InputGiven | undefined {
  const { definition, node, inputs } = use;
  const values = Object.keys(definition.attributes).map((name) => {
    const value = use.given.get(name)?.value;
    return typeof value === 'number' ? value : undefined;
  });
  if (node.kind !== 'use' || node.name.text !== definition.kind) return undefined;
  const call = { kind: definition.kind, node, file: place.file.name, positional: values };
  return inputGiven({ ...call, input: inputs[0]?.shape });
}

function reportHabit(state: Elaboration, place: Place, use: LayerUse, habit: InputGiven): void {
  const [channels, kernel, stride] = [...use.given.values()].map(({ value }) => value);
  const message =
    `This makes ${channels} channel${channels === 1 ? '' : 's'} with a kernel of ${kernel}x${kernel}, and takes ` +
    `every ${stride}${stride === 3 ? 'rd' : stride === 2 ? 'nd' : 'th'} row and column. ${habit.advice}`;
  state.report(place, habit.range, 'input-channels-given', message, { fixes: [habit.fix] });
}

function reportAttribute(
  state: Elaboration,
  place: Place,
  use: LayerUse,
  problem: AttributeProblem,
  habit: InputGiven | undefined,
): void {
  const argument = use.given.get(problem.attribute);
  const sentence = problem.message.replace(/\.$/, '');
  const found =
    argument === undefined || isUnknown(argument.value) ? '' : `, not ${showValue(argument.value)}`;
  const message = sentence.includes(', not ') ? `${sentence}.` : `${sentence}${found}.`;
  const range = argumentRange(place, use, problem.attribute);
  state.report(place, range, 'wrong-type', habit === undefined ? message : `${message} ${habit.advice}`, {
    related: givenElsewhere(place, use, problem.attribute),
    fixes: habit === undefined ? [] : [habit.fix],
  });
}

function reportShape(
  state: Elaboration,
  place: Place,
  use: LayerUse,
  problem: LayerProblem,
  habit: InputGiven | undefined,
): void {
  const related = [
    ...givenElsewhere(place, use, problem.attribute),
    ...use.inputs.map((flow) => inputCause(state, flow)).filter((cause) => cause !== undefined),
  ];
  const blamed = argumentRange(place, use, problem.attribute);
  const inside = blamed !== use.name;
  const named = blamesName(problem) && inside ? use.given.get(problem.attribute!)?.node.name : undefined;
  const range = named ?? blamed;
  const fixes = [
    ...(inside ? wordFixes(place.file.name, range, problem) : []),
    ...shapeFixes(place.file, use.node, use.definition, problem),
  ];
  const said = `${problem.message}${hintOf(problem)}`;
  const message = habit === undefined ? said : `${said} ${habit.advice}`;
  const all = habit === undefined ? fixes : [habit.fix, ...fixes];
  state.report(place, range, codeOf(problem.code), message, { related, fixes: all });
}

/** Where an argument comes from that does not stand in the call itself: `act: leaky_relu(true)`. */
function givenElsewhere(
  place: Place,
  use: LayerUse,
  attribute: string | undefined,
): (Location & { message: string })[] {
  const argument = attribute === undefined ? undefined : use.given.get(attribute);
  if (argument === undefined || argumentRange(place, use, attribute) !== use.name) return [];
  const { file, node } = argument;
  return [{ file, range: node.value, message: `\`${attribute}\` is given here.` }];
}

/** `conv` gives 6x28x28: the layer that an input comes from. */
export function inputCause(
  state: Elaboration,
  { layer: path }: Flow,
): (Location & { message: string }) | undefined {
  const layer = state.layerByPath.get(path);
  if (layer?.outputShape === undefined) return undefined;
  const { file, start, end } = layer.origin;
  return {
    file,
    range: { start, end },
    message: `\`${layer.kind}\` gives ${layer.outputShape.join('x')} here.`,
  };
}

function checkedSize(
  state: Elaboration,
  place: Place,
  use: LayerUse,
  shape: Shape | undefined,
): Shape | undefined {
  if (shape === undefined || elementCount(shape) <= limits.elements) return shape;
  const message =
    `The output of \`${use.definition.kind}\` would have ${shape.join('x')} numbers: no ` +
    'network is meant to be so large.';
  state.report(place, use.name, 'network-too-large', message);
  return undefined;
}

function namedParameters(
  path: string,
  declarations: readonly ParameterDeclaration[],
): readonly NetworkParameter[] {
  return declarations.map(({ suffix, shape, trainable, initializer, decays }) => ({
    name: `${path}.${suffix}`,
    shape,
    trainable,
    initializer,
    decays,
  }));
}

interface Rules {
  readonly attributes: Attributes;
  readonly problems: readonly AttributeProblem[];
  readonly shape: Shape | undefined;
  readonly problem: LayerProblem | undefined;
  readonly parameters: readonly ParameterDeclaration[];
}

/** Layers repeat: equal attributes and input shapes give equal results, of which the latest are kept. */
const recentRules = new Map<string, Rules>();
const mostRecentRules = 20_000;
/** Attributes that take more characters are not worth the memory. */
const longestKey = 500;

function evaluateRules(
  definition: LayerDefinition,
  given: Attributes,
  shapes: readonly (Shape | undefined)[],
): Rules {
  const attributes = given === noAttributes.attributes ? '' : JSON.stringify(given);
  const key = `${definition.kind} ${attributes} ${shapes.map(shapeKey).join(' ')}`;
  const recent = recentRules.get(key);
  if (recent !== undefined) return recent;
  const rules = computeRules(definition, given, shapes);
  if (recentRules.size >= mostRecentRules) recentRules.clear();
  if (key.length <= longestKey) recentRules.set(key, rules);
  return rules;
}

const shapeKeys = new WeakMap<Shape, string>();

/** Equal layers share their output's shape, so that its text is made once. */
function shapeKey(shape: Shape | undefined): string {
  if (shape === undefined) return '?';
  const known = shapeKeys.get(shape);
  if (known !== undefined) return known;
  const key = shape.join('x');
  shapeKeys.set(shape, key);
  return key;
}

function computeRules(
  definition: LayerDefinition,
  given: Attributes,
  shapes: readonly (Shape | undefined)[],
): Rules {
  const { attributes, problems } = definition.read(given);
  const nothing = { attributes, problems, shape: undefined, problem: undefined, parameters: [] };
  const known = shapes.filter((shape) => shape !== undefined);
  if (problems.length > 0 || known.length < shapes.length) return nothing;
  const result = definition.shape(attributes, known);
  if ('problem' in result) return { ...nothing, problem: result.problem };
  return { ...nothing, shape: result.shape, parameters: definition.parameters(attributes, known) };
}
