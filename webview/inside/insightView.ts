// What was found: the image and what matters in it, the scores, the layer's maps, the first filters.

import { html, nothing, type TemplateResult } from 'lit-html';
import { pictureCanvas } from '../components/pictureCanvas.ts';
import type { ShownInsight } from '../protocol/inside.ts';
import { mapCanvases, saliencyCanvas } from './mapCanvases.ts';

const mostClasses = 10;

export function insightView(insight: ShownInsight, activation: HTMLElement): TemplateResult {
  return html`
    <section class="seen">
      <figure>${pictureCanvas(insight.image, 'The image as it enters the network')}<figcaption>As it enters the network</figcaption></figure>
      <figure>${saliencyCanvas(insight.image, insight.saliency)}<figcaption>What matters for the answer</figcaption></figure>
      ${scores(insight)}
    </section>
    ${maps(insight.layer)}
    ${insight.layer.activation ? activation : nothing}
    ${filters(insight)}
  `;
}

function scores({ classes, label }: ShownInsight): TemplateResult {
  const sorted = classes.toSorted((a, b) => b.probability - a.probability);
  const right = sorted[0]?.name === label;
  return html`
    <div class="scores">
      ${
        label === undefined
          ? nothing
          : html`<p>Its class is <b>${label}</b>${right ? ', which the network says too.' : `; the network says ${sorted[0]?.name}.`}</p>`
      }
      <ol>
        ${sorted.slice(0, mostClasses).map(
          ({ name, probability }) => html`
            <li class=${name === label ? 'right' : ''}>
              <span class="name">${name}</span>
              <span class="track"><span class="bar" style=${`width:${(probability * 100).toFixed(2)}%`}></span></span>
              <span class="number">${(probability * 100).toFixed(1)} %</span>
            </li>
          `,
        )}
      </ol>
    </div>
  `;
}

function maps({ path, kind, shape, maps: shown, total }: ShownInsight['layer']): TemplateResult {
  const strip = shown.width * shown.height === 1;
  const what = strip
    ? `${total} units`
    : `${total} ${total === 1 ? 'map' : 'maps'} of ${shown.height}x${shown.width}`;
  const rest = shown.count < total ? `, the first ${shown.count} shown` : '';
  return html`
    <section>
      <h2>${path}</h2>
      <p class="hint">${kind}, ${shape.join('x')}: ${what}${rest}; black is ${short(shown.low)}, white is ${short(shown.high)}.</p>
      <div class=${strip ? 'strip' : 'maps'}>${mapCanvases(shown)}</div>
    </section>
  `;
}

function filters({ filters: found }: ShownInsight): TemplateResult | typeof nothing {
  if (!found) return nothing;
  const { path, pictures, total } = found;
  const [first] = pictures;
  return html`
    <section>
      <h2>Filters of ${path}</h2>
      <p class="hint">${total} of ${first?.height}x${first?.width}, each from its smallest weight to its largest.</p>
      <div class="maps">${pictures.map((picture, at) => pictureCanvas(picture, `Filter ${at}`))}</div>
    </section>
  `;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '\u2212');
}
