// Numbers by columns that grow at their end: what a long run keeps of each step, in few large buffers.

/** Rows of columns of the same length, as they travel between processes. */
export type ColumnChunk<Name extends string> = Readonly<Record<Name, Float64Array>>;

const firstCapacity = 1024;

export class Columns<Name extends string> {
  private readonly buffers: Record<Name, Float64Array>;
  private count = 0;

  constructor(private readonly names: readonly Name[]) {
    const buffers = names.map((name) => [name, new Float64Array(firstCapacity)] as const);
    this.buffers = Object.fromEntries(buffers) as Record<Name, Float64Array>;
  }

  get length(): number {
    return this.count;
  }

  /** What the buffers take. */
  get bytes(): number {
    return this.names.reduce((sum, name) => sum + this.buffers[name].byteLength, 0);
  }

  append(row: Readonly<Record<Name, number>>): void {
    this.reserve(this.count + 1);
    for (const name of this.names) this.buffers[name][this.count] = row[name];
    this.count += 1;
  }

  appendChunk(chunk: ColumnChunk<Name>): void {
    const rows = chunk[this.names[0]!].length;
    this.reserve(this.count + rows);
    for (const name of this.names) this.buffers[name].set(chunk[name], this.count);
    this.count += rows;
  }

  /** The rows so far, not copied: valid until rows are added. */
  column(name: Name): Float64Array {
    return this.buffers[name].subarray(0, this.count);
  }

  /** The last value of a column. */
  last(name: Name): number | undefined {
    return this.count === 0 ? undefined : this.buffers[name][this.count - 1];
  }

  /** Doubles, so that a row costs the same on average however many there are. */
  private reserve(rows: number): void {
    const capacity = this.buffers[this.names[0]!].length;
    if (rows <= capacity) return;
    const larger = Math.max(rows, 2 * capacity);
    for (const name of this.names) {
      const grown = new Float64Array(larger);
      grown.set(this.buffers[name]);
      this.buffers[name] = grown;
    }
  }
}

/** How many of an ascending column's values are not larger than `limit`. */
export function countUpTo(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
