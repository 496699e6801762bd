// Waits for a condition by asking for it again and again, and says what was seen last when it never holds.
import { inspect } from 'node:util';

const askAgainAfterMs = 50;
export const patienceMs = 20_000;

/** Resolves with the first value of `probe` that `isReached` accepts; by default, the first truthy one. */
export async function waitUntil<Value>(
  description: string,
  probe: () => Promise<Value> | Value,
  isReached: (value: Value) => boolean = Boolean,
  timeoutMs = patienceMs,
): Promise<Value> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (isReached(value)) return value;
    if (Date.now() > deadlineMs) {
      throw new Error(
        `Waited ${timeoutMs / 1000} s in vain until ${description}; last seen: ${inspect(value)}.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
  }
}

/** Whether `probe` becomes true within a short time, for steps that are worth a second try when it does not. */
export async function becomesTrue(probe: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + withinMs;
  while (!(await probe())) {
    if (Date.now() > deadlineMs) return false;
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
  }
  return true;
}
