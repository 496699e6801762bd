// The page of the results: how a run's best weights do, class by class and image by image.

import { html, render, type TemplateResult } from 'lit-html';
import { codeWords } from '../components/codeWords.ts';
import { registerToolkit } from '../components/toolkit.ts';
import { connectHost } from '../host/host.ts';
import type { FromResults, KeptResults, ToResults } from '../protocol/results.ts';
import { type ClassOrder, classTable, givenOrder } from './classTable.ts';
import { confusionMatrix } from './confusionMatrix.ts';
import './results.css';
import { augmentedBatch, hardSamples } from './samples.ts';

registerToolkit();
const host = connectHost<ToResults, FromResults, KeptResults>();
const root = document.getElementById('results') as HTMLElement;

let shown: ToResults = { kind: 'empty' };
let order: ClassOrder | undefined = givenOrder;

host.onMessage((message) => {
  shown = message;
  if (message.kind === 'results') host.keep({ folder: message.folder });
  draw();
});

function draw(): void {
  render(view(), root);
}

function view(): TemplateResult {
  const openRun = html`<tk-button @click=${() => host.send({ kind: 'openRun' })}>Choose a run</tk-button>`;
  switch (shown.kind) {
    case 'empty':
      return notice(
        'No results yet',
        'Train a network, or choose the folder of a run: its best weights are measured on the validation images.',
        openRun,
      );
    case 'working':
      return notice(
        `Measuring ${shown.model}`,
        'The best weights go through every validation image.',
        html`<tk-progress-ring></tk-progress-ring>
          <tk-button appearance="secondary" @click=${() => host.send({ kind: 'stop' })}>Stop</tk-button>`,
      );
    case 'problem':
      return notice('The results could not be measured', codeWords(shown.message), openRun);
    case 'results':
      return report(shown);
  }
}

function report({ model, results }: Extract<ToResults, { kind: 'results' }>): TemplateResult {
  const { accuracy, top5, loss, count, perClass } = results;
  return html`
    <div class="title">
      <h1>${model}</h1>
      <span class="spacer"></span>
      <tk-button appearance="secondary" @click=${() => host.send({ kind: 'again' })}>Measure again</tk-button>
      <tk-button appearance="secondary" @click=${() => host.send({ kind: 'openRun' })}>Other run</tk-button>
    </div>
    <dl class="facts">
      ${fact('Accuracy', `${(accuracy * 100).toFixed(2)} %`)}
      ${perClass.length > 5 ? fact('Within top 5', `${(top5 * 100).toFixed(2)} %`) : ''}
      ${fact('Loss', loss.toPrecision(4))}
      ${fact('Validation images', count.toLocaleString('en-US'))}
      ${fact('Wrong', Math.round((1 - accuracy) * count).toLocaleString('en-US'))}
    </dl>
    ${confusionMatrix(results)}
    ${classTable(perClass, order, (next) => {
      order = next;
      draw();
    })}
    ${hardSamples(results, (index) => host.send({ kind: 'inspect', index }))}
    ${augmentedBatch(results)}
  `;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function notice(
  title: string,
  text: string | readonly (string | TemplateResult)[],
  actions: TemplateResult,
): TemplateResult {
  return html`
    <section class="empty">
      <h1>${title}</h1>
      <p role="status">${text}</p>
      <div class="actions">${actions}</div>
    </section>
  `;
}

window.addEventListener('error', ({ message }) => host.send({ kind: 'failed', message }));
draw();
host.send({ kind: 'ready' });
