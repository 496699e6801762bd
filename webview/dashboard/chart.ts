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

/** The values of every line at one place: below the cross-hair, or the newest. */
export interface Readout {
  /** Undefined where these are the newest values. */
  readonly epoch: number | undefined;
  readonly values: readonly (number | undefined)[];
}

export interface ChartOptions {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly logarithmic: boolean;
  /** Called when the values to read off change. */
  readonly onReadout: (readout: Readout) => void;
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
    if (this.plot?.cursor.idx === null || this.plot?.cursor.idx === undefined) {
      this.options.onReadout(newestValues(columns));
    }
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
    legend: { show: false },
    hooks: { setCursor: [(plot) => options.onReadout(readoutAt(plot))] },
    scales: { x: { time: false }, y: options.logarithmic ? { distr: 3 } : {} },
    axes: [
      { ...axis, space: 60, size: 28 },
      { ...axis, size: 44 },
    ],
    series: [{}, ...options.lines.map((line) => plotSeries(line))],
  };
}

function plotSeries(line: ChartLine): uPlot.Series {
  return {
    label: line.label,
    stroke: themeColor(line.color, '#3794ff'),
    width: 1.5,
    alpha: line.strong ? 1 : 0.55,
    spanGaps: true,
    points: line.strong ? { show: true, size: 5 } : { show: false },
  };
}

/** Each line's value at the cross-hair, or its last one before it: training and validation have points of their own. */
function readoutAt(plot: uPlot): Readout {
  const columns = plot.data as AlignedColumns;
  const index = plot.cursor.idx;
  if (index === null || index === undefined) return newestValues(columns);
  return { epoch: columns[0][index], values: valuesBefore(columns, index) };
}

function newestValues(columns: AlignedColumns): Readout {
  return { epoch: undefined, values: valuesBefore(columns, columns[0].length - 1) };
}

function valuesBefore(columns: AlignedColumns, index: number): readonly (number | undefined)[] {
  const [, ...lines] = columns;
  return lines.map((line) => {
    for (let at = index; at >= 0; at -= 1) {
      const value = line[at];
      if (value !== null && value !== undefined) return value;
    }
    return undefined;
  });
}

function themeColor(variable: string, fallback: string): string {
  return getComputedStyle(document.body).getPropertyValue(variable).trim() || fallback;
}
