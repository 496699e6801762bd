// How the charts are shown: smoothing, logarithmic loss, steps or epochs, and back from a zoom.

import { html, type TemplateResult } from 'lit-html';
import type { KeptView } from '../protocol/dashboard.ts';

export interface ViewActions {
  change(changes: Partial<KeptView>): void;
  showAll(): void;
}

export function viewControls(kept: KeptView, zoomed: boolean, actions: ViewActions): TemplateResult {
  const chosen = (event: Event) => (event.currentTarget as HTMLInputElement).value;
  return html`
    <div class="view-controls">
      <label class="slider">Smoothing
        <input type="range" min="0" max="0.99" step="0.01" .value=${String(kept.smoothing)}
          @input=${(event: Event) => actions.change({ smoothing: Number(chosen(event)) })}>
        <output>${kept.smoothing.toFixed(2)}</output>
      </label>
      <tk-dropdown aria-label="Horizontal axis" .value=${kept.axis}
        @change=${(event: Event) => actions.change({ axis: chosen(event) === 'steps' ? 'steps' : 'epochs' })}>
        <tk-option value="epochs" ?selected=${kept.axis === 'epochs'}>Epochs</tk-option>
        <tk-option value="steps" ?selected=${kept.axis === 'steps'}>Steps</tk-option>
      </tk-dropdown>
      <tk-checkbox ?checked=${kept.logarithmic}
        @change=${(event: Event) => actions.change({ logarithmic: (event.currentTarget as HTMLInputElement).checked })}
        >Logarithmic loss</tk-checkbox>
      <tk-button appearance="secondary" ?disabled=${!zoomed} @click=${actions.showAll}>Show all</tk-button>
    </div>
  `;
}
