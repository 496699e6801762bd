// The values of a chart's named lines at one step: below the cross-hair, or the newest.

import { countUpTo } from '../series/columns.ts';
import type { ChartSpec } from './chartSpec.ts';

export interface ReadValue {
  readonly label: string;
  readonly color: string;
  /** Undefined before the line's first point. */
  readonly value: number | undefined;
}

/** Each line's value at `step` or its last one before: training and validation have points of their own. */
export function readValues({ marks }: ChartSpec, step: number | undefined): readonly ReadValue[] {
  return marks.flatMap((mark) => {
    if (mark.kind !== 'line' || mark.label === undefined) return [];
    const { x, y } = mark.points;
    const count = step === undefined ? x.length : countUpTo(x, step);
    return [{ label: mark.label, color: mark.color, value: lastNumber(y, count) }];
  });
}

function lastNumber(values: Float64Array, count: number): number | undefined {
  for (let at = count - 1; at >= 0; at--) {
    if (Number.isFinite(values[at]!)) return values[at];
  }
  return undefined;
}
