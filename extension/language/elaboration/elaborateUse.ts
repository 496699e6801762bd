// One name in a chain: a layer, a block, a named value, or a parameter that holds one of them.

import { findLayer } from '../../../engine/layers/registry.ts';
import { STAND_IN } from '../../../engine/network/network.ts';
import type { Name, UseNode } from '../syntax/tree.ts';
import { branchesMissing, modelAsLayer, noSuchLayer, valueInsideChain } from '../validation/nameMessages.ts';
import { type BodyRules, broken } from './bodyRules.ts';
import { reportAt, reportName } from './context.ts';
import { asTemplate, evaluateArguments, type GivenArguments, signatureOf } from './evaluate.ts';
import { blockSegment } from './paths.ts';
import { findDeclared, visibleBlocks } from './program.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import type { Template } from './template.ts';
import { useBlock } from './useBlock.ts';
import { useLayer } from './useLayer.ts';
import { describeKind, type Flow, isUnknown, type Value } from './value.ts';

export interface Position {
  /** The name that the layer or block gets. */
  readonly assigned: Name | undefined;
  /** The element is not the first of its chain. */
  readonly inside: boolean;
}

export function elaborateUse(
  state: Elaboration,
  place: Place,
  node: UseNode,
  flow: Flow,
  position: Position,
  rules: BodyRules,
): Flow {
  const { name } = node;
  const found = place.scope.find(name.text);
  if (found !== undefined && isUnknown(found) && templateNamed(place, name) === undefined)
    return broken(flow)!;
  if (typeof found === 'object' && found.type === 'flow') {
    return enterNamedValue(state, place, node, flow, found.flow, position);
  }
  // A parameter such as `dropout = 0.5` does not hide the layer `dropout` here.
  const template = (found === undefined ? undefined : asTemplate(found)) ?? templateNamed(place, name);
  if (template === undefined) {
    reportNoLayer(state, place, name, flow, found);
    return standIn(state, place, node, flow, position);
  }
  return instantiate(state, place, node, flow, template, position, rules);
}

function enterNamedValue(
  state: Elaboration,
  place: Place,
  node: UseNode,
  flow: Flow,
  named: Flow,
  { inside }: Position,
): Flow {
  const { text } = node.name;
  if (node.arguments !== undefined) {
    const message = `\`${text}\` is a named value here and takes no arguments.`;
    const removed = { range: node.arguments, text: '', title: 'Remove the arguments' };
    reportAt({ state, place, flow }, node.arguments, 'value-with-arguments', message, removed);
  }
  if (!inside) return named;
  state.report(place, node.name, 'value-inside-chain', valueInsideChain(text));
  return broken(flow)!;
}

function templateNamed(place: Place, { text }: Name): Template | undefined {
  const declared = findDeclared(place.file, text);
  if (declared?.node.kind === 'block') {
    return { type: 'block', block: declared.node, file: declared.file, given: new Map() };
  }
  const definition = findLayer(text);
  return definition === undefined ? undefined : { type: 'layer', definition, given: new Map() };
}

function reportNoLayer(
  state: Elaboration,
  place: Place,
  name: Name,
  flow: Flow,
  found: Value | undefined,
): void {
  const context = { state, place, flow };
  if (found !== undefined) {
    const message = `\`${name.text}\` is ${describeKind(found)}: a layer or a block must stand here.`;
    reportAt(context, name, 'wrong-type', message);
    return;
  }
  if (findDeclared(place.file, name.text) !== undefined) {
    reportAt(context, name, 'model-as-layer', modelAsLayer(name.text));
    return;
  }
  const candidates = () => [...place.scope.names(), ...visibleBlocks(place.file)];
  reportName(context, name, 'unknown-layer', () => noSuchLayer(name.text, candidates()));
}

/** Names are drawn, and sent with every whole graph. */
const LONGEST_KIND = 80;

/**
 * A layer of an unknown kind where a name stands for none, so that the picture shows that something is there, and what is
 * wrong with it. While a name is typed, its path stays.
 */
function standIn(
  state: Elaboration,
  place: Place,
  node: UseNode,
  { layer }: Flow,
  { assigned }: Position,
): Flow {
  const path = assigned === undefined ? place.paths.numbered(STAND_IN) : place.paths.named(assigned.text);
  const made = {
    path,
    kind: node.name.text.slice(0, LONGEST_KIND),
    attributes: {},
    inputs: [layer],
    outputShape: undefined,
    parameters: [],
    origin: originOf(place.file, node),
    group: place.group,
    head: place.head,
  };
  state.addLayer(made, place, node);
  return { layer: path, shape: undefined };
}

function instantiate(
  state: Elaboration,
  place: Place,
  node: UseNode,
  flow: Flow,
  template: Template,
  { assigned }: Position,
  rules: BodyRules,
): Flow {
  const { given, sound } = givenTo(state, place, node, flow, template);
  const result = (made: Flow) => (sound ? made : broken(made)!);
  if (template.type === 'block') {
    const segment = blockSegment(template.block.name?.text ?? 'block');
    const path = assigned === undefined ? place.paths.numbered(segment) : place.paths.named(assigned.text);
    return result(useBlock(state, place, { template, given, flow, path, node, name: node.name }, rules));
  }
  const { definition } = template;
  if (definition.inputs === 'many') {
    state.report(place, node.name, 'branches-missing', branchesMissing(definition.kind));
    return broken(flow)!;
  }
  const path =
    assigned === undefined ? place.paths.numbered(definition.kind) : place.paths.named(assigned.text);
  return result(
    useLayer(state, place, { definition, given, sound, inputs: [flow], path, node, name: node.name }),
  );
}

const noNames: ReadonlySet<string> = new Set();

/** The template's arguments, and over them those of the use. */
function givenTo(
  state: Elaboration,
  place: Place,
  node: UseNode,
  flow: Flow,
  template: Template,
): GivenArguments {
  const already = template.given.size === 0 ? noNames : new Set(template.given.keys());
  const own = evaluateArguments({ state, place, flow }, signatureOf(template), node, already);
  if (template.given.size === 0) return own;
  return { given: new Map([...template.given, ...own.given]), sound: own.sound };
}
