// How long one turn of the event loop takes at most while something goes on: what a user's key press would wait for.

export const turn = () => new Promise((resolve) => setImmediate(resolve));

export interface Held {
  /** By the clock, which other work on the machine lengthens, and in processor time, which it does not. */
  readonly wallMs: number;
  readonly processorMs: number;
}

export async function longestTurn(work: () => Promise<unknown>): Promise<Held> {
  let [wallMs, processorMs, over] = [0, 0, false];
  const watch = async () => {
    while (!over) {
      const [began, used] = [performance.now(), process.cpuUsage()];
      await turn();
      const { user, system } = process.cpuUsage(used);
      wallMs = Math.max(wallMs, performance.now() - began);
      processorMs = Math.max(processorMs, (user + system) / 1000);
    }
  };
  const watching = watch();
  await work();
  over = true;
  await watching;
  return { wallMs, processorMs };
}
