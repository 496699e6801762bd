// Where the lowest and highest values of a growing column lie, block by block: what makes a long line quick to thin out.

const blockSize = 64;

export class BlockPeaks {
  private lows = new Uint32Array(64);
  private highs = new Uint32Array(64);
  private blocks = 0;

  /** Works on the whole blocks that came since the last call; begins anew where points were dropped. */
  follow(column: Float64Array): this {
    const whole = Math.floor(column.length / blockSize);
    if (whole < this.blocks) this.blocks = 0;
    for (; this.blocks < whole; this.blocks++) this.add(column, this.blocks);
    return this;
  }

  /** The indices of the lowest and highest number from `start` to before `end`; -1 where none is finite. */
  extremes(
    column: Float64Array,
    start: number,
    end: number,
  ): { readonly low: number; readonly high: number } {
    const found = new Extremes(column);
    let at = start;
    while (at < end) {
      const block = at / blockSize;
      if (Number.isInteger(block) && block < this.blocks && at + blockSize <= end) {
        found.consider(this.lows[block]!);
        found.consider(this.highs[block]!);
        at += blockSize;
      } else {
        found.consider(at);
        at += 1;
      }
    }
    return found;
  }

  private add(column: Float64Array, block: number): void {
    if (block === this.lows.length) {
      this.lows = doubled(this.lows);
      this.highs = doubled(this.highs);
    }
    const found = new Extremes(column);
    for (let at = block * blockSize; at < (block + 1) * blockSize; at++) found.consider(at);
    // A block without a number stands for its first place, which is then passed over.
    this.lows[block] = found.low < 0 ? block * blockSize : found.low;
    this.highs[block] = found.high < 0 ? block * blockSize : found.high;
  }
}

class Extremes {
  low = -1;
  high = -1;

  constructor(private readonly column: Float64Array) {}

  consider(at: number): void {
    const value = this.column[at]!;
    if (!Number.isFinite(value)) return;
    if (this.low < 0 || value < this.column[this.low]!) this.low = at;
    if (this.high < 0 || value > this.column[this.high]!) this.high = at;
  }
}

function doubled(indices: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * indices.length);
  larger.set(indices);
  return larger;
}
