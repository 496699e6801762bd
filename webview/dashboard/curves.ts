// The points of a run as columns, and as the aligned table that the charts draw.

import type { EpochPoint, StepPoint } from '../protocol/dashboard.ts';

/** A chart's table: the first column is the x axis, the others are lines; null where a line has no point. */
export type AlignedColumns = readonly [readonly number[], ...(readonly (number | null)[])[]];

export class Curves {
  private readonly steps: StepPoint[] = [];
  private readonly epochs: EpochPoint[] = [];

  constructor(private readonly stepsPerEpoch: number) {}

  append(steps: readonly StepPoint[], epochs: readonly EpochPoint[]): void {
    for (const point of steps) this.steps.push(point);
    for (const point of epochs) this.epochs.push(point);
  }

  get lastStep(): StepPoint | undefined {
    return this.steps.at(-1);
  }

  get lastEpoch(): EpochPoint | undefined {
    return this.epochs.at(-1);
  }

  get empty(): boolean {
    return this.steps.length === 0 && this.epochs.length === 0;
  }

  /** x in epochs; training by steps, validation by epochs. */
  loss(): AlignedColumns {
    return this.align(
      (point) => point.loss,
      (point) => point.validationLoss,
    );
  }

  /** x in epochs; shares in percent. */
  accuracy(): AlignedColumns {
    return this.align(
      (point) => point.accuracy * 100,
      (point) => point.validationAccuracy * 100,
    );
  }

  /** x in epochs; the learning rate by steps. */
  learningRate(): AlignedColumns {
    return [
      this.steps.map(({ step }) => step / this.stepsPerEpoch),
      this.steps.map((point) => point.learningRate),
    ];
  }

  /** Merges the two ordered lists, so that a step and an epoch's end at the same place share a row. */
  private align(
    ofStep: (point: StepPoint) => number,
    ofEpoch: (point: EpochPoint) => number,
  ): AlignedColumns {
    const x: number[] = [];
    const training: (number | null)[] = [];
    const validation: (number | null)[] = [];
    let epochIndex = 0;
    const addEpochsBefore = (limit: number) => {
      for (; epochIndex < this.epochs.length; epochIndex += 1) {
        const point = this.epochs[epochIndex];
        if (point === undefined || point.step >= limit) return;
        x.push(point.step / this.stepsPerEpoch);
        training.push(null);
        validation.push(ofEpoch(point));
      }
    };
    for (const point of this.steps) {
      addEpochsBefore(point.step);
      const epoch = this.epochs[epochIndex];
      const shared = epoch?.step === point.step ? epoch : undefined;
      if (shared) epochIndex += 1;
      x.push(point.step / this.stepsPerEpoch);
      training.push(ofStep(point));
      validation.push(shared ? ofEpoch(shared) : null);
    }
    addEpochsBefore(Infinity);
    return [x, training, validation];
  }
}
