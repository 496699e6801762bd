// The strip above the drawing: which model, its totals, and buttons for folding and zooming.

import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { ComparisonStrip } from '../../protocol/diagram.ts';
import type { LayerOverlay } from '../../protocol/overlay.ts';
import { costOf, macAmount } from '../drawing/description.ts';
import type { FlowDirection } from '../layout/layout.ts';
import { shortAmount } from '../layout/measure.ts';
import { countsOf } from './comparisonTable.ts';
import { type MenuItem, menuButton } from './menu.ts';
import { zoomWords } from './viewport.ts';

export interface ToolbarActions {
  chooseModel(model: string): void;
  /** One level of frames less. */
  foldLevel(): void;
  /** One level of frames more. */
  openLevel(): void;
  zoomStep(direction: 'in' | 'out'): void;
  fit(): void;
  search(): void;
  foldAll(): void;
  openAll(): void;
  chooseDirection(direction: FlowDirection): void;
  toggleCompact(): void;
  toggleDetails(): void;
  togglePalette(): void;
  /** Undefined: none. */
  chooseOverlay(id: string | undefined): void;
  /** The list of keys. */
  keys(): void;
  /** Has measured what is not there yet. */
  measure(what: 'time' | 'training'): void;
  cancel(): void;
}

export interface ToolbarState {
  readonly model: string;
  readonly models: readonly string[];
  readonly parameters: number;
  readonly macs: number;
  /** The totals are at least that much. */
  readonly incomplete: boolean;
  readonly zoom: number;
  /** Normalisations and activations ride on their layers. */
  readonly compact: boolean;
  readonly direction: FlowDirection;
  /** The text can be changed from here. */
  readonly editable: boolean;
  readonly details: boolean;
  readonly palette: boolean;
  /** What can be laid over the nodes. */
  readonly overlays: readonly Pick<LayerOverlay, 'id' | 'title' | 'source'>[];
  readonly overlay: string | undefined;
  readonly canFold: boolean;
  readonly canOpen: boolean;
  /** A layout is under way, and takes long enough to say so. */
  readonly busy: boolean;
  /** Something to know about what is shown. */
  readonly note: string | undefined;
  /** Where two networks are compared. */
  readonly comparison: ComparisonStrip | undefined;
}

export function renderToolbar(root: HTMLElement, state: ToolbarState, actions: ToolbarActions): void {
  render(
    html`
      ${modelOf(state, actions)}
      ${state.comparison ? countsOf(state.comparison) : totalsOf(state)}
      <span class="actions" role="group" aria-label="Tools">
      ${iconButton('Fold one level', FOLD, actions.foldLevel, { disabled: !state.canFold })}
      ${iconButton('Open one level', OPEN, actions.openLevel, { disabled: !state.canOpen })}
      ${iconButton(COMPACT_NAME, COMPACT, actions.toggleCompact, { pressed: state.compact })}
      ${layoutMenu(state, actions)}
      ${overlayMenu(state, actions)}
      ${state.editable ? editingButtons(state, actions) : nothing}
      ${iconButton('Find (Ctrl+F)', FIND, actions.search)}
      <span class="separator"></span>
      ${iconButton('Zoom out (-)', MINUS, () => actions.zoomStep('out'))}
      <span class="percent" aria-label="Zoom">${zoomWords(state.zoom)}</span>
      ${iconButton('Zoom in (+)', PLUS, () => actions.zoomStep('in'))}
      ${iconButton('Show the whole diagram (0)', FIT, actions.fit)}
      ${iconButton('Keys (?)', KEYS, actions.keys)}
      </span>
      ${state.note === undefined ? nothing : html`<span class="note" role="status">${state.note}</span>`}
      ${state.busy ? busySign(actions) : nothing}
    `,
    root,
  );
}

function modelOf({ model, models }: ToolbarState, actions: ToolbarActions): TemplateResult {
  if (models.length < 2) return html`<span class="model" title=${model}>${model}</span>`;
  const choose = (event: Event) => actions.chooseModel((event.target as HTMLInputElement).value);
  return html`
    <tk-dropdown class="models" aria-label="Model" position="below" .value=${model} @change=${choose}>
      ${models.map((name) => html`<tk-option value=${name} ?selected=${name === model}>${name}</tk-option>`)}
    </tk-dropdown>
  `;
}

/** The most important first: in a narrow panel the others have no room. */
function totalsOf({ parameters, macs, incomplete }: ToolbarState): TemplateResult {
  const least = incomplete ? '≥ ' : '';
  const words = [
    ...(parameters > 0 ? [`${least}${shortAmount(parameters)} params`] : []),
    ...(macs > 0 ? [`${least}${macAmount(macs)}`] : []),
  ];
  const title = costOf(parameters, macs).join();
  const why = incomplete ? `${title}; layers of unknown shape are not counted` : title;
  const [first, ...others] = words.map((word) => html`<span class="total">${word}</span>`);
  return html`
    <span class="totals" title=${why}>${first ?? nothing}</span>
    <span class="totals roomy">${others}</span>
  `;
}

