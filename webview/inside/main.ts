// The page of "Look Inside": what a trained network makes of an image, layer by layer.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { ChartView } from '../chart/chartView.ts';
import { SharedView } from '../chart/sharedView.ts';
import { codeWords } from '../components/codeWords.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type {
  FromInside,
  InsideChoice,
  InsideSubject,
  KeptInside,
  ShownInsight,
  ToInside,
} from '../protocol/inside.ts';
import { activationChart } from './activationChart.ts';
import { insightView } from './insightView.ts';
import './inside.css';
import { type InsideActions, insideControls } from './insideControls.ts';

registerToolkit();
const host = connectHost<ToInside, FromInside, KeptInside>();
const root = document.getElementById('inside') as HTMLElement;

let subject: InsideSubject | undefined;
let choice: InsideChoice | undefined;
let insight: ShownInsight | undefined;
let working = false;
let problem: string | undefined;
const activation = new ChartView(new SharedView());

const actions: InsideActions = {
  choose(changes) {
    if (choice) host.send({ kind: 'choose', choice: { ...choice, ...changes } });
  },
  openImage: () => host.send({ kind: 'openImage' }),
  reveal: (layer) => host.send({ kind: 'reveal', layer }),
};

host.onMessage((message) => {
  switch (message.kind) {
    case 'empty':
      subject = undefined;
      break;
    case 'subject':
      if (message.subject.folder !== subject?.folder) insight = undefined;
      ({ subject, choice } = message);
      host.keep({ folder: subject.folder });
      break;
    case 'working':
      working = true;
      problem = undefined;
      break;
    case 'insight':
      ({ insight, choice } = message);
      working = false;
      problem = undefined;
      break;
    case 'problem':
      working = false;
      problem = message.message;
      break;
  }
  draw();
});

function draw(): void {
  render(subject && choice ? page(subject, choice) : emptyState(), root);
  const plot = insight?.layer.activation;
  if (insight && plot) activation.show(activationChart(plot, insight.layer.path, insight.layer.kind));
}

function page(shown: InsideSubject, chosen: InsideChoice): TemplateResult {
  return html`
    <div class="title">
      <h1>${shown.model}</h1>
      <span class="spacer"></span>
      <tk-button appearance="secondary" @click=${() => host.send({ kind: 'openRun' })}>Other run</tk-button>
    </div>
    ${insideControls(shown, chosen, insight?.count, actions)}
    ${problem === undefined ? nothing : html`<p class="trouble" role="alert">${codeWords(problem)}</p>`}
    <div class=${working ? 'working' : ''} aria-busy=${working}>
      ${insight ? insightView(insight, activation.root) : html`<p class="hint">${working ? 'Looking …' : ''}</p>`}
    </div>
  `;
}

function emptyState(): TemplateResult {
  return html`
    <section class="empty">
      <h1>No network to look inside yet</h1>
      <p>${problem === undefined ? 'Train a network, or choose the folder of a run: its best weights are looked at, with one image.' : codeWords(problem)}</p>
      <div class="actions"><tk-button @click=${() => host.send({ kind: 'openRun' })}>Choose a run</tk-button></div>
    </section>
  `;
}

window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
draw();
host.send({ kind: 'ready' });
