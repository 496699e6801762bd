// The box that searches the diagram, as the editor's own looks: a field, the count, next, previous, close.

import { html, nothing, render, type TemplateResult } from 'lit-html';

export interface SearchState {
  readonly query: string;
  readonly count: number;
  /** Of the match that is shown, from 0; undefined where none is yet. */
  readonly at: number | undefined;
  /** What that match is. */
  readonly words: string;
}

export interface SearchActions {
  query(text: string): void;
  step(by: 1 | -1): void;
  close(): void;
}

/** Nothing while closed. */
export function renderSearch(
  root: HTMLElement,
  state: SearchState | undefined,
  actions: SearchActions,
): void {
  root.hidden = state === undefined;
  render(state === undefined ? nothing : box(state, actions), root);
}

function box({ query, count, at, words }: SearchState, actions: SearchActions): TemplateResult {
  const none = query.trim() !== '' && count === 0;
  return html`
    <input
      class=${none ? 'text-field search-field search-none' : 'text-field search-field'}
      placeholder="Find by name, kind, attribute, shape"
      aria-label="Find in the diagram"
      spellcheck="false"
      dir="auto"
      .value=${query}
      @input=${(event: Event) => actions.query((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => press(event, actions)}
    >
    <span role="status">
      <span class="search-count">${countText({ query, count, at })}</span><span class="only-heard">${words}</span>
    </span>
    ${icon('Previous match (Shift+Enter)', 'M8 13V3.5M4 7.5L8 3.5L12 7.5', () => actions.step(-1), count === 0)}
    ${icon('Next match (Enter)', 'M8 3V12.5M4 8.5L8 12.5L12 8.5', () => actions.step(1), count === 0)}
    ${icon('Close (Escape)', 'M4 4L12 12M12 4L4 12', actions.close, false)}
  `;
}

function countText({ query, count, at }: Omit<SearchState, 'words'>): string {
  if (query.trim() === '') return '';
  if (count === 0) return 'No results';
  return at === undefined ? `${count} found` : `${at + 1} of ${count}`;
}

function press(event: KeyboardEvent, actions: SearchActions): void {
  event.stopPropagation();
  // Enter also ends the composition of a character.
  if (event.isComposing) return;
  if (event.key === 'Enter') actions.step(event.shiftKey ? -1 : 1);
  else if (event.key === 'Escape') actions.close();
  else return;
  event.preventDefault();
}

function icon(name: string, path: string, run: () => void, disabled: boolean): TemplateResult {
  return html`
    <tk-button appearance="icon" title=${name} aria-label=${name} ?disabled=${disabled} @click=${run}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path class="sign" d=${path}></path></svg>
    </tk-button>
  `;
}
