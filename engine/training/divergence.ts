// Says when training has diverged, and what to try.

import { UserError } from '../userError.ts';
import type { StateTensors } from './trainingState.ts';

/** The name of the first tensor that holds NaN or an infinity. */
export function firstNotFinite(tensors: StateTensors): string | undefined {
  for (const [name, { data }] of tensors) {
    // x * 0 is 0 for every finite x and NaN for all others.
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
    if (sum !== 0) return name;
  }
  return undefined;
}

/** `what` says which number went wrong: `the loss became NaN`. `kept` names the last good checkpoint. */
export function divergedError(
  what: string,
  place: { readonly step: number; readonly epoch: number; readonly learningRate: number },
  kept: { readonly file: string; readonly step: number } | undefined,
  /** Where it began, as a sentence. */
  origin?: string,
): UserError {
  const { step, epoch, learningRate } = place;
  const lower = shortNumber(learningRate / 10);
  const saved =
    kept === undefined ? '' : ` The last good weights, those after step ${kept.step}, are in ${kept.file}.`;
  return new UserError(
    'training.diverged',
    `Training diverged: ${what} at step ${step}, in epoch ${epoch}, with the learning rate ` +
      `${shortNumber(learningRate)}.${origin === undefined ? '' : ` ${origin}`} Try a smaller one (\`lr: ${lower}\`), a warm-up ` +
      `(\`schedule cosine(warmup: 1)\`), or \`normalize\` among the transforms.${saved}`,
    kept === undefined ? {} : { file: kept.file },
  );
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
