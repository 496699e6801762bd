// The process channel to the parent: sends in order, and tells when the parent is gone.

import type { FromEngine } from '../protocol/messages.ts';

export interface Channel {
  send(message: FromEngine): void;
  /** Waits until everything that was sent has left the process. */
  flush(): Promise<void>;
}

/** Undefined where the process was started by hand and there is nobody to talk to. */
export function openChannel(onMessage: (message: unknown) => void, onGone: () => void): Channel | undefined {
  if (process.send === undefined) return undefined;
  let last: Promise<void> = Promise.resolve();
  process.on('message', onMessage);
  process.once('disconnect', onGone);
  return {
    send(message) {
      if (!process.connected) return;
      // An error means that the parent is gone, which `disconnect` tells as well.
      last = new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
    },
    flush: () => last,
  };
}
