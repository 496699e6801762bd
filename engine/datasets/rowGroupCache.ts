// The encoded images of the row groups in use, up to a limit: rows that follow each other are read once.

import type { ParquetValue } from './parquetColumn.ts';
import type { ParquetFile } from './parquetFile.ts';

/** The values of the image column of a row group. */
export type RowGroup = Promise<readonly ParquetValue[]>;

export class RowGroupCache {
  /** In the order of their last use. */
  private readonly groups = new Map<string, { readonly values: RowGroup; readonly bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly read: (shard: ParquetFile, group: number) => RowGroup,
  ) {}

  get(shard: ParquetFile, group: number): RowGroup {
    const key = `${group} ${shard.file}`;
    const known = this.groups.get(key);
    if (known !== undefined) {
      this.groups.delete(key);
      this.groups.set(key, known);
      return known.values;
    }
    const bytes = Math.max(0, Number(shard.metadata.row_groups[group]!.total_byte_size));
    this.forget(bytes);
    const values = this.read(shard, group);
    // What could not be read is read again, and told again.
    values.catch(() => {
      if (this.groups.delete(key)) this.bytes -= bytes;
    });
    this.groups.set(key, { values, bytes });
    this.bytes += bytes;
    return values;
  }

  /** Makes room: the group asked for is always kept. */
  private forget(bytes: number): void {
    for (const [key, oldest] of this.groups) {
      if (this.bytes + bytes <= this.mostBytes) return;
      this.groups.delete(key);
      this.bytes -= oldest.bytes;
    }
  }
}
