// Follows a run's events and warns in words: once for each trouble, and again only after it was gone.

import type { Network } from '../../network/network.ts';
import type { InternalsEvent } from '../../protocol/internals.ts';
import type { TrainingEvent } from '../../protocol/messages.ts';
import type { WarningCode, WarningEvent } from '../../protocol/warning.ts';
import { type EpochLosses, overfitting, plateau } from './epochRules.ts';
import type { Finding } from './findings.ts';
import {
  dyingUnits,
  explodingGradient,
  gradientNorm,
  judgedWeights,
  saturation,
  vanishingGradient,
} from './internalsRules.ts';

/** A look may be a bad one by chance: that many in a row are none. */
const looksInRow = 2;
/** Of how many looks before the norms are remembered. */
const mostNorms = 100;

export class RunWatcher {
  private readonly kinds: ReadonlyMap<string, string>;
  private readonly judged: readonly string[];
  private readonly epochs: EpochLosses[] = [];
  private readonly norms: number[] = [];
  /** Looks in a row that found each trouble. */
  private readonly seen = new Map<WarningCode, number>();

  constructor(network: Network) {
    this.kinds = new Map(network.layers.map(({ path, kind }) => [path, kind]));
    this.judged = judgedWeights(network);
  }

  /** What is to be told after this event. */
  take(event: TrainingEvent): readonly WarningEvent[] {
    if (event.event === 'internals') return this.look(event);
    if (event.event !== 'epoch') return [];
    const { epoch, step, train, validation } = event;
    this.epochs.push({
      epoch,
      train: train.loss,
      trainAccuracy: train.accuracy,
      validation: validation.loss,
    });
    return [
      ...this.judge('plateau', plateau(this.epochs), step, 1),
      ...this.judge('overfitting', overfitting(this.epochs), step, 1),
    ];
  }

  private look(event: InternalsEvent): readonly WarningEvent[] {
    const { step } = event;
    const exploding = explodingGradient(event, this.norms);
    const norm = gradientNorm(event);
    if (Number.isFinite(norm)) this.norms.push(norm);
    if (this.norms.length > mostNorms) this.norms.shift();
    return [
      ...this.judge('vanishing-gradient', vanishingGradient(event, this.judged), step, looksInRow),
      // A gradient that explodes seldom gets a second look.
      ...this.judge('exploding-gradient', exploding, step, 1),
      ...this.judge('dying-units', dyingUnits(event), step, looksInRow),
      ...this.judge('saturation', saturation(event, this.kinds), step, looksInRow),
    ];
  }

  /** Told when it was found so many times in a row, and not again while it lasts. */
  private judge(
    code: WarningCode,
    finding: Finding | undefined,
    step: number,
    times: number,
  ): readonly WarningEvent[] {
    const seen = finding === undefined ? 0 : (this.seen.get(code) ?? 0) + 1;
    this.seen.set(code, seen);
    return finding !== undefined && seen === times ? [{ event: 'warning', step, ...finding }] : [];
  }
}
