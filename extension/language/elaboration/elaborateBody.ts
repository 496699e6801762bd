// Bodies and chains: what each statement makes of the value that the one before it left.

import { namesIn } from '../syntax/namesIn.ts';
import type { AssertNode, BodyNode, ChainNode, Element, Name, Statement } from '../syntax/tree.ts';
import { type BodyRules, broken } from './bodyRules.ts';
import { elaborateHead } from './elaborateHead.ts';
import { elaborateIf } from './elaborateIf.ts';
import { elaborateInput, missingInputMessage } from './elaborateInput.ts';
import { elaborateLoop } from './elaborateLoop.ts';
import { elaborateMerge } from './elaborateMerge.ts';
import { elaborateUse } from './elaborateUse.ts';
import { judgeAssert } from './judgeAssert.ts';
import { assertMetrics } from './metrics.ts';
import { below } from './paths.ts';
import { Scope } from './scope.ts';
import { type Elaboration, originOf, type Place } from './state.ts';
import type { Flow } from './value.ts';

const rules: BodyRules = { elaborateBody, elaborateStatement };

export function elaborateBody(
  state: Elaboration,
  place: Place,
  body: BodyNode,
  entering: Flow | undefined,
): Flow | undefined {
  const inner: Place = { ...place, scope: new Scope(place.scope) };
  let flow = entering;
  state.deeper(place, body);
  for (const statement of body.statements) {
    if (state.stopped) break;
    flow = elaborateStatement(state, inner, statement, flow);
  }
  state.shallower();
  return flow;
}

function elaborateStatement(
  state: Elaboration,
  place: Place,
  statement: Statement,
  flow: Flow | undefined,
): Flow | undefined {
  state.step(place, statement);
  if (state.stopped) return flow;
  switch (statement.kind) {
    case 'chain':
      return elaborateChain(state, place, statement, flow);
    case 'head':
      elaborateHead(state, place, statement, flow, rules);
      return flow;
    case 'assert':
      elaborateAssert(state, place, statement, flow);
      return flow;
  }
}

function elaborateChain(
  state: Elaboration,
  place: Place,
  chain: ChainNode,
  entering: Flow | undefined,
): Flow | undefined {
  const { name, elements } = chain;
  const lone = name === undefined ? undefined : loneElement(place, elements);
  const inner = name === undefined || lone !== undefined ? place : namedScope(state, place, chain, name);
  let flow = entering;
  for (const [index, element] of elements.entries()) {
    if (state.stopped) return flow;
    flow = elaborateElement(state, inner, element, flow, element === lone ? name : undefined, index > 0);
  }
  if (elements.length === 0) flow = broken(flow);
  if (name !== undefined)
    place.scope.define(name, flow === undefined ? { type: 'unknown' } : { type: 'flow', flow });
  return flow;
}

/**
 * The one element of a named chain that takes the name itself; a named value at the start of the chain does
 * not count. Elements that contain several others give the name to a scope instead.
 */
function loneElement(place: Place, elements: readonly Element[]): Element | undefined {
  const [first, second, ...rest] = elements;
  if (first === undefined || rest.length > 0) return undefined;
  const last = second ?? first;
  if (second !== undefined && !namesValue(place, first)) return undefined;
  return last.kind === 'use' || last.kind === 'merge' || last.kind === 'input' ? last : undefined;
}

function namesValue(place: Place, element: Element): boolean {
  if (element.kind !== 'use' || element.arguments !== undefined) return false;
  const value = place.scope.find(element.name.text);
  return typeof value === 'object' && value.type === 'flow';
}

function namedScope(state: Elaboration, place: Place, chain: ChainNode, name: Name): Place {
  const path = place.paths.named(name.text);
  const group = state.addGroup({
    id: path,
    parent: place.group,
    kind: 'value',
    label: name.text,
    detail: '',
    origin: originOf(place.file, chain),
  });
  return { ...place, paths: below(path), group };
}

/**
 * `assigned` is the name that the element's layer or block gets; `inside` means that a value flows in from a
 * chain.
 */
function elaborateElement(
  state: Elaboration,
  place: Place,
  element: Element,
  flow: Flow | undefined,
  assigned: Name | undefined,
  inside: boolean,
): Flow | undefined {
  state.step(place, element);
  if (element.kind === 'input') return elaborateInput(state, place, element, flow, assigned);
  if (flow === undefined && element.kind !== 'group' && element.kind !== 'if') {
    reportMissingInput(state, place, element);
    return undefined;
  }
  switch (element.kind) {
    case 'use':
      return elaborateUse(state, place, element, flow!, { assigned, inside }, rules);
    case 'merge':
      return elaborateMerge(state, place, element, flow!, assigned, rules);
    case 'group':
      return elaborateBody(state, place, element.body, flow);
    case 'repeat':
    case 'for':
      return elaborateLoop(state, place, element, flow!, rules);
    case 'if':
      return elaborateIf(state, place, element, flow, rules).flow;
  }
}

function reportMissingInput(state: Elaboration, place: Place, element: Element): void {
  if (state.missingInputReported || !place.inModel) return;
  state.missingInputReported = true;
  const range = element.kind === 'use' || element.kind === 'merge' ? element.name : element;
  const line = place.file.tree.lines.lineStart(place.file.tree.lines.lineAt(element.start));
  const edits = [{ file: place.file.name, range: { start: line, end: line }, text: '  input 3x32x32\n' }];
  const fixes = [{ title: 'Add `input 3x32x32`', edits }];
  state.report(place, range, 'missing-input', missingInputMessage, { fixes });
}

/**
 * A model's asserts wait for the whole network; a block's are judged at once, and know only its own values.
 */
function elaborateAssert(state: Elaboration, place: Place, node: AssertNode, flow: Flow | undefined): void {
  if (place.inModel) {
    state.asserts.push({ node, place, flow });
    return;
  }
  const metric = namesIn(node.condition).find(
    ({ text }) => assertMetrics.has(text) && place.scope.find(text) === undefined,
  );
  if (metric === undefined) {
    judgeAssert({ state, place, flow }, node);
    return;
  }
  const message = `\`${metric.text}\` is a figure of the whole network: assert it in the model.`;
  state.report(place, metric, 'assert-in-block', message);
}
