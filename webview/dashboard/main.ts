// The dashboard's page: follows the run that the panel tells of, and draws it.

import { html, nothing, render } from 'lit-html';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromDashboard, RunState, ToDashboard } from '../protocol/dashboard.ts';
import { Chart, type ChartLine, type Readout } from './chart.ts';
import { type ChartFrame, chartFrame } from './chartFrame.ts';
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
/** Points came that the charts do not show yet. */
let stale = false;
const readouts: { loss?: Readout; accuracy?: Readout } = {};

const lines: readonly ChartLine[] = [
  { label: 'training', color: '--vscode-charts-blue', strong: false },
  { label: 'validation', color: '--vscode-charts-orange', strong: true },
];
const lossChart = { id: 'loss', title: 'Loss', lines, format: formatLoss };
const accuracyChart = {
  id: 'accuracy',
  title: 'Accuracy, %',
  lines,
  format: (value: number) => value.toFixed(2),
};

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
      if (shown) shown.state = message.state;
      break;
    case 'points':
      shown?.curves.append(message.steps, message.epochs);
      break;
  }
  stale = true;
  scheduleDrawing();
});

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
  const waiting = curves.empty && state.message === undefined;
  render(
    html`
      ${runHeader(state, curves.lastStep, actions)}
      ${chartFrame({ ...lossChart, readout: readouts.loss })}
      ${chartFrame({ ...accuracyChart, readout: readouts.accuracy })}
      ${waiting ? html`<p class="hint">Curves appear with the first steps.</p>` : nothing}
    `,
    root,
  );
  charts ??= createCharts();
  if (!stale) return;
  stale = false;
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
  const chart = (name: 'loss' | 'accuracy', frame: Omit<ChartFrame, 'readout'>) =>
    new Chart(document.getElementById(frame.id) as HTMLElement, {
      title: frame.title,
      lines: frame.lines,
      logarithmic: false,
      onReadout: (readout) => {
        readouts[name] = readout;
        scheduleDrawing();
      },
    });
  return { loss: chart('loss', lossChart), accuracy: chart('accuracy', accuracyChart) };
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
