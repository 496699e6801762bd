// The details beside the drawing: what the selected layer or block is, what it costs, and fields to change it.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { withCode } from '../../components/wordsWithCode.ts';
import type { DetailAttribute, LayerDetails } from '../../protocol/details.ts';

export interface DetailsActions {
  set(attribute: string, text: string): void;
  rename(name: string): void;
  delete(): void;
  /** Asks which layer, and writes it. */
  insert(side: 'before' | 'after'): void;
  close(): void;
  /** Takes back what was refused. */
  forget(): void;
  /** Puts the keyboard back on the drawing. */
  leave(): void;
}

/** What the language said of a text that was entered in a field. */
export interface Refusal {
  /** An attribute's name; `NAME_FIELD` for the name. */
  readonly field: string;
  readonly text: string;
  readonly message: string;
}

export const NAME_FIELD = 'name of the value';

export interface DetailsState {
  /** Undefined where nothing is selected. */
  readonly details: LayerDetails | undefined;
  readonly refusal: Refusal | undefined;
}

export function renderDetails(root: HTMLElement, state: DetailsState, actions: DetailsActions): void {
  const { details, refusal } = state;
  const content = details
    ? keyed(details.id, panel(details, refusal, actions))
    : html`<p class="details-empty">Select a layer or a block to see what it is and to change it.</p>`;
  render(html`${closeButton(actions)} ${content}`, root);
}

function closeButton({ close }: DetailsActions): TemplateResult {
  return html`
    <tk-button appearance="icon" class="details-close" title="Close details (I)" aria-label="Close details" @click=${close}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path class="sign" d="M4 4L12 12M12 4L4 12"></path></svg>
    </tk-button>
  `;
}

function panel(details: LayerDetails, refusal: Refusal | undefined, actions: DetailsActions): TemplateResult {
  const { kind, documentation, attributes, fixed, figures, problems, places, nameable, editable } = details;
  return html`
    <h2 class="details-kind">${kind}</h2>
    ${documentation === '' ? nothing : html`<p class="details-documentation">${withCode(documentation)}</p>`}
    ${problems.map(({ severity, message }) => html`<p class="details-problem ${severity}">${withCode(message)}</p>`)}
    ${places < 2 ? nothing : html`<p class="details-note">Written once for ${places} places: a change here changes all.</p>`}
    ${nameable ? nameField(details, refusal, actions) : nothing}
    ${attributes.map((attribute) => attributeField(attribute, details, refusal, actions))}
    ${fixed === undefined || attributes.length === 0 ? nothing : html`<p class="details-note">${fixed}</p>`}
    <dl class="details-figures">
      ${figures.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>
    ${editable ? buttons(details, actions) : nothing}
  `;
}

function nameField(
  { name }: LayerDetails,
  refusal: Refusal | undefined,
  actions: DetailsActions,
): TemplateResult {
  const parts = {
    label: 'Name',
    value: name ?? '',
    placeholder: 'none',
    title: 'Name of the value',
    list: [],
  };
  return field({ ...parts, id: NAME_FIELD, disabled: false }, refusal, actions.rename, actions);
}

/** Says itself what it comes to: numbers, sizes, texts, truth. */
const LITERAL = /^(-?[\d.][\w.%-]*|true|false|"[^"]*"|\[[\s\d,]*\])$/;

function attributeField(
  { name, written, value, type, documentation, choices }: DetailAttribute,
  { fixed }: LayerDetails,
  refusal: Refusal | undefined,
  actions: DetailsActions,
): TemplateResult {
  const isLiteral = written === undefined || LITERAL.test(written) || choices.includes(written);
  const comesTo = isLiteral || value === '' || written === value ? undefined : `= ${value}`;
  const parts = {
    id: name,
    label: name,
    value: written ?? '',
    placeholder: value,
    title: [documentation, type].filter((line) => line !== '').join('\n'),
    list: choices,
    disabled: fixed !== undefined,
    ...(comesTo === undefined ? {} : { comesTo }),
  };
  return field(parts, refusal, (text) => actions.set(name, text), actions);
}

interface FieldParts {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** What holds where nothing is written. */
  readonly placeholder: string;
  readonly title: string;
  readonly list: readonly string[];
  readonly disabled: boolean;
  readonly comesTo?: string;
}

function field(
  parts: FieldParts,
  refusal: Refusal | undefined,
  change: (text: string) => void,
  actions: Pick<DetailsActions, 'leave' | 'forget'>,
): TemplateResult {
  const { id, label, value, placeholder, title, list, disabled, comesTo } = parts;
  const refused = refusal?.field === id ? refusal : undefined;
  const enter = (input: HTMLInputElement) => input.value.trim() !== value && change(input.value.trim());
  // References between elements name one word each.
  const word = id.replaceAll(' ', '-');
  const [choices, refusalId] = [`choices-${word}`, `refusal-${word}`];
  return html`
    <label class="details-field" title=${title}>
      <span class="details-label">${label}</span>
      <input
        class="text-field"
        .value=${refused?.text ?? value}
        data-field=${id}
        placeholder=${placeholder}
        list=${list.length === 0 ? nothing : choices}
        spellcheck="false"
        autocomplete="off"
        ?disabled=${disabled}
        aria-invalid=${refused ? 'true' : nothing}
        aria-describedby=${refused ? refusalId : nothing}
        @change=${(event: Event) => enter(event.target as HTMLInputElement)}
        @keydown=${(event: KeyboardEvent) => giveUp(event, { value, isRefused: refused !== undefined }, actions)}
      >
      ${comesTo === undefined || refused ? nothing : html`<span class="details-value">${comesTo}</span>`}
    </label>
    ${list.length === 0 ? nothing : html`<datalist id=${choices}>${list.map((word) => html`<option value=${word}></option>`)}</datalist>`}
    ${refused ? html`<p class="details-problem error" id=${refusalId} role="alert">${withCode(refused.message)}</p>` : nothing}
  `;
}

/** Escape takes back what was typed, with what was said of it, and leaves a field that is as it was. */
function giveUp(
  event: KeyboardEvent,
  { value, isRefused }: { readonly value: string; readonly isRefused: boolean },
  { forget, leave }: Pick<DetailsActions, 'leave' | 'forget'>,
): void {
  event.stopPropagation();
  const input = event.target as HTMLInputElement;
  if (event.key !== 'Escape') return;
  event.preventDefault();
  const isAsItWas = input.value === value && !isRefused;
  input.value = value;
  if (isAsItWas) leave();
  else forget();
}

function buttons({ first, removable }: LayerDetails, actions: DetailsActions): TemplateResult {
  return html`
    <div class="details-buttons">
      ${first ? nothing : html`<tk-button appearance="secondary" @click=${() => actions.insert('before')}>Insert before…</tk-button>`}
      <tk-button appearance="secondary" @click=${() => actions.insert('after')}>Insert after…</tk-button>
      ${removable ? html`<tk-button appearance="secondary" @click=${actions.delete}>Delete</tk-button>` : nothing}
    </div>
  `;
}
