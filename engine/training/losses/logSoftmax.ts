// The logarithms of the softmax of a row of logits, on the host.

import type { ClassRow } from './loss.ts';

/** log(sum of exp(logits)), the largest logit taken out first. */
export function logSumOfExponentials(logits: ClassRow): number {
  let largest = -Infinity;
  for (const logit of logits) largest = Math.max(largest, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}
