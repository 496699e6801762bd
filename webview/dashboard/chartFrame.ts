// A chart's place in the page: its title, its lines' names with their values, and the room for the plot.

import { html, type TemplateResult } from 'lit-html';
import type { ChartLine, Readout } from './chart.ts';

export interface ChartFrame {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  readonly readout: Readout | undefined;
}

export function chartFrame({ id, title, lines, format, readout }: ChartFrame): TemplateResult {
  return html`
    <section class="chart">
      <div class="chart-title">
        <h2>${title}</h2>
        ${lines.map((line, index) => lineName(line, readout?.values[index], format))}
        <span class="place">${readout?.epoch === undefined ? '' : `epoch ${readout.epoch.toFixed(2)}`}</span>
      </div>
      <div id=${id}></div>
    </section>
  `;
}

function lineName(
  line: ChartLine,
  value: number | undefined,
  format: (value: number) => string,
): TemplateResult {
  return html`
    <span class=${line.strong ? 'line strong' : 'line'}>
      <span class="swatch"></span>${line.label}
      <b>${value === undefined ? '–' : format(value)}</b>
    </span>
  `;
}
