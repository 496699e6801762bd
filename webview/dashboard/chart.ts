// One chart of lines over epochs, in the editor's colours.

import uPlot from 'uplot';
import type { AlignedColumns } from './curves.ts';

export interface ChartLine {
  readonly label: string;
  /** A CSS variable of the editor's theme. */
  readonly color: string;
  /** Strong lines carry points: few, and the ones that matter. */
  readonly strong: boolean;
}

export interface ChartOptions {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  readonly logarithmic: boolean;
}

const height = 190;
/** Every chart of the page shares one cross-hair. */
const crossHair = uPlot.sync('netwright');

export class Chart {
  private plot: uPlot | undefined;
  private columns: AlignedColumns = [[]];
  private readonly observer: ResizeObserver;

  constructor(
    private readonly container: HTMLElement,
    private readonly options: ChartOptions,
  ) {
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(container);
    this.rebuild();
  }

  show(columns: AlignedColumns): void {
    this.columns = columns;
    this.plot?.setData(columns as uPlot.AlignedData);
  }

  /** Colours are fixed when a plot is made, so a change of theme makes it anew. */
  rebuild(): void {
    this.plot?.destroy();
    const width = Math.max(this.container.clientWidth, 160);
    this.plot = new uPlot(
      plotOptions(this.options, width),
      this.columns as uPlot.AlignedData,
      this.container,
    );
    this.plot.root.setAttribute('role', 'img');
    this.plot.root.setAttribute('aria-label', `${this.options.title} over epochs`);
  }

  dispose(): void {
    this.observer.disconnect();
    this.plot?.destroy();
  }

  private resize(): void {
    const width = this.container.clientWidth;
    if (width > 0 && this.plot && width !== this.plot.width) this.plot.setSize({ width, height });
  }
}

function plotOptions(options: ChartOptions, width: number): uPlot.Options {
  const foreground = themeColor('--vscode-descriptionForeground', '#888888');
  const grid = themeColor('--vscode-editorWidget-border', '#88888844');
  const font = `11px ${themeColor('--vscode-font-family', 'sans-serif')}`;
  const axis = {
    stroke: foreground,
    font,
    grid: { stroke: grid, width: 0.5 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    cursor: { sync: { key: crossHair.key }, points: { size: 6 }, drag: { x: true, y: false } },
    legend: { live: true },
    scales: { x: { time: false }, y: options.logarithmic ? { distr: 3 } : {} },
    axes: [
      { ...axis, space: 60, size: 28 },
      { ...axis, size: 52, values: (_, splits) => splits.map((value) => options.format(value)) },
    ],
    series: [
      { label: 'epoch', value: (_, value) => (value === null ? '' : value.toFixed(2)) },
      ...options.lines.map((line) => plotSeries(line, options.format)),
    ],
  };
}

function plotSeries(line: ChartLine, format: (value: number) => string): uPlot.Series {
  return {
    label: line.label,
    stroke: themeColor(line.color, '#3794ff'),
    width: 1.5,
    alpha: line.strong ? 1 : 0.55,
    spanGaps: true,
    points: line.strong ? { show: true, size: 5 } : { show: false },
    value: (_, value) => (value === null || value === undefined ? '–' : format(value)),
  };
}

function themeColor(variable: string, fallback: string): string {
  return getComputedStyle(document.body).getPropertyValue(variable).trim() || fallback;
}
