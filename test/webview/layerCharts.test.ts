// The charts of what goes on inside a layer, from looks at it.
import { describe, expect, test } from 'vitest';
import { layerCharts } from '../../webview/dashboard/layerCharts.ts';
import type { LookPoint } from '../../webview/protocol/internals.ts';
import { ThinnedList } from '../../webview/series/thinnedList.ts';

const x = { from: 0, to: 200, per: 1, unit: 'step' };
const distribution = (p50: number | null) =>
  p50 === null ? { p15: null, p50, p85: null } : { p15: p50 - 1, p50, p85: p50 + 2 };

function look(step: number, output: number | null = step): LookPoint {
  const parameter = {
    name: 'conv.weight',
    gradient: step / 10,
    update: output === null ? null : 0.001,
    weights: { low: -1, high: 1, counts: [1, 2] },
    gradients: null,
  };
  return {
    step,
    layers: [
      { path: 'conv', inputs: [distribution(0)], output: distribution(output) },
      { path: 'relu', inputs: [distribution(output)], output: distribution(output), zeros: 0.5, dead: 0.25 },
      { path: 'add', inputs: [distribution(1), distribution(2)], output: distribution(3) },
    ],
    parameters: [parameter],
    statistics: [{ name: 'conv.running_mean', values: distribution(4) }],
  };
}

const titles = (path: string, looks = [look(1), look(101)]) =>
  layerCharts(looks, path, x).map(({ title }) => title);

describe('the charts of a layer', () => {
  test('are those of what it has', () => {
    expect(titles('conv')).toEqual([
      'Input of conv',
      'Output of conv',
      'Gradient norm of conv',
      'Update to weight of conv',
      'Running mean of conv',
      'Weights of conv',
    ]);
    expect(titles('relu')).toEqual(['Input of relu', 'Output of relu', 'Dead units and zeros, % of relu']);
    expect(titles('add')).toEqual(['Input 1 of add', 'Input 2 of add', 'Output of add']);
    expect(titles('elsewhere')).toEqual([]);
    expect(titles('conv', [])).toEqual([]);
  });

  test('show the middle of a distribution in three tones of one colour', () => {
    const [, output] = layerCharts([look(1), look(101)], 'conv', x);
    const [below, above, ...lines] = output!.marks;
    expect(below).toMatchObject({
      kind: 'band',
      low: Float64Array.of(0, 100),
      high: Float64Array.of(1, 101),
    });
    expect(above).toMatchObject({
      kind: 'band',
      low: Float64Array.of(1, 101),
      high: Float64Array.of(3, 103),
    });
    const colors = output!.marks.map((mark) => ('color' in mark ? mark.color : ''));
    expect(new Set(colors).size).toBe(1);
    expect(lines.map((line) => line.kind === 'line' && [line.label, line.tone])).toEqual([
      ['85 %', 'muted'],
      ['median', 'strong'],
      ['15 %', 'muted'],
    ]);
  });

  test('leave out what was not finite', () => {
    const charts = layerCharts([look(1), look(101, null), look(201)], 'conv', x);
    const median = charts[1]!.marks.find((mark) => mark.kind === 'line' && mark.label === 'median');
    expect(median).toMatchObject({ points: { x: Float64Array.of(1, 201) } });
    const update = charts.find(({ title }) => title.startsWith('Update'));
    expect(update!.marks[0]).toMatchObject({ points: { x: Float64Array.of(1, 201) } });
  });

  test('show shares in percent and histograms by their steps', () => {
    const dead = layerCharts([look(1)], 'relu', x).at(-1)!;
    expect(dead.marks.map((mark) => mark.kind === 'line' && [mark.label, ...mark.points.y])).toEqual([
      ['dead', 25],
      ['zeros', 50],
    ]);
    expect(layerCharts([look(1), look(101)], 'conv', x).at(-1)!.marks).toEqual([
      {
        kind: 'heat',
        color: 'var(--vscode-charts-orange)',
        columns: [
          { x: 1, low: -1, high: 1, counts: [1, 2] },
          { x: 101, low: -1, high: 1, counts: [1, 2] },
        ],
      },
    ]);
  });
});

describe('a list that thins itself out', () => {
  const listOf = (count: number, most: number) => {
    const list = new ThinnedList<number>(most);
    for (let entry = 1; entry <= count; entry++) list.add(entry);
    return list;
  };

  test('keeps every second entry where it is full, the newest among them', () => {
    expect(listOf(4, 4).all).toEqual([1, 2, 3, 4]);
    expect(listOf(5, 4).all).toEqual([1, 3, 5]);
    expect(listOf(1000, 100).all.length).toBeLessThanOrEqual(100);
    expect(listOf(1000, 100).all.at(-1)).toBe(1000);
  });

  test('tells what was added since, as far as it is kept', () => {
    const list = listOf(5, 4);
    expect([list.total, list.since(4), list.since(5), list.since(0)]).toEqual([5, [5], [], [1, 3, 5]]);
  });

  test('drops the end of it', () => {
    const list = listOf(4, 4);
    list.dropFrom((entry) => entry > 2);
    expect(list.all).toEqual([1, 2]);
  });
});
