// The charts of two runs that are compared.
import { describe, expect, test } from 'vitest';
import { composeChart } from '../../webview/chart/composeChart.ts';
import { RunSeries } from '../../webview/dashboard/runSeries.ts';
import type { LookPoint } from '../../webview/protocol/internals.ts';
import type { ComparedRun } from '../../webview/protocol/runs.ts';
import { comparisonCharts } from '../../webview/runs/comparisonCharts.ts';
import { comparableLayers, layerComparison } from '../../webview/runs/layerComparison.ts';

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

describe('insides of a layer', () => {
  const x = { from: 0, to: 60, per: 1, unit: 'step' };
  const watched = (name: string, layers: readonly string[], middle: number) => {
    const told = curves(name, 20, 60);
    const values = { p15: middle - 1, p50: middle, p85: middle + 2 };
    const look = (step: number): LookPoint => ({
      step,
      layers: layers.map((path) => ({ path, inputs: [values], output: values })),
      parameters: [],
      statistics: [],
    });
    told.series.append({ state: {} as never, looks: [look(1), look(51)] });
    return told;
  };
  const plain = watched('plain', ['h1.dense', 'h1.sigmoid', 'last'], -6);
  const normalised = watched('with bn', ['h1.dense', 'h1.bn', 'h1.sigmoid'], 4);

  test('are shown of layers that both runs looked into', () => {
    expect(comparableLayers([plain, normalised])).toEqual(['h1.dense', 'h1.sigmoid']);
    expect(comparableLayers([plain, curves('unwatched', 20, 60)])).toEqual([]);
  });

  test('stand side by side on one scale, named after their runs', () => {
    const charts = layerComparison([plain, normalised], 'h1.sigmoid', x);
    expect(charts.map(({ title }) => title)).toEqual([
      'Input of h1.sigmoid, plain',
      'Input of h1.sigmoid, with bn',
      'Output of h1.sigmoid, plain',
      'Output of h1.sigmoid, with bn',
    ]);
    expect(new Set(charts.map(({ id }) => id)).size).toBe(4);
    for (const { y } of charts) expect(y.range).toEqual([-7, 6]);
    const scales = charts.slice(0, 2).map((chart) => composeChart(chart, 400).y);
    expect([scales[0]!.from, scales[0]!.to]).toEqual([scales[1]!.from, scales[1]!.to]);
  });
});
