// The legend of an overlay: what the colour and the bar stand for, from where to where, and how much it is in all.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Heat } from './heat.ts';
import { overlayText } from './overlayText.ts';

/** Nothing where the diagram shows kinds of layers. */
export function renderLegend(root: HTMLElement, heat: Heat | undefined): void {
  root.hidden = heat === undefined;
  render(heat === undefined ? nothing : legend(heat), root);
}

function legend({ overlay, low, high, total, outdated }: Heat): TemplateResult {
  const { title, note, scale } = overlay;
  return html`
    <div class="legend-title">
      <span>${title}</span>
      ${total === undefined ? nothing : html`<span class="legend-total">total ${overlayText(total, overlay)}</span>`}
    </div>
    <div class="legend-scale" aria-hidden="true"></div>
    <div class="legend-ends">
      <span>${overlayText(low, overlay)}</span>
      ${scale === 'logarithmic' ? html`<span>logarithmic</span>` : nothing}
      <span>${overlayText(high, overlay)}</span>
    </div>
    ${note === undefined ? nothing : html`<div class="legend-note">${note}</div>`}
    ${outdated ? html`<div class="legend-note">Measured before the text changed</div>` : nothing}
  `;
}
