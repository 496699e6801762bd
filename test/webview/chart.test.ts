// Charts over a run's steps: scales, drawing, direct labels, read values, and what is saved of them.
import { describe, expect, test } from 'vitest';
import { chartCsv } from '../../webview/chart/chartCsv.ts';
import { chartSvg, resolveVariables } from '../../webview/chart/chartPicture.ts';
import type { ChartSpec, LineMark, Mark } from '../../webview/chart/chartSpec.ts';
import { composeChart } from '../../webview/chart/composeChart.ts';
import { placeLabels } from '../../webview/chart/directLabels.ts';
import { readValues } from '../../webview/chart/readout.ts';
import { linearScale, logScale } from '../../webview/chart/scale.ts';
import type { SvgElement } from '../../webview/diagram/drawing/element.ts';
import { toMarkup } from '../../webview/diagram/drawing/toMarkup.ts';

const pixels = { start: 0, end: 100 };
const labels = (ticks: readonly { readonly label: string }[]) => ticks.map(({ label }) => label);

function line(x: readonly number[], y: readonly number[], more: Partial<LineMark> = {}): LineMark {
  const points = { x: Float64Array.from(x), y: Float64Array.from(y) };
  return { kind: 'line', label: 'training', color: 'blue', tone: 'muted', points, ...more };
}

function chart(marks: readonly Mark[], more: Partial<ChartSpec> = {}): ChartSpec {
  const x = { from: 0, to: 100, per: 10, unit: 'epoch' };
  return {
    id: 'loss',
    title: 'Loss',
    marks,
    x,
    y: { scale: 'linear', format: String },
    height: 200,
    ...more,
  };
}

function all(drawing: SvgElement, tag: string): readonly SvgElement[] {
  const inside = drawing.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, tag)));
  return drawing.tag === tag ? [drawing, ...inside] : inside;
}

describe('a linear scale', () => {
  test('leads from values to pixels and back', () => {
    const scale = linearScale(10, 20, pixels);
    expect([scale.toPixel(10), scale.toPixel(15), scale.toValue(100)]).toEqual([0, 50, 20]);
  });

  test('has ticks at round values, with the decimals that tell them apart', () => {
    expect(labels(linearScale(0, 1, pixels).ticks(5))).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels(linearScale(97.1, 98.4, pixels).ticks(3))).toEqual(['97.5', '98.0']);
    expect(labels(linearScale(0, 43210, pixels).ticks(4))).toEqual(['0', '20k', '40k']);
    // Beyond 2 ** 53 a count of steps stands still.
    expect(labels(linearScale(10, 10.000000000000002, pixels).ticks(3))).toEqual([]);
    // One label alone would tell no distance.
    expect(labels(linearScale(-0.7, 0.6, pixels).ticks(1))).toEqual(['\u22120.5', '0', '0.5']);
    expect(labels(linearScale(-2.1, 1.3, pixels).ticks(1))).toEqual(['\u22122', '0']);
    expect(labels(linearScale(-1, 1, pixels).ticks(2))).toEqual(['\u22121', '0', '1']);
    expect(labels(linearScale(0, 3e-5, pixels).ticks(3))).toEqual([
      '0',
      '1e\u22125',
      '2e\u22125',
      '3e\u22125',
    ]);
  });
});

describe('a logarithmic scale', () => {
  test('gives every decade the same room', () => {
    const scale = logScale(0.01, 100, pixels);
    expect([0.01, 0.1, 1, 10, 100].map((value) => scale.toPixel(value))).toEqual([0, 25, 50, 75, 100]);
    expect(scale.toValue(50)).toBeCloseTo(1, 12);
  });

  test('has ticks at powers of ten, between them where there is room, and every so many where there is none', () => {
    expect(labels(logScale(0.01, 100, pixels).ticks(5))).toEqual(['0.01', '0.1', '1', '10', '100']);
    expect(labels(logScale(0.1, 10, pixels).ticks(5))).toEqual(['0.1', '0.2', '0.5', '1', '2', '5', '10']);
    expect(labels(logScale(1e-6, 1, pixels).ticks(3))).toEqual(['1e\u22126', '1e\u22124', '0.01', '1']);
    expect(labels(logScale(0.02, 0.5, pixels).ticks(2))).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5']);
    expect(labels(logScale(2e-5, 0.5, pixels).ticks(2))).toEqual(['1e\u22124', '0.01']);
    expect(labels(logScale(0.3, 0.6, pixels).ticks(3))).toEqual(['0.3', '0.4', '0.5', '0.6']);
  });
});

