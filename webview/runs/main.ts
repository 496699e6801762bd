// The page that compares two runs: their curves over each other, then what differs between recipe and network.

import { html, render } from 'lit-html';
import { SharedView } from '../chart/sharedView.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { ChartList } from '../dashboard/chartList.ts';
import { renderChartFile } from '../dashboard/renderChartFile.ts';
import { RunSeries } from '../dashboard/runSeries.ts';
import { connectHost } from '../host/host.ts';
import type { FromRunComparison, KeptComparison, Pair, ToRunComparison } from '../protocol/runs.ts';
import { comparisonCharts, horizontal, type RunCurves } from './comparisonCharts.ts';
import { factsTable, layerTable, networkTable, recipeTable } from './differenceTables.ts';
import { comparableLayers, layerChooser, layerComparison } from './layerComparison.ts';
import './runs.css';

registerToolkit();
const host = connectHost<ToRunComparison, FromRunComparison, KeptComparison>();
const root = document.getElementById('runs') as HTMLElement;

type Runs = Extract<ToRunComparison, { kind: 'runs' }>;
interface Shown {
  readonly told: Runs;
  readonly curves: Pair<RunCurves>;
}

let shown: Shown | undefined;
let missing = 'Choose two runs to see their curves over each other, and what differs between them.';
let scheduled = false;
/** Of which the insides are shown; kept for runs that have it, too. */
let layer = host.kept()?.layer;

const shared = new SharedView();
const saving = { save: (chart: string) => host.send({ kind: 'save', chart }) };
const charts = new ChartList(shared, saving);
const insides = new ChartList(shared, saving);
insides.root.classList.add('pairs');
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
      host.keep({ folders: message.folders, layer });
      shared.show(undefined);
      break;
    }
    case 'points':
      shown?.curves[message.run].series.append(message.update);
      break;
    case 'render':
      void renderFile(message);
      return;
  }
  schedule();
});

/** As wide as the chart is shown. */
async function renderFile(wanted: Extract<ToRunComparison, { kind: 'render' }>): Promise<void> {
  const place = document.getElementById(wanted.chart) ?? charts.root;
  const content = await renderChartFile([...specs(), ...insideSpecs()], wanted, place);
  if (content !== undefined) host.send({ kind: 'rendered', content });
}

function chooseLayer(chosen: string | undefined): void {
  layer = chosen;
  if (shown) host.keep({ folders: shown.told.folders, layer });
  schedule();
}

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

/** The chosen layer, where both runs have it. */
function shownLayer(): string | undefined {
  return shown && layer !== undefined && comparableLayers(shown.curves).includes(layer) ? layer : undefined;
}

function insideSpecs() {
  const path = shownLayer();
  return shown && path !== undefined
    ? layerComparison(shown.curves, path, horizontal(shown.curves, shared.zoom))
    : [];
}

function draw(): void {
  render(shown ? comparison(shown) : empty(), root);
  charts.show(specs());
  insides.show(insideSpecs());
}

function comparison({ told: { runs, recipe, network, layers }, curves }: Shown) {
  return html`
    <h1>${runs[0].name} and ${runs[1].name}</h1>
    ${factsTable(runs)}
    ${charts.root}
    <h2>Inside the networks</h2>
    ${layerChooser(curves, shownLayer(), chooseLayer)}
    ${insides.root}
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
