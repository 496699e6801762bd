// What the loss compares the scores with: a row of targets for each image, mixed where images are.

import type { Mixed } from '../datasets/dataset.ts';
import type { LossRule } from './losses/loss.ts';
import type { FloatTensor } from './trainingState.ts';

/** Writes the rows of `targets` [batch, classes]. */
export function fillTargets(
  targets: FloatTensor,
  rule: LossRule,
  { labels, mixed }: { readonly labels: Int32Array; readonly mixed?: Mixed },
): void {
  const [batch = 0, classes = 0] = targets.shape;
  const other = new Float32Array(classes);
  for (let sample = 0; sample < batch; sample++) {
    const row = targets.data.subarray(sample * classes, (sample + 1) * classes);
    rule.writeTarget(labels[sample]!, row);
    if (mixed === undefined) continue;
    rule.writeTarget(mixed.others[sample]!, other);
    mixTargets(row, other, mixed.share);
  }
}

/** share * row + (1 - share) * other, in `row`: a loss that is linear in its targets is then mixed alike. */
function mixTargets(row: Float32Array, other: Float32Array, share: number): void {
  for (let c = 0; c < row.length; c++) row[c] = share * row[c]! + (1 - share) * other[c]!;
}
