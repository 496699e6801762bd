// A smoothed copy of a growing column: an exponential moving average that is right from the first point on.

/**
 * s_t = w s_(t-1) + (1 - w) y_t, divided by 1 - w^t, as Adam corrects its moments. What is no finite number leaves the
 * average as it is.
 */
export class Smoothed {
  private values = new Float64Array(0);
  private done = 0;
  private sum = 0;
  private share = 0;

  /** `weight` from 0, which changes nothing, to below 1. */
  constructor(readonly weight: number) {}

  /** The average along `column`, of which only what came since the last call is worked on. */
  follow(column: Float64Array): Float64Array {
    if (column.length < this.done) this.restart();
    if (column.length > this.values.length) {
      const grown = new Float64Array(Math.max(column.length, 2 * this.values.length));
      grown.set(this.values.subarray(0, this.done));
      this.values = grown;
    }
    for (; this.done < column.length; this.done++) this.values[this.done] = this.next(column[this.done]!);
    return this.values.subarray(0, column.length);
  }

  private next(value: number): number {
    if (Number.isFinite(value)) {
      this.sum = this.weight * this.sum + (1 - this.weight) * value;
      this.share = this.weight * this.share + (1 - this.weight);
    }
    return this.share === 0 ? Number.NaN : this.sum / this.share;
  }

  private restart(): void {
    this.done = this.sum = this.share = 0;
  }
}
