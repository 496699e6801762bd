// The charts of what goes on inside one layer: what it takes and gives, gradients, updates, dead units, statistics, weights.

import type { BandMark, ChartSpec, HeatMark, LineMark, Mark } from '../chart/chartSpec.ts';
import {
  type DistributionPoint,
  type HistogramPoint,
  type LookPoint,
  layerOfParameter,
} from '../protocol/internals.ts';
import { shortNumber } from './quantity.ts';

type Horizontal = ChartSpec['x'];

const inputColor = 'var(--vscode-charts-blue)';
const outputColor = 'var(--vscode-charts-orange)';
const statisticColor = 'var(--vscode-charts-purple)';
const colors = [
  'var(--vscode-charts-blue)',
  'var(--vscode-charts-orange)',
  'var(--vscode-charts-green)',
  'var(--vscode-charts-purple)',
];
const height = 110;
const linear = { scale: 'linear', format: shortNumber } as const;
const logarithmic = { scale: 'log', format: shortNumber } as const;

/** `looks` in the order of their steps. */
export function layerCharts(looks: readonly LookPoint[], path: string, x: Horizontal): readonly ChartSpec[] {
  const chart = (id: string, title: string, marks: readonly Mark[], y: ChartSpec['y'] = linear) => ({
    id: `${id}-${path}`,
    title: `${title} of ${path}`,
    marks,
    y,
    x,
    height,
  });
  const charts = [
    ...inputCharts(looks, path).map((marks, place, all) =>
      chart(`input-${place}`, all.length === 1 ? 'Input' : `Input ${place + 1}`, marks),
    ),
    chart(
      'output',
      'Output',
      bands(looks, outputColor, (look) => layerOf(look, path)?.output),
    ),
    chart('gradient', 'Gradient norm', ofParameters(looks, path, 'gradient'), logarithmic),
    chart('update', 'Update to weight', ofParameters(looks, path, 'update'), logarithmic),
    chart('dead', 'Dead units and zeros, %', deadUnits(looks, path)),
    ...statisticCharts(looks, path).map(({ title, marks }) => chart(title, title, marks)),
    ...histograms(looks, path).map(({ title, marks }) => chart(title, title, marks)),
  ];
  return charts.filter(({ marks }) => marks.length > 0);
}

function layerOf({ layers }: LookPoint, path: string): LookPoint['layers'][number] | undefined {
  return layers.find((layer) => layer.path === path);
}

function inputCharts(looks: readonly LookPoint[], path: string): readonly (readonly Mark[])[] {
  const count = looks.length === 0 ? 0 : (layerOf(looks[0]!, path)?.inputs.length ?? 0);
  return Array.from({ length: count }, (_, place) =>
    bands(looks, inputColor, (look) => layerOf(look, path)?.inputs[place]),
  );
}

/** Three tones of one colour: 15 to 50 %, 50 to 85 %, and the median as a line. */
function bands(
  looks: readonly LookPoint[],
  color: string,
  valuesOf: (look: LookPoint) => DistributionPoint | undefined,
): readonly Mark[] {
  const found = looks.flatMap((look) => {
    const { p15 = null, p50 = null, p85 = null } = valuesOf(look) ?? {};
    return p15 === null || p50 === null || p85 === null ? [] : [{ step: look.step, p15, p50, p85 }];
  });
  if (found.length === 0) return [];
  const x = Float64Array.from(found, ({ step }) => step);
  const of = (name: 'p15' | 'p50' | 'p85') => Float64Array.from(found, (point) => point[name]);
  const band = (low: Float64Array, high: Float64Array, opacity: number): BandMark => ({
    kind: 'band',
    color,
    opacity,
    x,
    low,
    high,
  });
  const line = (label: string, tone: LineMark['tone'], y: Float64Array): LineMark => ({
    kind: 'line',
    label,
    color,
    tone,
    points: { x, y },
  });
  return [
    band(of('p15'), of('p50'), 0.16),
    band(of('p50'), of('p85'), 0.3),
    line('85 %', 'muted', of('p85')),
    line('median', 'strong', of('p50')),
    line('15 %', 'muted', of('p15')),
  ];
}

/** One line for each parameter of the layer. */
function ofParameters(
  looks: readonly LookPoint[],
  path: string,
  figure: 'gradient' | 'update',
): readonly LineMark[] {
  return parametersOf(looks, path).flatMap((name, place) => {
    const found = looks.flatMap(({ step, parameters }) => {
      const value = parameters.find((parameter) => parameter.name === name)?.[figure] ?? null;
      return value === null ? [] : [{ step, value }];
    });
    return found.length === 0 ? [] : [line(suffix(name), colors[place % colors.length]!, found)];
  });
}

function line(
  label: string,
  color: string,
  found: readonly { readonly step: number; readonly value: number }[],
): LineMark {
  const points = {
    x: Float64Array.from(found, ({ step }) => step),
    y: Float64Array.from(found, ({ value }) => value),
  };
  return { kind: 'line', label, color, tone: 'strong', points };
}

function deadUnits(looks: readonly LookPoint[], path: string): readonly LineMark[] {
  return (['dead', 'zeros'] as const).flatMap((share, place) => {
    const found = looks.flatMap((look) => {
      const value = layerOf(look, path)?.[share];
      return typeof value === 'number' ? [{ step: look.step, value: value * 100 }] : [];
    });
    return found.length === 0 ? [] : [line(share, colors[place]!, found)];
  });
}

function statisticCharts(
  looks: readonly LookPoint[],
  path: string,
): readonly { readonly title: string; readonly marks: readonly Mark[] }[] {
  const names = (looks[0]?.statistics ?? []).map(({ name }) => name);
  return names
    .filter((name) => layerOfParameter(name) === path)
    .map((name) => ({
      title: words(suffix(name)),
      marks: bands(
        looks,
        statisticColor,
        ({ statistics }) => statistics.find((one) => one.name === name)?.values,
      ),
    }));
}

/** How weights and gradients lie, from look to look. */
function histograms(
  looks: readonly LookPoint[],
  path: string,
): readonly { readonly title: string; readonly marks: readonly HeatMark[] }[] {
  return parametersOf(looks, path)
    .filter((name) => suffix(name) === 'weight')
    .flatMap((name) => {
      const heat = (title: string, figure: 'weights' | 'gradients') => ({
        title,
        marks: heatOf(looks, (look) => look.parameters.find((one) => one.name === name)?.[figure]),
      });
      return [heat('Weights', 'weights'), heat('Gradients', 'gradients')];
    });
}

function heatOf(
  looks: readonly LookPoint[],
  histogramOf: (look: LookPoint) => HistogramPoint | null | undefined,
): readonly HeatMark[] {
  const columns = looks.flatMap((look) => {
    const histogram = histogramOf(look);
    return histogram ? [{ x: look.step, ...histogram }] : [];
  });
  return columns.length === 0 ? [] : [{ kind: 'heat', color: outputColor, columns }];
}

function parametersOf(looks: readonly LookPoint[], path: string): readonly string[] {
  return (looks[0]?.parameters ?? [])
    .map(({ name }) => name)
    .filter((name) => layerOfParameter(name) === path);
}

/** `weight` */
function suffix(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** `Running mean` of `running_mean` */
function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
