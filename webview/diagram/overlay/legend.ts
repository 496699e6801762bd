// The legend of an overlay: what the colour and the bar stand for, from where to where, and how much it is in all.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Heat } from './heat.ts';
import { overlayText } from './overlayText.ts';

/** Nothing where the diagram shows kinds of layers. */
export function renderLegend(root: HTMLElement, heat: Heat | undefined): void {
  root.hidden = heat === undefined;
  render(heat === undefined ? nothing : legend(heat), root);
}

/** What the legend says, to be heard. */
export function legendWords(heat: Heat | undefined): string {
  if (heat === undefined) return 'Kinds of layers';
  const { overlay, low, high, total } = heat;
  const range = `${overlay.title}, from ${overlayText(low, overlay)} to ${overlayText(high, overlay)}`;
  return total === undefined ? range : `${range}, total ${overlayText(total, overlay)}`;
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
    ${total === undefined ? html`<span>a folded block shows its largest</span>` : html`<span>total ${overlayText(total, overlay)}</span>`}
    ${note === undefined ? nothing : html`<span>${note}</span>`}
    ${outdated ? html`<span>Measured before the text changed</span>` : nothing}
  `;
}
