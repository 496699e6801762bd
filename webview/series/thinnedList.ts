// A list that grows without end in memory that does not: where it is full, every second entry goes, the newest never.

export class ThinnedList<Entry> {
  private entries: Entry[] = [];
  private added = 0;

  constructor(private readonly most: number) {}

  /** How many were ever added. */
  get total(): number {
    return this.added;
  }

  get all(): readonly Entry[] {
    return this.entries;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.added += 1;
    if (this.entries.length <= this.most) return;
    const newest = this.entries.length - 1;
    this.entries = this.entries.filter((_, place) => (newest - place) % 2 === 0);
  }

  /** Those that were added after the first `total`, as far as they are still there. */
  since(total: number): readonly Entry[] {
    const count = Math.min(this.added - total, this.entries.length);
    return count <= 0 ? [] : this.entries.slice(-count);
  }

  /** Drops the entries from the first on that `isLater` says of. */
  dropFrom(isLater: (entry: Entry) => boolean): void {
    const keep = this.entries.findIndex(isLater);
    if (keep >= 0) this.entries.length = keep;
  }
}
