// The panel beside an ONNX file's diagram, as templates.

import { html, nothing, type TemplateResult } from 'lit-html';
import type {
  OnnxAbout,
  OnnxDetails,
  OnnxFact,
  OnnxValue,
  OnnxWeight,
  WeightStatistics,
} from '../protocol/onnx.ts';
import { histogram, numberText } from './histogram.ts';

/** What a weight's numbers came to, or why they could not be read. */
export interface Figures {
  readonly statistics: WeightStatistics | undefined;
  readonly problem: string | undefined;
}

export interface PanelActions {
  back(): void;
  close(): void;
}

export function aboutView(about: OnnxAbout, actions: PanelActions): TemplateResult {
  return html`
    ${heading(about.title, '', actions, false)}
    ${about.notes.map((note) => html`<p class="remark">${note}</p>`)}
    ${factList(about.facts)}
    ${valueList('Inputs', about.inputs)} ${valueList('Outputs', about.outputs)}
    ${about.metadata.length === 0 ? nothing : html`<h3>Metadata</h3>${factList(about.metadata)}`}
    <p class="hint">Choose an operator to see its attributes and weights.</p>
  `;
}

export function detailsView(
  details: OnnxDetails,
  figures: ReadonlyMap<string, Figures>,
  actions: PanelActions,
): TemplateResult {
  return html`
    ${heading(details.title, details.subtitle, actions, true)} ${factList(details.facts)}
    ${valueList('Inputs', details.inputs)} ${valueList('Outputs', details.outputs)}
    ${details.weights.length === 0 ? nothing : html`<h3>Weights</h3>`}
    ${details.weights.map((weight) => weightView(weight, figures.get(weight.name)))}
  `;
}

function heading(
  title: string,
  subtitle: string,
  { back, close }: PanelActions,
  inside: boolean,
): TemplateResult {
  return html`
    <div class="heading">
      ${inside ? html`<button title="About the file" aria-label="About the file" @click=${back}>‹</button>` : nothing}
      <h2 dir="auto" title=${title}>${title}</h2>
      <button title="Close details" aria-label="Close details" @click=${close}>×</button>
    </div>
    ${subtitle === '' ? nothing : html`<p class="subtitle" dir="auto">${subtitle}</p>`}
  `;
}

function factList(facts: readonly OnnxFact[]): TemplateResult | typeof nothing {
  if (facts.length === 0) return nothing;
  return html`<dl>${facts.map(([name, text]) => html`<dt dir="auto">${name}</dt><dd dir="auto">${text}</dd>`)}</dl>`;
}

function valueList(title: string, values: readonly OnnxValue[]): TemplateResult | typeof nothing {
  if (values.length === 0) return nothing;
  return html`
    <h3>${title}</h3>
    ${values.map(
      ({ name, type, shape }) =>
        html`<div class="value"><span class="name" dir="auto" title=${name}>${name}</span><span class="shape">${type} ${shape}</span></div>`,
    )}
  `;
}

function weightView({ name, role, type, shape }: OnnxWeight, figures: Figures | undefined): TemplateResult {
  return html`
    <section class="weight" aria-label=${role}>
      <div class="value"><span class="role">${role}</span><span class="shape">${type} ${shape}</span></div>
      <div class="source" dir="auto" title=${name}>${name}</div>
      ${figuresView(figures)}
    </section>
  `;
}

function figuresView(figures: Figures | undefined): TemplateResult {
  if (!figures) return html`<p class="hint" role="status">Reading …</p>`;
  const { statistics, problem } = figures;
  if (problem !== undefined) return html`<p class="remark">${problem}</p>`;
  if (!statistics) return html`<p class="hint">No numbers.</p>`;
  const { count, mean, deviation, min, max, zeros, notFinite } = statistics;
  const one = count === 1;
  return html`
    ${one ? nothing : histogram(statistics)}
    <dl>
      ${one ? row('value', numberText(mean)) : [row('count', count.toLocaleString('en-US')), row('mean', numberText(mean)), row('std', numberText(deviation)), row('min', numberText(min)), row('max', numberText(max)), row('zeros', share(zeros, count))]}
      ${notFinite > 0 ? row('not finite', share(notFinite, count)) : nothing}
    </dl>
  `;
}

function row(name: string, text: string): TemplateResult {
  return html`<dt>${name}</dt><dd>${text}</dd>`;
}

function share(part: number, count: number): string {
  if (part === 0) return '0';
  const percent = (part / count) * 100;
  return `${part.toLocaleString('en-US')} (${percent < 0.1 ? '< 0.1' : percent.toFixed(1)} %)`;
}
