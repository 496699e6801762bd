// Rows of numbers in blocks of a fixed size: a long run's steps where they are kept, so that no row ever waits for others to be copied.

import type { ColumnChunk } from './columns.ts';

const rowsInBlock = 8192;

/** The first column ascends. */
export class StepLog<Name extends string> {
  private readonly blocks: Record<Name, Float64Array>[] = [];
  private count = 0;

  constructor(private readonly names: readonly Name[]) {}

  get length(): number {
    return this.count;
  }

  /** What the blocks take. */
  get bytes(): number {
    return this.blocks.length * this.names.length * rowsInBlock * Float64Array.BYTES_PER_ELEMENT;
  }

  append(row: Readonly<Record<Name, number>>): void {
    const place = this.count % rowsInBlock;
    const number = (this.count - place) / rowsInBlock;
    if (number === this.blocks.length) this.blocks.push(this.newBlock());
    const block = this.blocks[number]!;
    for (const name of this.names) block[name][place] = row[name];
    this.count += 1;
  }

  /** The last value of a column. */
  last(name: Name): number | undefined {
    return this.count === 0 ? undefined : this.at(name, this.count - 1);
  }

  /** A copy of the rows from `from` to before `to`. */
  slice(from: number, to: number): ColumnChunk<Name> {
    const end = Math.min(to, this.count);
    const copies = this.names.map((name) => [name, this.copy(name, from, end)] as const);
    return Object.fromEntries(copies) as Record<Name, Float64Array>;
  }

  /** Drops the rows whose first column is larger than `limit`. */
  dropAfter(limit: number): void {
    const [first] = this.names;
    while (first !== undefined && this.count > 0 && this.at(first, this.count - 1) > limit) this.count -= 1;
    this.blocks.length = Math.ceil(this.count / rowsInBlock);
  }

  private at(name: Name, index: number): number {
    return this.blocks[Math.floor(index / rowsInBlock)]![name][index % rowsInBlock]!;
  }

  private copy(name: Name, from: number, to: number): Float64Array {
    const copied = new Float64Array(Math.max(0, to - from));
    for (let at = from; at < to; ) {
      const end = Math.min(to, (Math.floor(at / rowsInBlock) + 1) * rowsInBlock);
      const start = at % rowsInBlock;
      const block = this.blocks[Math.floor(at / rowsInBlock)]![name];
      copied.set(block.subarray(start, start + end - at), at - from);
      at = end;
    }
    return copied;
  }

  private newBlock(): Record<Name, Float64Array> {
    const columns = this.names.map((name) => [name, new Float64Array(rowsInBlock)] as const);
    return Object.fromEntries(columns) as Record<Name, Float64Array>;
  }
}
