// The points of a run as they came, and their smoothed copies: what the charts are made of.

import {
  type EpochPoint,
  type EpochScore,
  type RunNote,
  type RunUpdate,
  type StepColumn,
  stepColumns,
} from '../protocol/dashboard.ts';
import type { LookPoint, WarningPoint } from '../protocol/internals.ts';
import { BlockPeaks } from '../series/blockPeaks.ts';
import { Columns } from '../series/columns.ts';
import type { Points } from '../series/decimate.ts';
import { Smoothed } from '../series/smoothed.ts';
import { ThinnedList } from '../series/thinnedList.ts';

/** More looks inside than that are thinned out. */
const mostLooks = 1000;

export class RunSeries {
  private readonly steps = new Columns<StepColumn>(stepColumns);
  private readonly epochs: EpochPoint[] = [];
  readonly notes: RunNote[] = [];
  readonly warnings: WarningPoint[] = [];
  private readonly insides = new ThinnedList<LookPoint>(mostLooks);
  private readonly peaks = new Map<StepColumn, BlockPeaks>();
  private readonly smoothed = new Map<StepColumn, { readonly by: Smoothed; readonly peaks: BlockPeaks }>();

  append({ steps, epochs = [], notes = [], warnings = [], looks = [] }: RunUpdate): void {
    if (steps) this.steps.appendChunk({ ...steps, accuracy: steps.accuracy.map((share) => share * 100) });
    this.epochs.push(...epochs);
    this.notes.push(...notes);
    this.warnings.push(...warnings);
    for (const look of looks) this.insides.add(look);
  }

  get empty(): boolean {
    return this.steps.length === 0 && this.epochs.length === 0;
  }

  /** In the order of their steps. */
  get looks(): readonly LookPoint[] {
    return this.insides.all;
  }

  /** Of the newest step. */
  last(column: StepColumn): number | undefined {
    return this.steps.last(column);
  }

  /** Of the auxiliary heads. */
  get headNames(): readonly string[] {
    return (this.epochs[0]?.validation.heads ?? this.epochs[0]?.train.heads ?? []).map(({ name }) => name);
  }

  /** Accuracy in percent. */
  ofSteps(column: StepColumn): Points {
    const y = this.steps.column(column);
    const peaks = (this.peaks.get(column) ?? new BlockPeaks()).follow(y);
    this.peaks.set(column, peaks);
    return { x: this.steps.column('step'), y, peaks };
  }

  smoothedSteps(column: StepColumn, weight: number): Points {
    const known = this.smoothed.get(column);
    const same = known?.by.weight === weight ? known : { by: new Smoothed(weight), peaks: new BlockPeaks() };
    this.smoothed.set(column, same);
    const y = same.by.follow(this.steps.column(column));
    return { x: this.steps.column('step'), y, peaks: same.peaks.follow(y) };
  }

  /** A score of each epoch, at the step that ended it. */
  ofEpochs(split: 'train' | 'validation', scoreOf: (score: EpochScore) => number | undefined): Points {
    const found = this.epochs.flatMap((point) => {
      const value = scoreOf(point[split]);
      return value === undefined ? [] : [{ step: point.step, value }];
    });
    return {
      x: Float64Array.from(found, ({ step }) => step),
      y: Float64Array.from(found, ({ value }) => value),
    };
  }
}
