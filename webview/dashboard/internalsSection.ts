// Which layers' insides are shown, how to choose them, and how looks inside begin and end.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { RunState } from '../protocol/dashboard.ts';
import type { LookPoint } from '../protocol/internals.ts';

export interface InternalsActions {
  watch(every: number): void;
  choose(layers: readonly string[]): void;
  openDiagram(): void;
  reveal(layer: string): void;
}

/** Steps from one look to the next, where the user only says that there shall be some. */
const usualInterval = 100;

export function internalsSection(
  state: RunState,
  looks: readonly LookPoint[],
  chosen: readonly string[],
  actions: InternalsActions,
): TemplateResult | typeof nothing {
  const steerable = ['running', 'pausing', 'paused'].includes(state.status);
  if (looks.length === 0) return steerable ? invitation(state, actions) : nothing;
  return html`
    <section class="inside">
      <div class="title">
        <h2>Inside the network</h2>
        <span class="spacer"></span>
        ${steerable ? toggle(state, actions) : nothing}
      </div>
      ${chooser(looks.at(-1)!, chosen, actions)}
      ${chosen.length === 0 ? html`<p class="hint">Choose a layer here, or click it in the diagram.</p>` : nothing}
    </section>
  `;
}

function invitation(state: RunState, actions: InternalsActions): TemplateResult {
  const waiting = state.internals > 0;
  return html`
    <section class="inside">
      <h2>Inside the network</h2>
      <p class="hint">${
        waiting
          ? `The next look inside comes within ${state.internals} steps.`
          : 'See what each layer takes and gives, gradients, updates, dead units and histograms of weights, for 1 to 3 % of the time. The weights stay the same.'
      }</p>
      ${toggle(state, actions)}
    </section>
  `;
}

function toggle({ internals }: RunState, actions: InternalsActions): TemplateResult {
  const [words, every] = internals > 0 ? ['Stop watching', 0] : ['Watch layers', usualInterval];
  return html`<tk-button appearance="secondary" @click=${() => actions.watch(every as number)}>${words}</tk-button>`;
}

function chooser(look: LookPoint, chosen: readonly string[], actions: InternalsActions): TemplateResult {
  const paths = look.layers.map(({ path }) => path);
  const selected = chosen.length === 1 ? chosen[0] : '';
  return html`
    <div class="view-controls">
      <label>Layer
        <select @change=${(event: Event) => actions.choose([(event.currentTarget as HTMLSelectElement).value].filter(Boolean))}>
          <option value="" ?selected=${selected === ''}>${chosen.length > 1 ? `${chosen.length} layers` : 'None'}</option>
          ${paths.map((path) => html`<option value=${path} ?selected=${path === selected}>${path}</option>`)}
        </select>
      </label>
      <tk-button appearance="secondary" @click=${actions.openDiagram}>Choose in the diagram</tk-button>
      ${
        selected
          ? html`<tk-button appearance="secondary" @click=${() => actions.reveal(selected)}>Go to its line</tk-button>`
          : nothing
      }
    </div>
  `;
}