function layoutMenu(state: ToolbarState, actions: ToolbarActions): TemplateResult {
  const { direction, canFold, canOpen } = state;
  const flow = (label: string, way: FlowDirection) => ({
    label,
    checked: direction === way,
    run: () => actions.chooseDirection(way),
  });
  const items = [
    flow('Downwards', 'down'),
    flow('To the right', 'right'),
    { label: 'Fold all', disabled: !canFold, apart: true, run: actions.foldAll },
    { label: 'Open all', disabled: !canOpen, run: actions.openAll },
  ];
  return menuButton({ id: 'layout', name: 'Direction and folding', icon: LAYOUT, items });
}

function overlayMenu(state: ToolbarState, actions: ToolbarActions): TemplateResult {
  const { overlays, overlay } = state;
  const shown = overlays.some(({ id }) => id === overlay);
  const kinds = { label: 'Kinds of layers', checked: !shown, run: () => actions.chooseOverlay(undefined) };
  const choices = overlays.map(({ id, title }, place) => ({
    label: title,
    checked: id === overlay,
    apart: place === 0,
    run: () => actions.chooseOverlay(id),
  }));
  const items = [kinds, ...choices, ...toMeasure(state, actions)];
  return menuButton({ id: 'overlays', name: 'Colour the layers by', icon: HEAT, pressed: shown, items });
}

/** What nobody measured yet. */
function toMeasure({ overlays, editable }: ToolbarState, { measure }: ToolbarActions): readonly MenuItem[] {
  if (!editable) return [];
  const has = (source: string) => overlays.some((overlay) => overlay.source === source);
  const wanted = [
    { what: 'time', label: 'Measure time…' },
    { what: 'training', label: 'Watch layers in training…' },
  ] as const;
  return wanted
    .filter(({ what }) => !has(what))
    .map(({ what, label }, place) => ({ label, apart: place === 0, run: () => measure(what) }));
}

function editingButtons({ palette, details }: ToolbarState, actions: ToolbarActions): TemplateResult {
  return html`
    ${iconButton('Layers to insert (L)', PALETTE, actions.togglePalette, { pressed: palette })}
    ${iconButton('Details of what is selected (I)', DETAILS, actions.toggleDetails, { pressed: details })}
  `;
}

function busySign(actions: ToolbarActions): TemplateResult {
  return html`
    <span class="busy">
      <tk-progress-ring class="ring" aria-label="Laying out"></tk-progress-ring>
      <span role="status">Laying out</span>
      <tk-button appearance="secondary" @click=${actions.cancel}>Cancel</tk-button>
    </span>
  `;
}

interface ButtonState {
  readonly disabled?: boolean;
  /** For a button that stays down. */
  readonly pressed?: boolean;
}

function iconButton(
  name: string,
  icon: string,
  press: () => void,
  { disabled = false, pressed }: ButtonState = {},
): TemplateResult {
  return html`
    <tk-button
      appearance="icon"
      class=${pressed ? 'pressed' : ''}
      title=${name}
      aria-label=${name}
      aria-pressed=${pressed ?? nothing}
      ?disabled=${disabled}
      @click=${press}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path class="sign" d=${icon}></path></svg>
    </tk-button>
  `;
}

const COMPACT_NAME = 'Show normalisation and activation on their layer';

/* Signs on a grid of 16 by 16. */
const MINUS = 'M3 8.5H13';
const PLUS = 'M3 8.5H13M8 3.5V13.5';
const FIT = 'M2.5 6V2.5H6M10 2.5H13.5V6M13.5 10V13.5H10M6 13.5H2.5V10';
const COMPACT = 'M1.5 4.5H14.5V11.5H1.5ZM4 8H6.5M9 6.5H12V9.5H9Z';
const FIND = 'M7 2.5A4.5 4.5 0 1 1 6.99 2.5ZM10.3 10.3L14 14';
const LAYOUT =
  'M5.5 1.5H10.5V5.5H5.5ZM1.5 10.5H6.5V14.5H1.5ZM9.5 10.5H14.5V14.5H9.5ZM8 5.5V8M4 10.5V8H12V10.5';
const PALETTE = 'M1.5 2.5H14.5V13.5H1.5ZM6.5 2.5V13.5M3.5 5.5H4.5M3.5 8H4.5M3.5 10.5H4.5';
const DETAILS = 'M1.5 2.5H14.5V13.5H1.5ZM9.5 2.5V13.5M11.5 5.5H12.5M11.5 8H12.5';
const KEYS = 'M1.5 4H14.5V12H1.5ZM4 6.5H4.5M6.5 6.5H7M9 6.5H9.5M11.5 6.5H12M4.5 9.5H11.5';
const HEAT = 'M2.5 13.5H13.5M4 11.5V8.5M8 11.5V2.5M12 11.5V5.5';
const FOLD = 'M2.5 8H13.5M5 2L8 5L11 2M5 14L8 11L11 14';
const OPEN = 'M2.5 8H13.5M5 5L8 2L11 5M5 11L8 14L11 11';
