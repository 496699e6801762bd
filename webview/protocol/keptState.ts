// A page's state with the time when it was kept: VS Code has one, and the panel a copy, which may be newer.

export interface DatedState<State> {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: State;
}

/** The one that was kept last, of those that there are. */
export function newest<State>(
  states: readonly (DatedState<State> | undefined)[],
): DatedState<State> | undefined {
  return states.reduce((best, state) => ((state?.at ?? 0) > (best?.at ?? 0) ? state : best), undefined);
}
