// The curves of two runs over each other: training muted, validation strong, a colour for each run.

import type { ChartSpec, LineMark } from '../chart/chartSpec.ts';
import type { Zoom } from '../chart/sharedView.ts';
import { formatLoss } from '../dashboard/quantity.ts';
import type { RunSeries } from '../dashboard/runSeries.ts';
import type { ComparedRun, Pair } from '../protocol/runs.ts';

export const runColors: Pair<string> = ['var(--vscode-charts-blue)', 'var(--vscode-charts-orange)'];

const smoothing = 0.6;
const height = 220;

export interface RunCurves {
  readonly run: ComparedRun;
  readonly series: RunSeries;
}

export function comparisonCharts(curves: Pair<RunCurves>, zoom: Zoom | undefined): readonly ChartSpec[] {
  const x = horizontal(curves, zoom);
  const marks = (column: 'loss' | 'accuracy', factor: number) =>
    curves.flatMap(({ run, series }, place) => lines(run, series, runColors[place]!, { column, factor }));
  return [
    {
      id: 'loss',
      title: 'Loss',
      x,
      marks: marks('loss', 1),
      y: { scale: 'linear', format: formatLoss },
      height,
    },
    {
      id: 'accuracy',
      title: 'Accuracy, %',
      x,
      marks: marks('accuracy', 100),
      y: { scale: 'linear', format: (value) => value.toFixed(2) },
      height,
    },
  ];
}

/** Epochs are told where both runs have the same number of steps in one. */
export function horizontal([one, other]: Pair<RunCurves>, zoom: Zoom | undefined): ChartSpec['x'] {
  const last = Math.max(1, ...[one, other].map(({ series }) => series.last('step') ?? 0));
  const per = one.run.stepsPerEpoch;
  const alike = per > 0 && per === other.run.stepsPerEpoch;
  return {
    ...(zoom ?? { from: 0, to: last }),
    ...(alike ? { per, unit: 'epoch' } : { per: 1, unit: 'step' }),
  };
}

function lines(
  { name }: ComparedRun,
  series: RunSeries,
  color: string,
  { column, factor }: { readonly column: 'loss' | 'accuracy'; readonly factor: number },
): readonly LineMark[] {
  return [
    { kind: 'line', color, tone: 'muted', points: series.smoothedSteps(column, smoothing) },
    {
      kind: 'line',
      color,
      label: shortName(name),
      tone: 'strong',
      dots: true,
      points: series.ofEpochs('validation', (score) => score[column] * factor),
    },
  ];
}

/** As much of a name as there is room for beside a line; folders of one recipe differ at their ends. */
function shortName(name: string): string {
  return name.length <= 11 ? name : `${name.slice(0, 4)}…${name.slice(-6)}`;
}
