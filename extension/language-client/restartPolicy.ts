// Decides whether a language server that died is started again.

/** At most this many restarts … */
const restartLimit = 3;
/** … within this time; a server that dies at once again and again is left alone. */
const windowMs = 3 * 60_000;

export class RestartPolicy {
  private readonly deaths: number[] = [];

  /** Records a death at `nowMs`; true when the server should be started again. */
  mayRestart(nowMs: number): boolean {
    this.deaths.push(nowMs);
    return this.deaths.filter((time) => nowMs - time < windowMs).length <= restartLimit;
  }
}
