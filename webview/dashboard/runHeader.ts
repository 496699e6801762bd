// State and controls of the run: what it is, how far it is, how long it takes, and what can be done.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { RunState, StepPoint } from '../protocol/dashboard.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatRate } from './quantity.ts';

export interface RunActions {
  stop(): void;
  resume(): void;
  openFolder(): void;
}

const statusWords: Record<RunState['status'], string> = {
  preparing: 'Preparing',
  running: 'Training',
  stopping: 'Stopping',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  crashed: 'Engine ended',
};

export function runHeader(state: RunState, last: StepPoint | undefined, actions: RunActions): TemplateResult {
  return html`
    <header class="run" data-status=${state.status}>
      <div class="run-title">
        <h1>${state.model || 'Training'}</h1>
        <span class="badge">${statusWords[state.status]}</span>
        <span class="spacer"></span>
        ${controls(state, actions)}
      </div>
      ${progress(state)} ${facts(state, last)} ${trouble(state)}
    </header>
  `;
}

function controls(state: RunState, actions: RunActions): TemplateResult {
  const canStop = state.status === 'preparing' || state.status === 'running';
  const canResume = state.status === 'stopped' || state.status === 'crashed';
  return html`
    ${canStop ? html`<tk-button @click=${actions.stop}>Stop</tk-button>` : nothing}
    ${canResume ? html`<tk-button @click=${actions.resume}>Resume</tk-button>` : nothing}
    <tk-button appearance="secondary" @click=${actions.openFolder}>Open folder</tk-button>
  `;
}

function progress(state: RunState): TemplateResult {
  const total = state.epochs * state.stepsPerEpoch;
  const share = total > 0 ? Math.min(1, state.step / total) : 0;
  return html`<progress max="1" .value=${share} aria-label="Progress of the run"></progress>`;
}

function facts(state: RunState, last: StepPoint | undefined): TemplateResult {
  const epoch =
    state.stepsPerEpoch > 0
      ? `${Math.min(state.epochs, Math.ceil(state.step / state.stepsPerEpoch))} of ${state.epochs}`
      : '–';
  const speed = state.imagesPerSecond > 0 ? `${formatCount(state.imagesPerSecond)} images/s` : '–';
  return html`
    <dl class="facts">
      ${fact('Epoch', epoch)}
      ${fact('Loss', last ? formatLoss(last.loss) : '–')}
      ${fact('Best', state.best ? formatPercent(state.best.accuracy) : '–')}
      ${fact('Learning rate', last ? formatRate(last.learningRate) : '–')}
      ${fact('Speed', speed)}
      ${fact('Time left', state.secondsLeft === undefined ? '–' : formatDuration(state.secondsLeft))}
      ${fact('Device', state.device)}
    </dl>
  `;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function trouble(state: RunState): TemplateResult | typeof nothing {
  return state.message === undefined ? nothing : html`<p class="trouble" role="alert">${state.message}</p>`;
}
