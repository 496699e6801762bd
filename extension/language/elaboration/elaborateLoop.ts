// `repeat n { … }` and `for x in [ … ] { … }`: a body once for each round.

import type { TextRange } from '../diagnostic.ts';
import type { ForNode, RepeatNode } from '../syntax/tree.ts';
import { type BodyRules, broken } from './bodyRules.ts';
import { evaluate } from './evaluate.ts';
import { limits } from './limits.ts';
import { below } from './paths.ts';
import { Scope } from './scope.ts';
import { type Elaboration, originOf, type Place, textOf } from './state.ts';
import { describeKind, type Flow, formatNumber, isUnknown, showValue, unknown, type Value } from './value.ts';

/** Each round starts from what the one before it left. */
export function elaborateLoop(
  state: Elaboration,
  place: Place,
  node: RepeatNode | ForNode,
  entering: Flow,
  rules: BodyRules,
): Flow {
  const rounds = roundsOf(state, place, node, entering);
  const inner = loopPlace(state, place, node, rounds);
  let flow = entering;
  forEachRound(state, inner, node, rounds, (round) => {
    flow = rules.elaborateBody(state, round, node.body, flow) ?? flow;
  });
  return rounds.known ? flow : (broken(flow) ?? flow);
}

export interface Rounds {
  /** The variable's value in each round. */
  readonly values: readonly Value[];
  /** False after a mistake: then one round shows what the loop holds. */
  readonly known: boolean;
}

const unknownRounds: Rounds = { values: [unknown], known: false };

export function roundsOf(
  state: Elaboration,
  place: Place,
  node: RepeatNode | ForNode,
  flow: Flow | undefined,
): Rounds {
  const expression = node.kind === 'repeat' ? node.count : node.list;
  const value = evaluate({ state, place, flow }, expression);
  if (isUnknown(value)) return unknownRounds;
  const count = node.kind === 'repeat' ? repeatCount(value) : listCount(value);
  if (count === undefined) {
    const needed =
      node.kind === 'repeat'
        ? '`repeat` takes a whole number of rounds, 0 or more'
        : '`for` takes a list such as [16, 32] or a range such as 0..4';
    const found =
      typeof value === 'number' ? showValue(value) : `${describeKind(value)} (${showValue(value)})`;
    state.report(place, expression, 'wrong-type', `${needed}, not ${found}.`);
    return unknownRounds;
  }
  if (count > limits.rounds) {
    const message =
      `This \`${node.kind}\` has ${formatNumber(count)} rounds; ` +
      `${formatNumber(limits.rounds)} is the limit.`;
    state.report(place, headOf(node), 'loop-too-long', message);
    return unknownRounds;
  }
  return { values: valuesOf(value, count), known: true };
}

function repeatCount(value: Value): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function listCount(value: Value): number | undefined {
  if (typeof value !== 'object') return undefined;
  if (value.type === 'list') return value.items.length;
  if (value.type === 'size') return value.extents.length;
  return value.type === 'range' ? Math.max(0, value.to - value.from) : undefined;
}

function valuesOf(value: Value, count: number): readonly Value[] {
  if (typeof value === 'object' && value.type === 'list') return value.items;
  if (typeof value === 'object' && value.type === 'size') return value.extents;
  const first = typeof value === 'object' && value.type === 'range' ? value.from : 0;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** From the keyword to the brace. */
function headOf(node: RepeatNode | ForNode): TextRange {
  return { start: node.start, end: Math.max(node.start, node.body.start) };
}

export function loopPlace(
  state: Elaboration,
  place: Place,
  node: RepeatNode | ForNode,
  { values }: Rounds,
): Place {
  const label =
    node.kind === 'repeat'
      ? `repeat ${values.length}`
      : `for ${node.variable?.text ?? ''} in ${textOf(place.file, node.list)}`;
  const group = state.addGroup({
    id: `${place.group ?? ''}/${node.kind}`,
    parent: place.group,
    kind: 'repeat',
    label,
    detail: '',
    origin: originOf(place.file, node),
  });
  return { ...place, group };
}

/**
 * Calls `elaborate` with the place of each round: a path and a scope of its own where the loop has a
 * variable.
 */
export function forEachRound(
  state: Elaboration,
  place: Place,
  node: RepeatNode | ForNode,
  { values }: Rounds,
  elaborate: (round: Place, index: number) => void,
): void {
  const range = headOf(node);
  for (const [index, value] of values.entries()) {
    state.step(place, range);
    if (state.stopped) return;
    const message = () => `In round ${index + 1} of ${values.length}${valueNote(node, value)}.`;
    const frame = { file: place.file.name, range, message, rounds: values.length };
    state.within(frame, () => elaborate(roundPlace(state, place, node, value, index), index));
  }
}

function valueNote({ variable }: RepeatNode | ForNode, value: Value): string {
  return variable === undefined ? '' : `, where \`${variable.text}\` is ${showValue(value)}`;
}

function roundPlace(
  state: Elaboration,
  place: Place,
  node: RepeatNode | ForNode,
  value: Value,
  index: number,
): Place {
  const { variable } = node;
  const scope = new Scope(place.scope);
  if (variable !== undefined) scope.define(variable, value);
  const path = variable === undefined ? undefined : place.paths.named(`${variable.text}${index + 1}`);
  const group = state.addGroup({
    id: path ?? `${place.group}/${index + 1}`,
    parent: place.group,
    kind: 'iteration',
    label: variable === undefined ? `round ${index + 1}` : `${variable.text} = ${showValue(value)}`,
    detail: '',
    origin: originOf(place.file, node),
  });
  return { ...place, scope, group, paths: path === undefined ? place.paths : below(path) };
}
