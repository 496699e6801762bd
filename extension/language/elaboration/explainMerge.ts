// Why the branches of a merge do not fit: which layer is to blame, and what cures it.

import type { LayerProblem } from '../../../engine/layers/layer.ts';
import { codeOf } from '../validation/codes.ts';
import type { Elaboration, MergeRecord, Place } from './state.ts';

/** Reports the problem with its causes. Returns true: nothing is left to be said. */
export function explainMerge(
  state: Elaboration,
  place: Place,
  record: MergeRecord,
  problem: LayerProblem,
): boolean {
  state.report(place, record.node.name, codeOf(problem.code), problem.message);
  return true;
}
