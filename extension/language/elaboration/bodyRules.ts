// What the rules of single elements need of the rules of bodies, which contain them in turn.

import type { BodyNode, Statement } from '../syntax/tree.ts';
import type { Elaboration, Place } from './state.ts';
import type { Flow } from './value.ts';

export interface BodyRules {
  /** The value that the body leaves, in a scope of its own; undefined as long as there is no input. */
  elaborateBody(state: Elaboration, place: Place, body: BodyNode, flow: Flow | undefined): Flow | undefined;
  /** The value that one statement leaves, in the scope of `place`. */
  elaborateStatement(
    state: Elaboration,
    place: Place,
    statement: Statement,
    flow: Flow | undefined,
  ): Flow | undefined;
}

/** The value after a mistake: at the same place, of unknown shape. */
export function broken(flow: Flow | undefined): Flow | undefined {
  return flow === undefined ? undefined : { layer: flow.layer, shape: undefined };
}
