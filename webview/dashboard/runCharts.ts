// The charts of a run: loss and accuracy of training beside validation, of auxiliary heads, learning rate, speed.

import type { ChartSpec, EventMark, LineMark, Mark } from '../chart/chartSpec.ts';
import type { Zoom } from '../chart/sharedView.ts';
import type { KeptView, RunState, StepColumn } from '../protocol/dashboard.ts';
import { formatCount, formatLoss, formatRate } from './quantity.ts';
import type { RunSeries } from './runSeries.ts';

export const trainingColor = 'var(--vscode-charts-blue)';
export const validationColor = 'var(--vscode-charts-orange)';

export interface ChartView {
  readonly kept: KeptView;
  readonly zoom: Zoom | undefined;
}

const tall = 190;
const low = 110;

export function runCharts(state: RunState, series: RunSeries, view: ChartView): readonly ChartSpec[] {
  const x = horizontal(state, series, view);
  const loss = { scale: view.kept.logarithmic ? 'log' : 'linear', format: formatLoss } as const;
  const percent = { scale: 'linear', format: (value: number) => value.toFixed(2) } as const;
  const events = [
    ...series.notes.map(({ step, text }): EventMark => ({ kind: 'event', x: step, text })),
    ...series.warnings.map(({ step, message }): EventMark => ({ kind: 'event', x: step, text: message })),
  ];
  const chart = (spec: Pick<ChartSpec, 'id' | 'title' | 'marks' | 'y' | 'height'>): ChartSpec => ({
    ...spec,
    x,
    marks: [...spec.marks, ...events],
  });
  const { smoothing } = view.kept;
  return [
    chart({ id: 'loss', title: 'Loss', marks: both(series, 'loss', 1, smoothing), y: loss, height: tall }),
    chart({
      id: 'accuracy',
      title: 'Accuracy, %',
      marks: both(series, 'accuracy', 100, smoothing),
      y: percent,
      height: tall,
    }),
    ...series.headNames.flatMap((name) => [
      chart({
        id: `loss-${name}`,
        title: `Loss of head ${name}`,
        marks: ofHead(series, name, 'loss', 1),
        y: loss,
        height: low,
      }),
      chart({
        id: `accuracy-${name}`,
        title: `Accuracy of head ${name}, %`,
        marks: ofHead(series, name, 'accuracy', 100),
        y: percent,
        height: low,
      }),
    ]),
    chart({
      id: 'learning-rate',
      title: 'Learning rate',
      marks: [alone(series, 'learningRate', 'rate', 'var(--vscode-charts-green)')],
      y: { scale: 'linear', format: formatRate },
      height: low,
    }),
    chart({
      id: 'speed',
      title: 'Speed, images/s',
      marks: [alone(series, 'imagesPerSecond', 'speed', 'var(--vscode-charts-purple)')],
      y: { scale: 'linear', format: formatCount },
      height: low,
    }),
  ];
}

/** The whole run so far, or the part that is zoomed to; in steps or epochs. */
export function horizontal(state: RunState, series: RunSeries, { kept, zoom }: ChartView): ChartSpec['x'] {
  const last = Math.max(series.last('step') ?? 0, state.step, 1);
  const { from, to } = zoom ?? { from: 0, to: last };
  const epochs = kept.axis === 'epochs' && state.stepsPerEpoch > 0;
  return { from, to, ...(epochs ? { per: state.stepsPerEpoch, unit: 'epoch' } : { per: 1, unit: 'step' }) };
}

/** Training by steps, muted, over its own unsmoothed values; validation by epochs, strong. */
function both(
  series: RunSeries,
  column: 'loss' | 'accuracy',
  factor: number,
  smoothing: number,
): readonly Mark[] {
  const raw = series.ofSteps(column);
  const training = { kind: 'line', color: trainingColor, label: 'training' } as const;
  const validation = series.ofEpochs('validation', (score) => score[column] * factor);
  const ground: LineMark = { kind: 'line', color: trainingColor, tone: 'faint', points: raw };
  return [
    ...(smoothing > 0 ? [ground] : []),
    {
      ...training,
      tone: 'muted',
      points: smoothing > 0 ? series.smoothedSteps(column, smoothing) : raw,
    },
    {
      kind: 'line',
      color: validationColor,
      label: 'validation',
      tone: 'strong',
      dots: true,
      points: validation,
    },
  ];
}

function ofHead(
  series: RunSeries,
  name: string,
  column: 'loss' | 'accuracy',
  factor: number,
): readonly Mark[] {
  const points = (split: 'train' | 'validation') =>
    series.ofEpochs(split, ({ heads }) => {
      const head = heads?.find((candidate) => candidate.name === name);
      return head && head[column] * factor;
    });
  return [
    { kind: 'line', color: trainingColor, label: 'training', tone: 'muted', points: points('train') },
    {
      kind: 'line',
      color: validationColor,
      label: 'validation',
      tone: 'strong',
      dots: true,
      points: points('validation'),
    },
  ];
}

function alone(series: RunSeries, column: StepColumn, label: string, color: string): LineMark {
  return { kind: 'line', label, color, tone: 'strong', points: series.ofSteps(column) };
}
