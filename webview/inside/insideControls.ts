// What is looked at: the image, the layer, and how the pixels that matter are found.

import { html, type TemplateResult } from 'lit-html';
import type { InsideChoice, InsideSubject } from '../protocol/inside.ts';

export interface InsideActions {
  choose(changes: Partial<InsideChoice>): void;
  openImage(): void;
  reveal(layer: string): void;
}

export function insideControls(
  subject: InsideSubject,
  choice: InsideChoice,
  count: number | undefined,
  actions: InsideActions,
): TemplateResult {
  const value = (event: Event) => (event.currentTarget as HTMLInputElement).value;
  const methods = { gradient: 'Gradient', occlusion: 'Occlusion' } as const;
  return html`
    <div class="controls">
      ${imageField(choice, count, actions)}
      <tk-button appearance="secondary" @click=${actions.openImage}>Open image</tk-button>
      <label>Layer
        <select @change=${(event: Event) => actions.choose({ layer: value(event) })}>
          ${subject.layers.map((path) => html`<option value=${path} ?selected=${path === choice.layer}>${path}</option>`)}
        </select>
      </label>
      <tk-button appearance="secondary" @click=${() => actions.reveal(choice.layer)}>Go to its line</tk-button>
      <label title="Gradient: how fast the score changes with a pixel. Occlusion: what covering a patch costs, which takes longer.">What matters, by
        <select @change=${(event: Event) => actions.choose({ method: value(event) === 'occlusion' ? 'occlusion' : 'gradient' })}>
          ${Object.entries(methods).map(([name, words]) => html`<option value=${name} ?selected=${name === choice.method}>${words}</option>`)}
        </select>
      </label>
    </div>
  `;
}

function imageField(
  { image }: InsideChoice,
  count: number | undefined,
  actions: InsideActions,
): TemplateResult {
  const index = 'index' in image ? image.index : 0;
  const last = (count ?? 1) - 1;
  const go = (to: number) => actions.choose({ image: { index: Math.min(Math.max(to, 0), last) } });
  const entered = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    if (field.reportValidity() && field.value !== '') go(Number(field.value));
  };
  const shown = 'index' in image ? String(index) : '';
  return html`
    <span class="image-choice">
      <tk-button appearance="secondary" aria-label="Previous image" ?disabled=${index <= 0} @click=${() => go(index - 1)}>‹</tk-button>
      <label>Validation image <input type="number" min="0" max=${last} step="1" .value=${shown} @change=${entered}></label>
      <tk-button appearance="secondary" aria-label="Next image" ?disabled=${index >= last} @click=${() => go(index + 1)}>›</tk-button>
    </span>
  `;
}
