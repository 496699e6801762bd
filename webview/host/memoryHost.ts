// A host in memory, for tests: remembers what the page sent, and lets the test speak as the editor.

import type { Host } from './host.ts';

export interface MemoryHost<Received, Sent, State> extends Host<Received, Sent, State> {
  /** What the page sent, in order. */
  readonly sent: readonly Sent[];
  /** Speaks to the page as the editor. */
  deliver(message: Received): void;
}

export function memoryHost<Received, Sent, State = never>(kept?: State): MemoryHost<Received, Sent, State> {
  const sent: Sent[] = [];
  const listeners = new Set<(message: Received) => void>();
  let state = kept;
  return {
    sent,
    send: (message) => sent.push(message),
    onMessage(handle) {
      listeners.add(handle);
      return () => listeners.delete(handle);
    },
    kept: () => state,
    keep: (next) => {
      state = next;
    },
    deliver: (message) => {
      for (const handle of listeners) handle(message);
    },
  };
}
