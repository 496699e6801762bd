// State and controls of the run: what it is, how far it is, how long it takes, and what can be done.

import { html, nothing, type TemplateResult } from 'lit-html';
import { codeWords } from '../components/codeWords.ts';
import type { RunState } from '../protocol/dashboard.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatRate } from './quantity.ts';
import type { RunSeries } from './runSeries.ts';

export interface RunActions {
  stop(): void;
  pause(): void;
  resume(): void;
  openFolder(): void;
  lookInside(): void;
  showResults(): void;
  changeLearningRate(rate: number): void;
}

export const statusWords: Record<RunState['status'], string> = {
  preparing: 'Preparing',
  running: 'Training',
  pausing: 'Pausing',
  paused: 'Paused',
  stopping: 'Stopping',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  crashed: 'Engine ended',
};

export function runHeader(state: RunState, series: RunSeries, actions: RunActions): TemplateResult {
  return html`
    <header class="run" data-status=${state.status}>
      <div class="title">
        <h1>${state.model || 'Training'}</h1>
        <span class="badge" role="status">${statusWords[state.status]}</span>
        <span class="spacer"></span>
        ${controls(state, actions)}
      </div>
      ${progress(state)} ${facts(state, series)} ${rateForm(state, actions)} ${remarks(state)} ${trouble(state)}
    </header>
  `;
}

function controls({ status, best }: RunState, actions: RunActions): TemplateResult {
  const can = (...states: readonly RunState['status'][]) => states.includes(status);
  const button = (words: string, act: () => void, secondary = false) =>
    html`<tk-button appearance=${secondary ? 'secondary' : 'primary'} @click=${act}>${words}</tk-button>`;
  return html`
    ${can('running') ? button('Pause', actions.pause) : nothing}
    ${can('paused', 'stopped', 'crashed') ? button('Resume', actions.resume) : nothing}
    ${can('preparing', 'running', 'pausing', 'paused') ? button('Stop', actions.stop, true) : nothing}
    ${best ? [button('Results', actions.showResults, true), button('Look inside', actions.lookInside, true)] : nothing}
    <tk-button appearance="icon" title="Open the run's folder" aria-label="Open the run's folder" @click=${actions.openFolder}>
      <svg class="sign" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d=${folder} /></svg>
    </tk-button>
  `;
}

const folder = 'M1.5 12.5V3.5H6L7.5 5H14.5V12.5ZM1.5 6.5H14.5';

function progress(state: RunState): TemplateResult {
  const total = state.epochs * state.stepsPerEpoch;
  const share = total > 0 ? Math.min(1, state.step / total) : 0;
  return html`<progress max="1" .value=${share} aria-label="Progress of the run"></progress>`;
}

function facts(state: RunState, series: RunSeries): TemplateResult {
  const epoch =
    state.stepsPerEpoch > 0
      ? `${Math.min(state.epochs, Math.ceil(state.step / state.stepsPerEpoch))} of ${state.epochs}`
      : '–';
  const speed = state.imagesPerSecond > 0 ? `${formatCount(state.imagesPerSecond)} images/s` : '–';
  const [loss, rate] = [series.last('loss'), series.last('learningRate')];
  return html`
    <dl class="facts">
      ${fact('Epoch', epoch)}
      ${fact('Loss', loss === undefined ? '–' : formatLoss(loss))}
      ${fact('Best', state.best ? formatPercent(state.best.accuracy) : '–')}
      ${fact('Learning rate', rate === undefined ? '–' : formatRate(rate))}
      ${fact('Speed', speed)}
      ${fact('Time left', state.secondsLeft === undefined ? '–' : formatDuration(state.secondsLeft))}
      ${fact('Device', state.device)}
    </dl>
  `;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Shown while the next step can still have another rate. */
function rateForm({ status }: RunState, actions: RunActions): TemplateResult | typeof nothing {
  if (!['running', 'pausing', 'paused'].includes(status)) return nothing;
  const submit = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector('input') as HTMLInputElement;
    const rate = Number(field.value);
    const right = field.value.trim() !== '' && Number.isFinite(rate) && rate > 0;
    field.setCustomValidity(right ? '' : 'A learning rate is a number above 0, such as 0.01.');
    if (!field.reportValidity()) return;
    actions.changeLearningRate(rate);
    field.value = '';
  };
  const request = (event: Event) => (event.currentTarget as HTMLElement).closest('form')?.requestSubmit();
  return html`
    <form class="rate" novalidate @submit=${submit}>
      <label>New learning rate <input type="text" inputmode="decimal" size="8" placeholder="0.01"
        title="From the next step on; the schedule goes on from there, scaled alike."
        @input=${(event: Event) => (event.currentTarget as HTMLInputElement).setCustomValidity('')}></label>
      <tk-button appearance="secondary" @click=${request}>Set</tk-button>
    </form>
  `;
}

/** What the user should know of the run. */
function remarks(state: RunState): readonly TemplateResult[] {
  return state.remarks.map((remark) => html`<p class="remark">${codeWords(remark)}</p>`);
}

function trouble(state: RunState): TemplateResult | typeof nothing {
  return state.message === undefined
    ? nothing
    : html`<p class="trouble" role="alert">${codeWords(state.message)}</p>`;
}
