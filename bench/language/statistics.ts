// Repeated measurements and what is said of them.

export interface Measured {
  readonly median: number;
  readonly p95: number;
  readonly runs: number;
}

/** Nearest ranks: the least value that this share of the runs does not exceed. */
export function summarizeRuns(values: readonly number[]): Measured {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { median: at(0.5), p95: at(0.95), runs: sorted.length };
}

/** Runs `once` to warm up and then to count; it returns its own milliseconds. */
export async function repeat(
  warmUp: number,
  runs: number,
  once: (run: number) => Promise<number> | number,
): Promise<Measured> {
  const values: number[] = [];
  for (let run = 0; run < warmUp + runs; run += 1) {
    const value = await once(run);
    if (run >= warmUp) values.push(value);
  }
  return summarizeRuns(values);
}
