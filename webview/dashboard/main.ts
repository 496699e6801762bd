// The dashboard's page: follows the run that the panel tells of, and draws it.

import { html, nothing, render } from 'lit-html';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromDashboard, RunState, ToDashboard } from '../protocol/dashboard.ts';
import { Chart } from './chart.ts';
import { Curves } from './curves.ts';
import './dashboard.css';
import { formatLoss } from './quantity.ts';
import { runHeader } from './runHeader.ts';

registerToolkit();
const host = connectHost<ToDashboard, FromDashboard>();
const root = document.getElementById('dashboard') as HTMLElement;

interface Shown {
  state: RunState;
  curves: Curves;
}

let shown: Shown | undefined;
let charts: { readonly loss: Chart; readonly accuracy: Chart } | undefined;
let drawing = false;

const actions = {
  stop: () => host.send({ kind: 'stop' }),
  resume: () => host.send({ kind: 'resume' }),
  openFolder: () => host.send({ kind: 'openFolder' }),
};

host.onMessage((message) => {
  switch (message.kind) {
    case 'empty':
      shown = undefined;
      break;
    case 'run':
      shown = { state: message.state, curves: new Curves(Math.max(message.state.stepsPerEpoch, 1)) };
      shown.curves.append(message.steps, message.epochs);
      break;
    case 'state':
      if (shown) updateState(shown, message.state);
      break;
    case 'points':
      shown?.curves.append(message.steps, message.epochs);
      break;
  }
  scheduleDrawing();
});

/** The number of steps an epoch takes is known only once the engine has read the data; no point comes before. */
function updateState(run: Shown, state: RunState): void {
  if (state.stepsPerEpoch !== run.state.stepsPerEpoch && run.curves.empty) {
    run.curves = new Curves(Math.max(state.stepsPerEpoch, 1));
  }
  run.state = state;
}

function scheduleDrawing(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw(): void {
  if (!shown) {
    disposeCharts();
    render(emptyState(), root);
    return;
  }
  const { state, curves } = shown;
  render(
    html`
      ${runHeader(state, curves.lastStep, actions)}
      <section class="chart" id="loss"><h2>Loss</h2></section>
      <section class="chart" id="accuracy"><h2>Accuracy, %</h2></section>
      ${curves.empty && state.message === undefined ? html`<p class="hint">Curves appear with the first steps.</p>` : nothing}
    `,
    root,
  );
  charts ??= createCharts();
  charts.loss.show(curves.loss());
  charts.accuracy.show(curves.accuracy());
}

function emptyState() {
  return html`
    <section class="empty">
      <h1>No training run yet</h1>
      <p>Open a <code>.cnn</code> file and train it; loss and accuracy are drawn here while it learns.</p>
      <tk-button @click=${() => host.send({ kind: 'train' })}>Train</tk-button>
    </section>
  `;
}

function createCharts() {
  const lines = [
    { label: 'training', color: '--vscode-charts-blue', strong: false },
    { label: 'validation', color: '--vscode-charts-orange', strong: true },
  ];
  const place = (id: string) => document.getElementById(id) as HTMLElement;
  return {
    loss: new Chart(place('loss'), { title: 'Loss', lines, format: formatLoss, logarithmic: false }),
    accuracy: new Chart(place('accuracy'), {
      title: 'Accuracy in percent',
      lines,
      format: (value) => value.toFixed(1),
      logarithmic: false,
    }),
  };
}

function disposeCharts(): void {
  charts?.loss.dispose();
  charts?.accuracy.dispose();
  charts = undefined;
}

new MutationObserver(() => {
  charts?.loss.rebuild();
  charts?.accuracy.rebuild();
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });

window.addEventListener('error', (event) => host.send({ kind: 'failed', message: event.message }));
host.send({ kind: 'ready' });
