// The dashboard's page: follows the run that the panel tells of, and draws it.

import { html, nothing, render } from 'lit-html';
import type { ChartSpec } from '../chart/chartSpec.ts';
import { SharedView } from '../chart/sharedView.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromDashboard, KeptView, RunState, ToDashboard } from '../protocol/dashboard.ts';
import { ChartList } from './chartList.ts';
import './dashboard.css';
import { type InternalsActions, internalsSection } from './internalsSection.ts';
import { type JobActions, type JobList, jobStrip } from './jobStrip.ts';
import { layerCharts } from './layerCharts.ts';
import { renderChartFile } from './renderChartFile.ts';
import { horizontal, runCharts } from './runCharts.ts';
import { type RunActions, runHeader } from './runHeader.ts';
import { RunSeries } from './runSeries.ts';
import { viewControls } from './viewControls.ts';
import { warningList } from './warningList.ts';

registerToolkit();
const host = connectHost<ToDashboard, FromDashboard, KeptView>();
const root = document.getElementById('dashboard') as HTMLElement;

let jobs: JobList = { jobs: [], waiting: [] };
let shown: { state: RunState; readonly series: RunSeries } | undefined;
let kept: KeptView = { smoothing: 0.6, logarithmic: false, axis: 'epochs', layers: [], ...host.kept() };
let drawing = false;
/** How long the page rests before it is drawn again. */
let restMs = 0;

const shared = new SharedView();
const saving = { save: (chart: string) => host.send({ kind: 'save', chart }) };
const charts = new ChartList(shared, saving);
const insides = new ChartList(shared, saving);
shared.onChange((what) => what === 'zoom' && scheduleDrawing());

const actions: RunActions = {
  stop: () => host.send({ kind: 'stop' }),
  pause: () => host.send({ kind: 'pause' }),
  resume: () => host.send({ kind: 'resume' }),
  openFolder: () => host.send({ kind: 'openFolder' }),
  lookInside: () => host.send({ kind: 'lookInside' }),
  showResults: () => host.send({ kind: 'showResults' }),
  changeLearningRate: (learningRate) => host.send({ kind: 'learningRate', learningRate }),
};

const jobActions: JobActions = {
  showJob: (folder) => host.send({ kind: 'showJob', folder }),
  showRuns: () => host.send({ kind: 'showRuns' }),
};

const viewActions = {
  change(changes: Partial<KeptView>) {
    kept = { ...kept, ...changes };
    host.keep(kept);
    scheduleDrawing();
  },
  showAll: () => shared.show(undefined),
};

const internalsActions: InternalsActions = {
  watch: (every) => host.send({ kind: 'internals', every }),
  choose: (layers) => viewActions.change({ layers }),
  openDiagram: () => host.send({ kind: 'openDiagram' }),
  reveal: (layer) => host.send({ kind: 'reveal', layer }),
};

/** Of a folded block only the first layers: more charts than that nobody reads. */
const mostLayers = 4;

function showLayer(layer: string): void {
  viewActions.change({ layers: [layer] });
  host.send({ kind: 'reveal', layer });
}

host.onMessage((message) => {
  switch (message.kind) {
    case 'empty':
      shown = undefined;
      break;
    case 'run':
      shown = { state: message.state, series: new RunSeries() };
      shared.show(undefined);
      break;
    case 'update':
      if (!shown) return;
      shown.state = message.state;
      shown.series.append(message);
      break;
    case 'jobs':
      jobs = message;
      break;
    case 'select':
      viewActions.change({ layers: message.layers.slice(0, mostLayers) });
      return;
    case 'render':
      void renderFile(message);
      return;
  }
  scheduleDrawing();
});

/** In the next frame; where drawing takes long, late enough that most of the time is left for the user's doings. */
function scheduleDrawing(): void {
  if (drawing) return;
  drawing = true;
  const frame = () =>
    requestAnimationFrame(() => {
      drawing = false;
      const began = performance.now();
      draw();
      restMs = (performance.now() - began) * 3;
    });
  if (restMs < 50) frame();
  else setTimeout(frame, Math.min(restMs, 1000));
}

function draw(): void {
  if (!shown) {
    render(emptyState(), root);
    return;
  }
  const { state, series } = shown;
  const waiting = series.empty && state.message === undefined;
  render(
    html`
      ${jobStrip(jobs, jobActions)}
      ${runHeader(state, series, actions)}
      ${warningList(series.warnings, showLayer)}
      ${viewControls(kept, shared.zoom !== undefined, viewActions)}
      ${waiting ? html`<p class="hint">Curves appear with the first steps.</p>` : nothing}
      ${charts.root}
      ${internalsSection(state, series.looks, kept.layers, internalsActions)}
      ${insides.root}
    `,
    root,
  );
  charts.show(mainSpecs());
  insides.show(insideSpecs());
}

function mainSpecs(): readonly ChartSpec[] {
  if (!shown || shown.series.empty) return [];
  return runCharts(shown.state, shown.series, { kept, zoom: shared.zoom });
}

function insideSpecs(): readonly ChartSpec[] {
  if (!shown) return [];
  const { state, series } = shown;
  const x = horizontal(state, series, { kept, zoom: shared.zoom });
  return kept.layers.flatMap((layer) => layerCharts(series.looks, layer, x));
}

function emptyState() {
  return html`
    <section class="empty">
      <h1>No training run yet</h1>
      <p>Open a <code>.cnn</code> file and train it; loss and accuracy are drawn here while it learns.</p>
      <div class="actions">
        <tk-button @click=${() => host.send({ kind: 'train' })}>Train</tk-button>
        <tk-button appearance="secondary" @click=${() => host.send({ kind: 'newModel' })}>New model</tk-button>
      </div>
    </section>
  `;
}

async function renderFile(message: Extract<ToDashboard, { kind: 'render' }>): Promise<void> {
  const content = await renderChartFile([...mainSpecs(), ...insideSpecs()], message, charts.root);
  if (content !== undefined) host.send({ kind: 'rendered', content });
}

window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
window.addEventListener('unhandledrejection', ({ reason }) =>
  host.send({ kind: 'failed', message: String(reason) }),
);
scheduleDrawing();
host.send({ kind: 'ready' });
