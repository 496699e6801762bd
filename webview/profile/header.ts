// The head of the profile: what was measured, how long the step takes and what it is made of, and what can be done.

import { html, nothing, type TemplateResult } from 'lit-html';
import { formatMs } from '../components/quantity.ts';
import type { ProfileRecord, ShownProfile } from '../protocol/profile.ts';
import { formatCount, formatShare } from './quantity.ts';

export interface HeaderActions {
  profile(mode: ShownProfile['mode'], batch: number): void;
  saveTrace(): void;
}

export function profileHeader(
  { profile, recipe }: ProfileRecord,
  { trace, trainable }: { readonly trace: boolean; readonly trainable: boolean },
  actions: HeaderActions,
): TemplateResult {
  const { model, mode, batch } = profile;
  return html`
    <header>
      <div class="title">
        <h1>${model}</h1>
        <span class="badge">${mode === 'training' ? `Training step${recipe === undefined || recipe === model ? '' : `, ${recipe}`}` : 'Inference'}</span>
        <span class="spacer"></span>
        ${trace ? html`<tk-button appearance="secondary" @click=${actions.saveTrace}>Save trace</tk-button>` : nothing}
      </div>
      ${facts(profile)} ${wallTime(profile)} ${again(mode, batch, trainable, actions)}
    </header>
  `;
}

function facts(profile: ShownProfile): TemplateResult {
  const { wallMs, batch, threads, device, peak, steps, layers } = profile;
  const least = layers.reduce((sum, { estimateMs }) => sum + estimateMs, 0);
  const images = batch === 1 ? '1 image' : `${batch} images`;
  return html`
    <dl class="facts">
      ${fact('Step', `${formatMs(wallMs)} ms`, `Wall-clock time of a step as it always runs: the median of ${steps}.`)}
      ${fact('Speed', `${formatCount((batch * 1000) / wallMs)} images/s`)}
      ${fact('Batch', images)}
      ${fact('Device', device === 'cpu' ? `cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : device)}
      ${fact('Machine peak', `${peak.gflops.toFixed(1)} GFLOP/s`, 'The best of products of 768x768 matrices, measured meanwhile.')}
      ${fact('Memory', `${peak.gbs.toFixed(1)} GB/s`, 'Bytes read and written in passes over 32 MiB, measured meanwhile.')}
      ${fact('Least', `${formatMs(least)} ms`, "The layers' work at the machine's peak, one after the other (roofline).")}
    </dl>
  `;
}

function fact(name: string, value: string, meaning?: string): TemplateResult {
  return html`<div title=${meaning ?? nothing}><dt>${name}</dt><dd>${value}</dd></div>`;
}

interface Part {
  readonly id: string;
  readonly label: string;
  readonly ms: number;
  readonly meaning: string;
}

/** The timed step as one bar: its parts in the layers' kernels, and the rest. */
function wallTime(profile: ShownProfile): TemplateResult {
  const { wallMs, measuredMs } = profile;
  const parts = stepParts(profile).filter(({ ms }) => ms > 0);
  const whole = parts.reduce((sum, { ms }) => sum + ms, 0);
  const change = Math.round((measuredMs / wallMs - 1) * 100);
  const more = change === 0 ? '' : `, ${Math.abs(change)} % ${change > 0 ? 'more' : 'less'} than untimed`;
  return html`
    <section class="wall" aria-label="Where the time goes">
      <div class="stack" role="img" aria-label=${parts.map(({ label, ms }) => `${label} ${formatMs(ms)} ms`).join(', ')}>
        ${parts.map(({ id, ms, meaning }) => html`<i class=${id} title=${meaning} style=${`width:${((ms / whole) * 100).toFixed(2)}%`}></i>`)}
      </div>
      <ul class="legend">
        ${parts.map(
          ({ id, label, ms, meaning }) => html`
            <li title=${meaning}><i class=${id}></i>${label} <b>${formatMs(ms)} ms</b> <span>${formatShare(ms / whole)}</span></li>
          `,
        )}
      </ul>
      <p class="hint">A step with every kernel timed took ${formatMs(measuredMs)} ms${more}.</p>
    </section>
  `;
}

export function stepParts(profile: ShownProfile): readonly Part[] {
  const { layers, accountedMs, unattributedMs, runtimeMs, measuredMs, mode } = profile;
  const sum = (part: 'forwardMs' | 'backwardMs' | 'updateMs') =>
    layers.reduce((total, layer) => total + layer[part], 0);
  const forward = mode === 'training' ? 'Forward' : 'Layers';
  return [
    {
      id: 'forward',
      label: forward,
      ms: sum('forwardMs'),
      meaning: "The layers' kernels of the forward pass.",
    },
    { id: 'backward', label: 'Backward', ms: sum('backwardMs'), meaning: 'Kernels of the backward pass.' },
    { id: 'update', label: 'Update', ms: sum('updateMs'), meaning: "Kernels of the optimizer's update." },
    { id: 'other', label: 'Other kernels', ms: unattributedMs, meaning: 'Kernels that belong to no layer.' },
    {
      id: 'between',
      label: 'Between kernels',
      ms: Math.max(0, runtimeMs - accountedMs - unattributedMs),
      meaning: 'Time of ONNX Runtime between kernels.',
    },
    {
      id: 'outside',
      label: 'Outside',
      ms: Math.max(0, measuredMs - runtimeMs),
      meaning: 'Feeding images and weights, and taking the results.',
    },
  ];
}

function again(
  mode: ShownProfile['mode'],
  batch: number,
  trainable: boolean,
  actions: HeaderActions,
): TemplateResult {
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const images = Number((form.elements.namedItem('batch') as HTMLInputElement).value);
    const chosen = (form.querySelector('#mode') as HTMLInputElement | null)?.value;
    if (Number.isSafeInteger(images) && images >= 1) {
      actions.profile(chosen === 'training' ? 'training' : 'inference', images);
    }
  };
  return html`
    <form class="again" @submit=${submit}>
      ${
        trainable
          ? html`
              <tk-dropdown id="mode" aria-label="What to profile" .value=${mode}>
                <tk-option value="training" ?selected=${mode === 'training'}>Training step</tk-option>
                <tk-option value="inference" ?selected=${mode === 'inference'}>Inference</tk-option>
              </tk-dropdown>
            `
          : nothing
      }
      <label>Images <input name="batch" type="number" min="1" step="1" .value=${String(batch)} required></label>
      <tk-button @click=${(event: Event) => (event.currentTarget as HTMLElement).closest('form')?.requestSubmit()}>Profile again</tk-button>
    </form>
  `;
}
