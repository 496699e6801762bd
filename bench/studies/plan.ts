// Fits studies into the time there is: how many epochs each run gets, and in which order they start.

/** What a short trial says of a run. */
export interface Pace {
  /** Epochs of its recipe. */
  readonly epochs: number;
  readonly startSeconds: number;
  /** With the evaluation at its end. */
  readonly epochSeconds: number;
}

/** Some of the time is kept for what trials do not see: neighbours on the machine, looks inside. */
const usedShare = 0.9;

/** Most that recipes are stretched to, and least that they are shrunk to before seeds are given up. */
const mostFactor = 4;
const leastFactor = 0.5;

/** Epochs of a recipe when all recipes are stretched alike, so that what is compared stays comparable. */
export function stretched(epochs: number, factor: number): number {
  return Math.max(1, Math.round(epochs * factor));
}

export interface Planned<T> {
  readonly queue: readonly T[];
  readonly factor: number;
}

/**
 * The order in which runs start, and the factor for their epochs: the longest first, before them those without a pace. Where
 * time is short, the last seeds stand behind all others and are not reckoned with.
 */
export function planRuns<T extends { readonly seed: number }>(
  tasks: readonly T[],
  paceOf: (task: T) => Pace | undefined,
  { jobs, seconds }: { readonly jobs: number; readonly seconds: number },
): Planned<T> {
  const seeds = [...new Set(tasks.map(({ seed }) => seed))].sort((a, b) => a - b);
  const upTo = (last: number) => tasks.filter(({ seed }) => seed <= last);
  const factorOf = (some: readonly T[]) =>
    fittingFactor(
      some.flatMap((task) => paceOf(task) ?? []),
      jobs,
      seconds,
    );
  const last = seeds.findLast((seed) => factorOf(upTo(seed)) >= leastFactor) ?? seeds[0] ?? 0;
  const factor = factorOf(upTo(last));
  const length = (task: T) => {
    const pace = paceOf(task);
    return pace === undefined ? Number.MAX_VALUE : duration(pace, stretched(pace.epochs, factor));
  };
  const late = ({ seed }: T) => Number(seed > last);
  return { queue: tasks.toSorted((a, b) => late(a) - late(b) || length(b) - length(a)), factor };
}

/** The largest factor for all recipes' epochs at which `jobs` runs at a time end within `seconds`. */
export function fittingFactor(paces: readonly Pace[], jobs: number, seconds: number): number {
  const steps = Array.from({ length: mostFactor * 20 }, (_, index) => (index + 1) / 20);
  const fits = (factor: number) => {
    const durations = paces.map((pace) => duration(pace, stretched(pace.epochs, factor)));
    return makespan(durations, jobs) <= usedShare * seconds;
  };
  return steps.findLast(fits) ?? steps[0]!;
}

export function duration({ startSeconds, epochSeconds }: Pace, epochs: number): number {
  return startSeconds + epochs * epochSeconds;
}

/** Until the last of `jobs` workers is done, where each takes the longest of what is left. */
export function makespan(durations: readonly number[], jobs: number): number {
  const ends = Array.from({ length: jobs }, () => 0);
  for (const one of durations.toSorted((a, b) => b - a)) {
    const first = ends.indexOf(Math.min(...ends));
    ends[first]! += one;
  }
  return Math.max(...ends);
}