describe('the drawing', () => {
  test('runs from the frame\u2019s left to its right, larger values higher', () => {
    const { drawing, frame, x, y } = composeChart(chart([line([0, 100], [1, 3])]), 500);
    const [path] = all(drawing, 'path').filter(({ key }) => key === 'line 0');
    expect(path!.attributes['d']).toBe(
      `M${frame.left} ${Math.round(y.toPixel(1) * 100) / 100}L${frame.right} ${Math.round(y.toPixel(3) * 100) / 100}`,
    );
    expect(y.toPixel(3)).toBeLessThan(y.toPixel(1));
    expect([x.toPixel(0), x.toPixel(100)]).toEqual([frame.left, frame.right]);
    expect(path!.attributes['stroke-opacity']).toBe('0.65');
  });

  test('counts its axis in epochs, and names lines at their ends', () => {
    const markup = toMarkup(composeChart(chart([line([0, 100], [1, 3])]), 500).drawing);
    expect(markup).toContain('>epoch<');
    expect(markup).toContain('>10<');
    expect(markup).toMatch(/fill="blue">training</);
  });

  test('of a million points stays as small as that of its width', () => {
    const count = 1_000_000;
    const x = Float64Array.from({ length: count }, (_, index) => index);
    const spec = chart([line([], [], { points: { x, y: x.map(Math.sin) } })], {
      x: { from: 0, to: count, per: 1, unit: 'step' },
    });
    const markup = toMarkup(composeChart(spec, 500).drawing);
    expect(markup.length).toBeLessThan(40_000);
  });

  test('takes values that differ by rounding alone for one', () => {
    const next = 10.000000000000002;
    const { y } = composeChart(chart([line([1, 2], [10, next])]), 500);
    expect([y.from, y.to]).toEqual([9, 11.000000000000002]);
    expect(labels(y.ticks(3))).toEqual(['9', '10', '11']);
    const rate = composeChart(chart([line([1, 2], [0.05, 0.0499999])]), 500);
    const told = labels(rate.y.ticks(3));
    expect(new Set(told).size).toBe(told.length);
  });

  test('has a dot for each of few points, and none for many', () => {
    const dots = (count: number) => {
      const steps = Array.from({ length: count }, (_, index) => index);
      return all(composeChart(chart([line(steps, steps, { dots: true })]), 500).drawing, 'circle').length;
    };
    expect([dots(3), dots(100)]).toEqual([3, 0]);
    expect(all(composeChart(chart([line([5], [1])]), 500).drawing, 'circle')).toHaveLength(1);
  });

  test('puts what is not above zero on the lower edge of a logarithmic axis', () => {
    const spec = chart([line([0, 100], [0, 1])], { y: { scale: 'log', format: String } });
    const { drawing, frame } = composeChart(spec, 500);
    const [path] = all(drawing, 'path').filter(({ key }) => key === 'line 0');
    expect(path!.attributes['d']).toMatch(new RegExp(`^M${frame.left} ${frame.bottom}L`));
  });

  test('fills a band between its two values', () => {
    const [x, low, high] = [Float64Array.of(0, 100), Float64Array.of(1, 1), Float64Array.of(2, 2)];
    const { drawing } = composeChart(
      chart([{ kind: 'band', color: 'red', opacity: 0.3, x, low, high }]),
      500,
    );
    const [path] = all(drawing, 'path').filter(({ attributes }) => attributes['fill'] === 'red');
    expect(path!.attributes['d']).toMatch(/^M\S+ \S+L\S+ \S+L\S+ \S+L\S+ \S+Z$/);
  });

  test('shades a histogram by the square root of its bins\u2019 shares, and leaves empty ones out', () => {
    const columns = [{ x: 0, low: -1, high: 1, counts: [1, 0, 4] }];
    const { drawing } = composeChart(chart([{ kind: 'heat', color: 'red', columns }]), 500);
    const shades = all(drawing, 'rect').map(({ attributes }) => attributes['fill-opacity']);
    expect(shades).toEqual(['0.45', '0.9']);
  });
});

describe('direct labels', () => {
  const place = (ys: readonly number[]) =>
    placeLabels(
      ys.map((y) => ({ text: String(y), color: '', y })),
      { top: 0, bottom: 100, distance: 10 },
    ).map(({ text, y }) => [Number(text), y]);

  test('stand at their lines where there is room', () => {
    expect(place([80, 20])).toEqual([
      [20, 20],
      [80, 80],
    ]);
  });

  test('make room for each other, in the order of their lines, inside the chart', () => {
    expect(place([50, 52])).toEqual([
      [50, 50],
      [52, 60],
    ]);
    expect(place([99, 98, 120])).toEqual([
      [98, 80],
      [99, 90],
      [120, 100],
    ]);
  });
});

describe('read values', () => {
  const spec = chart([
    line([1, 2, 3], [5, 4, Number.NaN]),
    line([2], [9], { label: 'validation' }),
    line([1], [1], { label: undefined as never }),
  ]);

  test('are the last numbers at or before the cross-hair', () => {
    expect(readValues(spec, 1.5).map(({ value }) => value)).toEqual([5, undefined]);
    expect(readValues(spec, 2).map(({ value }) => value)).toEqual([4, 9]);
  });

  test('are the newest without one', () => {
    expect(readValues(spec, undefined).map(({ label, value }) => [label, value])).toEqual([
      ['training', 4],
      ['validation', 9],
    ]);
  });
});

describe('a saved chart', () => {
  const spec = chart([line([5, 10], [3, 2]), line([10], [4], { label: 'held out, %' })]);

  test('as a table has every point once, with steps and epochs', () => {
    expect(chartCsv(spec)).toBe('step,epoch,training,"held out, %"\n5,0.5,3,\n10,1,2,4\n');
  });

  test('as a picture carries its title and its colours', () => {
    const variable = (name: string) => (name === '--vscode-font-family' ? '"Segoe UI"' : '#123456');
    const svg = chartSvg(spec, 400, { background: '#ffffff', text: '#000000', variable });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="400" height="226"/);
    expect(svg).toContain('>Loss</text>');
    expect(svg).not.toContain('var(');
    expect(svg).toContain('font-family="\'Segoe UI\'"');
  });

  test('takes the fallback of a variable that has no value', () => {
    const variable = (name: string) => (name === '--b' ? 'blue' : '');
    expect(resolveVariables('var(--a) var(--b) var(--c, var(--b)) var(--c, red)', variable)).toBe(
      'gray blue blue red',
    );
  });
});
