// The legend of an overlay: what the colour and the bar stand for, from where to where, and how much it is in all.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { Heat } from './heat.ts';
import { overlayText } from './overlayText.ts';

const NOTHING = 'no layer has any';

/** Nothing where the diagram shows kinds of layers. */
export function renderLegend(root: HTMLElement, heat: Heat | undefined): void {
  root.hidden = heat === undefined;
  render(heat === undefined ? nothing : legend(heat), root);
}

/** What the legend says, to be heard. */
export function legendWords(heat: Heat | undefined): string {
  if (heat === undefined) return 'Kinds of layers';
  const { overlay, low, high, total } = heat;
  if (isEmpty(heat)) return `${overlay.title}: ${NOTHING}`;
  const range = `${overlay.title}, from ${overlayText(low, overlay)} to ${overlayText(high, overlay)}`;
  return total === undefined ? range : `${range}, total ${overlayText(total, overlay)}`;
}

/** A measured zero tells something; that nothing is spent does not. */
function isEmpty({ overlay, high }: Heat): boolean {
  return high === 0 && (overlay.format === 'amount' || overlay.format === 'bytes');
}

function legend(heat: Heat): TemplateResult {
  const { overlay, low, high, total, outdated } = heat;
  const { title, note, scale } = overlay;
  if (isEmpty(heat)) return html`<span class="legend-title">${title}</span><span>${NOTHING}</span>`;
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
