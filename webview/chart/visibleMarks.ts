// The marks as far as they show: thinned out to the chart's width, and the range of values that they need.

import { decimate, type Points } from '../series/decimate.ts';
import type { BandMark, ChartSpec, HeatColumn, HeatMark, LineMark, Mark } from './chartSpec.ts';

export interface VisibleBand {
  readonly low: Points;
  readonly high: Points;
}

export interface Visible {
  readonly lines: readonly { readonly mark: LineMark; readonly points: Points }[];
  readonly bands: readonly { readonly mark: BandMark; readonly band: VisibleBand }[];
  readonly heats: readonly { readonly mark: HeatMark; readonly columns: readonly HeatColumn[] }[];
}

/** `width` in pixels. */
export function visibleMarks({ marks, x }: ChartSpec, width: number): Visible {
  const thin = (points: Points) => decimate(points, x.from, x.to, Math.max(1, Math.round(width)));
  const of = <K extends Mark['kind']>(kind: K) =>
    marks.filter((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
  return {
    lines: of('line').map((mark) => ({ mark, points: thin(mark.points) })),
    bands: of('band').map((mark) => ({
      mark,
      band: { low: thin({ x: mark.x, y: mark.low }), high: thin({ x: mark.x, y: mark.high }) },
    })),
    heats: of('heat').map((mark) => ({ mark, columns: shownColumns(mark.columns, x, width) })),
  };
}

/** At most one column for two pixels. */
function shownColumns(
  columns: readonly HeatColumn[],
  { from, to }: ChartSpec['x'],
  width: number,
): readonly HeatColumn[] {
  const inside = columns.filter(
    (column, place) => column.x <= to && (columns[place + 1]?.x ?? Number.POSITIVE_INFINITY) >= from,
  );
  const every = Math.max(1, Math.ceil((2 * inside.length) / Math.max(width, 2)));
  return every === 1 ? inside : inside.filter((_, place) => place % every === 0);
}

/** Lowest and highest of what shows; undefined where nothing does. On a logarithmic axis only what is above zero. */
export function valueRange(visible: Visible, scale: 'linear' | 'log'): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const include = (value: number) => {
    if (scale === 'log' && !(value > 0)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { points } of visible.lines) points.y.forEach(include);
  for (const { band } of visible.bands) {
    band.low.y.forEach(include);
    band.high.y.forEach(include);
  }
  for (const { columns } of visible.heats) {
    for (const column of columns) {
      include(column.low);
      include(column.high);
    }
  }
  return low <= high ? [low, high] : undefined;
}
