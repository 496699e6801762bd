// The list of what can be inserted, by family, with a field to filter it.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { PaletteEntry } from '../../protocol/details.ts';

export interface PaletteActions {
  filter(text: string): void;
  /** Writes it behind what is selected. */
  insert(entry: PaletteEntry): void;
  press(event: PointerEvent, entry: PaletteEntry): void;
  close(): void;
}

export interface PaletteState {
  readonly entries: readonly PaletteEntry[];
  readonly filter: string;
  /** What Enter does: `Drag onto a line, or press Enter to insert after conv`. */
  readonly hint: string;
}

/** Families in the order in which networks are built. */
const FAMILIES: readonly (readonly [PaletteEntry['category'], string])[] = [
  ['block', 'Blocks of this file'],
  ['convolution', 'Convolution'],
  ['pooling', 'Pooling'],
  ['activation', 'Activation'],
  ['normalization', 'Normalisation'],
  ['dense', 'Dense'],
  ['merge', 'Branches'],
  ['regularization', 'Regularisation'],
  ['reshaping', 'Reshaping'],
  ['custom', 'Others'],
];

export function renderPalette(root: HTMLElement, state: PaletteState, actions: PaletteActions): void {
  const { entries, filter, hint } = state;
  const wanted = filter.trim().toLowerCase();
  const found = entries.filter(({ name, documentation }) =>
    `${name} ${documentation}`.toLowerCase().includes(wanted),
  );
  render(
    html`
      <div class="palette-head">
        <input
          class="text-field palette-filter"
          placeholder="Filter layers"
          aria-label="Filter layers"
          spellcheck="false"
          .value=${filter}
          @input=${(event: Event) => actions.filter((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => moveFrom(event, root, actions)}
        >
      </div>
      <p class="palette-hint">${hint}</p>
      ${FAMILIES.map(([category, title]) =>
        family(
          title,
          found.filter((entry) => entry.category === category),
          root,
          actions,
        ),
      )}
      ${found.length > 0 ? nothing : html`<p class="palette-hint">No layer or block matches.</p>`}
    `,
    root,
  );
}

function family(
  title: string,
  entries: readonly PaletteEntry[],
  root: HTMLElement,
  actions: PaletteActions,
): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  return html`
    <h3 class="palette-family">${title}</h3>
    ${entries.map(
      (entry) => html`
        <button
          class="palette-entry"
          title=${`${entry.documentation}\n${entry.layer}`}
          @pointerdown=${(event: PointerEvent) => actions.press(event, entry)}
          @click=${() => actions.insert(entry)}
          @keydown=${(event: KeyboardEvent) => moveFrom(event, root, actions)}
        ><span class="palette-band ${entry.category}" aria-hidden="true"></span>${entry.name}</button>
      `,
    )}
  `;
}

/** Arrow keys walk through field and list; Escape closes. */
function moveFrom(event: KeyboardEvent, root: HTMLElement, { close }: PaletteActions): void {
  event.stopPropagation();
  if (event.key === 'Escape') {
    event.preventDefault();
    close();
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const stops = [...root.querySelectorAll<HTMLElement>('.palette-filter, .palette-entry')];
  stops[stops.indexOf(event.target as HTMLElement) + step]?.focus();
}
