// Lets the event loop read messages between two steps.

import { setImmediate } from 'node:timers/promises';

/** A whole turn of the event loop: without it, a request to stop would wait until training ends. */
export function breathe(): Promise<void> {
  return setImmediate();
}
