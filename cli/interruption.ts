// What Ctrl+C does: it ends the process, unless a command has work to bring to a good end first.

let bringToEnd: (() => void) | undefined;

/** The exit code of a command that was cancelled, as shells count it for SIGINT. */
export const cancelledExitCode = 130;

/** A command ended early because the user wished so. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled.');
  }
}

export function watchInterruptions(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const end = bringToEnd;
      bringToEnd = undefined;
      if (end) end();
      else process.exit(cancelledExitCode);
    });
  }
}

/** While `work` goes on, the first Ctrl+C calls `end`; a second one ends the process at once. */
export async function interruptible<T>(end: () => void, work: () => Promise<T>): Promise<T> {
  bringToEnd = end;
  try {
    return await work();
  } finally {
    bringToEnd = undefined;
  }
}
