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
    <span class="legend-title">${title}</span>
    <span class="legend-range">
      <span>${overlayText(low, overlay)}</span>
      <span class="legend-scale" aria-hidden="true"></span>
      <span>${overlayText(high, overlay)}</span>
    </span>
    ${scale === 'logarithmic' ? html`<span>logarithmic</span>` : nothing}
    ${total === undefined ? nothing : html`<span>total ${overlayText(total, overlay)}</span>`}
    ${note === undefined ? nothing : html`<span>${note}</span>`}
    ${outdated ? html`<span>Measured before the text changed</span>` : nothing}
  `;
}
