// What can be chosen of a figure, in one row above it.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { FigureChoices } from '../protocol/figurePanel.ts';

export interface FigureActions {
  choose(changes: Partial<FigureChoices>): void;
  chooseModel(model: string): void;
  export(): void;
}

const THEMES = {
  editor: 'Editor',
  light: 'Light',
  dark: 'Dark',
  'high-contrast': 'High contrast',
  'high-contrast-light': 'High contrast, light',
} as const;
const FONTS = { serif: 'Serif', sans: 'Sans' } as const;
const DEPTHS = { fit: 'As fits', blocks: 'Blocks', layers: 'Layers' } as const;
const VOLUMES = { fit: 'As fits', maps: 'Maps', boxes: 'Boxes' } as const;
const SIDES = { log: 'Logarithmic', linear: 'Linear' } as const;
const SIZES = {
  8: '8 pt',
  9: '9 pt',
  10: '10 pt',
  11: '11 pt',
  12: '12 pt',
  14: '14 pt',
  18: '18 pt',
} as const;

export function figureControls(
  model: { readonly name: string; readonly models: readonly string[] },
  choices: FigureChoices,
  actions: FigureActions,
): TemplateResult {
  const names = Object.fromEntries(model.models.map((name) => [name, name]));
  return html`
    ${model.models.length > 1 ? menu('Model', names, model.name, actions.chooseModel) : html`<span class="model">${model.name}</span>`}
    <span class="choices">
      ${menu('Theme', THEMES, choices.theme, (theme) => actions.choose({ theme }))}
      ${menu('Font', FONTS, choices.font, (font) => actions.choose({ font }))}
      ${menu('Size', SIZES, String(choices.size), (size) => actions.choose({ size: Number(size) }))}
      ${menu('Depth', DEPTHS, choices.depth, (depth) => actions.choose({ depth }))}
      ${menu('Volumes', VOLUMES, choices.volumes, (volumes) => actions.choose({ volumes }))}
      ${menu('Scale', SIDES, choices.sides, (sides) => actions.choose({ sides }))}
      <tk-button appearance="secondary" @click=${actions.export}>Export</tk-button>
    </span>
  `;
}

function menu<K extends string>(
  label: string,
  options: Readonly<Record<K, string>>,
  chosen: string,
  choose: (option: K) => void,
): TemplateResult {
  const changed = (event: Event) => choose((event.target as HTMLSelectElement).value as K);
  return html`
    <label>
      <span class="label">${label}</span>
      <select name=${label.toLowerCase()} @change=${changed}>
        ${Object.entries(options).map(
          ([value, name]) =>
            html`<option value=${value} ?selected=${value === chosen}>${name ?? nothing}</option>`,
        )}
      </select>
    </label>
  `;
}
