// A chart's numbers as a table for other programs: every point, not only those that are drawn.

import type { ChartSpec, LineMark } from './chartSpec.ts';

/** One row for each step that a named line or band has a point at; a cell is empty where a line has none. */
export function chartCsv({ marks, x: { per, unit } }: ChartSpec): string {
  const columns = marks.flatMap((mark): readonly Pick<LineMark, 'label' | 'points'>[] => {
    if (mark.kind === 'line') return mark.label === undefined ? [] : [mark];
    if (mark.kind !== 'band') return [];
    return [
      { label: 'low', points: { x: mark.x, y: mark.low } },
      { label: 'high', points: { x: mark.x, y: mark.high } },
    ];
  });
  const units = per === 1 ? [] : [unit];
  const rows = [['step', ...units, ...columns.map(({ label }) => quoted(label ?? ''))].join(',')];
  const places = columns.map(() => 0);
  for (;;) {
    const step = columns.reduce(
      (least, { points }, at) => Math.min(least, points.x[places[at]!] ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
    if (step === Number.POSITIVE_INFINITY) return `${rows.join('\n')}\n`;
    const cells = columns.map(({ points }, at) => {
      if (points.x[places[at]!] !== step) return '';
      places[at]! += 1;
      return String(points.y[places[at]! - 1]);
    });
    rows.push([String(step), ...(per === 1 ? [] : [String(step / per)]), ...cells].join(','));
  }
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
