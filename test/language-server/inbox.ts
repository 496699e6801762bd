// Messages in the order in which they came, to be awaited.

export class Inbox<T> {
  /** Every message that came so far. */
  readonly taken: T[] = [];
  private readonly unread: T[] = [];
  private readonly waiting: {
    readonly matches: (message: T) => boolean;
    readonly take: (message: T) => void;
  }[] = [];

  put(message: T): void {
    this.taken.push(message);
    const index = this.waiting.findIndex(({ matches }) => matches(message));
    if (index < 0) this.unread.push(message);
    else this.waiting.splice(index, 1)[0]!.take(message);
  }

  /** The first unread message that matches, now or when it comes; those before it are dropped. */
  take(matches: (message: T) => boolean): Promise<T> {
    const index = this.unread.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.unread.splice(0, index + 1).at(-1)!);
    this.unread.length = 0;
    return new Promise((take) => this.waiting.push({ matches, take }));
  }
}
