// Keeps a page in step with the text: one question at a time, and none while nobody looks.

export class FollowChanges {
  private outdated = false;
  private asking: Promise<void> | undefined;

  /** `refresh` asks for what is shown and shows it; what changes meanwhile makes it be called once more. */
  constructor(
    private readonly isSeen: () => boolean,
    private readonly refresh: () => Promise<void>,
  ) {}

  /** What is shown may have changed. */
  changed(): void {
    this.outdated = true;
    this.seen();
  }

  /** The page is there, or came into sight. */
  seen(): void {
    if (this.isSeen()) void this.upToDate();
  }

  /** Settles when the page was told of every change so far, seen or not. */
  async upToDate(): Promise<void> {
    if (!this.outdated && !this.asking) return;
    this.asking ??= this.ask();
    await this.asking;
  }

  private async ask(): Promise<void> {
    try {
      while (this.outdated) {
        this.outdated = false;
        await this.refresh();
      }
    } finally {
      // At once: a change that comes before the promise settles begins anew.
      this.asking = undefined;
    }
  }
}
