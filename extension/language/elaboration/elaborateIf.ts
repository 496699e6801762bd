// `if … { … } else { … }`: one of two bodies, chosen at compile time.

import type { IfNode } from '../syntax/tree.ts';
import { type BodyRules, broken } from './bodyRules.ts';
import { evaluateCondition } from './evaluate.ts';
import type { Elaboration, Place } from './state.ts';
import type { Flow } from './value.ts';

export interface Choice {
  readonly flow: Flow | undefined;
  /** Whether a body was chosen; without one the value passes, and a merge has no branch. */
  readonly chosen: boolean;
}

export function elaborateIf(
  state: Elaboration,
  place: Place,
  node: IfNode,
  flow: Flow | undefined,
  rules: BodyRules,
): Choice {
  const condition = evaluateCondition({ state, place, flow }, node.condition);
  // Of an unknown condition the first body is shown; what comes after it is unknown.
  if (condition === undefined) {
    return { flow: broken(rules.elaborateBody(state, place, node.then, broken(flow))), chosen: true };
  }
  const body = condition ? node.then : node.otherwise;
  if (body === undefined) return { flow, chosen: false };
  if (body.kind === 'if') return elaborateIf(state, place, body, flow, rules);
  return { flow: rules.elaborateBody(state, place, body, flow), chosen: true };
}
