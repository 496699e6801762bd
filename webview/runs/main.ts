// The page that compares two runs: their curves over each other, then what differs between recipe and network.

import { html, render } from 'lit-html';
import { SharedView } from '../chart/sharedView.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { ChartList } from '../dashboard/chartList.ts';
import { renderChartFile } from '../dashboard/renderChartFile.ts';
import { RunSeries } from '../dashboard/runSeries.ts';
import { connectHost } from '../host/host.ts';
import type { FromRunComparison, KeptComparison, Pair, ToRunComparison } from '../protocol/runs.ts';
import { comparisonCharts, type RunCurves } from './comparisonCharts.ts';
import { factsTable, layerTable, networkTable, recipeTable } from './differenceTables.ts';
import './runs.css';

registerToolkit();
const host = connectHost<ToRunComparison, FromRunComparison, KeptComparison>();
const root = document.getElementById('runs') as HTMLElement;

type Runs = Extract<ToRunComparison, { kind: 'runs' }>;
let shown: { readonly told: Runs; readonly curves: Pair<RunCurves> } | undefined;
let missing = 'Choose two runs to see their curves over each other, and what differs between them.';
let scheduled = false;

const shared = new SharedView();
const charts = new ChartList(shared, { save: (chart) => host.send({ kind: 'save', chart }) });
shared.onChange((what) => what === 'zoom' && schedule());

host.onMessage((message) => {
  switch (message.kind) {
    case 'empty':
      shown = undefined;
      missing = message.message;
      break;
    case 'runs': {
      const [one, other] = message.runs;
      const curves = [
        { run: one, series: new RunSeries() },
        { run: other, series: new RunSeries() },
      ] as const;
      shown = { told: message, curves };
      host.keep({ folders: message.folders });
      shared.show(undefined);
      break;
    }
    case 'points':
      shown?.curves[message.run].series.append(message.update);
      break;
    case 'render':
      void renderChartFile(specs(), message, charts.root).then(
        (content) => content !== undefined && host.send({ kind: 'rendered', content }),
      );
      return;
  }
  schedule();
});

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    draw();
  });
}

function specs() {
  return shown ? comparisonCharts(shown.curves, shared.zoom) : [];
}

function draw(): void {
  render(shown ? comparison(shown.told) : empty(), root);
  charts.show(specs());
}

function comparison({ runs, recipe, network, layers }: Runs) {
  return html`
    <h1>${runs[0].name} and ${runs[1].name}</h1>
    ${factsTable(runs)}
    ${charts.root}
    <h2>Recipe</h2>
    ${recipeTable(recipe)}
    <div class="title section">
      <h2>Network</h2>
      <span class="spacer"></span>
      <tk-button appearance="secondary" @click=${() => host.send({ kind: 'openDiagram' })}>Diagram of both</tk-button>
    </div>
    ${networkTable(network)}
    ${layerTable(layers)}
  `;
}

function empty() {
  return html`
    <section class="empty">
      <h1>No runs to compare</h1>
      <p>${missing}</p>
      <div class="actions">
        <tk-button @click=${() => host.send({ kind: 'chooseRuns' })}>Choose runs</tk-button>
      </div>
    </section>
  `;
}

window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
schedule();
host.send({ kind: 'ready' });
