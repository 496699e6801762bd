// The charts of two runs that are compared.
import { expect, test } from 'vitest';
import { RunSeries } from '../../webview/dashboard/runSeries.ts';
import type { ComparedRun } from '../../webview/protocol/runs.ts';
import { comparisonCharts } from '../../webview/runs/comparisonCharts.ts';

const curves = (name: string, stepsPerEpoch: number, steps: number) => {
  const run: ComparedRun = { name, facts: [], stepsPerEpoch };
  const series = new RunSeries();
  const column = (value: number) => new Float64Array(1).fill(value);
  const score = { loss: 0.5, accuracy: 0.75 };
  series.append({
    state: {} as never,
    steps: {
      step: column(steps),
      loss: column(1),
      accuracy: column(0.5),
      learningRate: column(0.1),
      imagesPerSecond: column(1),
    },
    epochs: [{ epoch: 1, step: steps, train: score, validation: score }],
  });
  return { run, series };
};

test('show both runs over the longer one, training muted, validation strong and named', () => {
  const [loss, accuracy] = comparisonCharts(
    [curves('wide', 20, 60), curves('Small-20261126-061301', 20, 100)],
    undefined,
  );
  expect(loss!.x).toEqual({ from: 0, to: 100, per: 20, unit: 'epoch' });
  const told = accuracy!.marks.map((mark) =>
    mark.kind === 'line' ? [mark.tone, mark.label, [...mark.points.y]] : [],
  );
  expect(told).toEqual([
    ['muted', undefined, [50]],
    ['strong', 'wide', [75]],
    ['muted', undefined, [50]],
    ['strong', 'Smal…061301', [75]],
  ]);
});

test('count steps where an epoch is not the same for both', () => {
  const [loss] = comparisonCharts([curves('a', 20, 60), curves('b', 10, 40)], undefined);
  expect(loss!.x).toEqual({ from: 0, to: 60, per: 1, unit: 'step' });
});
