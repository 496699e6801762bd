// The colours that tell something in a drawing: for the page a colour of the editor's theme, and for pictures what that is in
// Visual Studio Code's default themes, so that a picture looks as the page does.

import type { NodeCategory, NodeChange } from '../../protocol/diagram.ts';
import type { PictureTheme } from '../../protocol/picture.ts';

export type Medium = 'page' | PictureTheme;

type Colour = Readonly<Record<Medium, string>>;

/** What a colour tells. */
export interface Palette {
  readonly categories: Readonly<Record<NodeCategory, string>>;
  /** What differs in a comparison. */
  readonly changes: Readonly<Record<NodeChange['kind'], string>>;
  readonly error: string;
  readonly warning: string;
  /** Of an overlay. */
  readonly heat: string;
}

/** In the order of the table's columns. */
const colour = (
  page: string,
  light: string,
  dark: string,
  contrast: string,
  contrastLight: string,
): Colour => ({
  page,
  light,
  dark,
  'high-contrast': contrast,
  'high-contrast-light': contrastLight,
});

const foreground = 'var(--vscode-editor-foreground)';
const muted = `color-mix(in srgb, ${foreground} 60%, var(--vscode-editor-background))`;
/** What is nothing to look at twice. */
const quiet = colour(muted, '#767676', '#9d9d9d', '#d4d4d4', '#515151');
const plain = colour(foreground, '#3b3b3b', '#d4d4d4', '#ffffff', '#000000');

/** In light pictures of high contrast, darker than the theme's where that would be too pale for them; of the same hue. */
const categories: Readonly<Record<NodeCategory, Colour>> = {
  input: plain,
  convolution: colour('var(--vscode-charts-blue)', '#1a85ff', '#3794ff', '#3794ff', '#0063d3'),
  // The charts' orange is a dark blue, and their yellow an orange, in some themes.
  pooling: colour(
    'var(--vscode-symbolIcon-classForeground, var(--vscode-charts-orange))',
    '#d67e00',
    '#ee9d28',
    '#ee9d28',
    '#8f5400',
  ),
  normalization: colour(
    'var(--vscode-terminal-ansiYellow, var(--vscode-charts-yellow))',
    '#949800',
    '#e5e510',
    '#cdcd00',
    '#5f6200',
  ),
  activation: colour('var(--vscode-charts-green)', '#388a34', '#89d185', '#89d185', '#374e06'),
  dense: colour('var(--vscode-charts-purple)', '#652d90', '#b180d7', '#b180d7', '#652d90'),
  merge: plain,
  regularization: colour('var(--vscode-terminal-ansiCyan)', '#0598bc', '#11a8cd', '#00cdcd', '#00647d'),
  reshaping: quiet,
  custom: colour('var(--vscode-terminal-ansiMagenta)', '#bc05bc', '#bc3fbc', '#ff7fff', '#930093'),
  output: plain,
};

const changes: Readonly<Record<NodeChange['kind'], Colour>> = {
  added: colour(
    'var(--vscode-gitDecoration-addedResourceForeground, var(--vscode-charts-green))',
    '#587c0c',
    '#81b88b',
    '#a1e3ad',
    '#374e06',
  ),
  removed: colour(
    'var(--vscode-gitDecoration-deletedResourceForeground, var(--vscode-charts-red))',
    '#ad0707',
    '#c74e39',
    '#f48771',
    '#ad0707',
  ),
  changed: colour(
    'var(--vscode-gitDecoration-modifiedResourceForeground, var(--vscode-charts-orange))',
    '#895503',
    '#e2c08d',
    '#e2c08d',
    '#895503',
  ),
  affected: quiet,
  equivalent: quiet,
};

const signals = {
  error: colour('var(--vscode-editorError-foreground)', '#e51400', '#f14c4c', '#f48771', '#b5200d'),
  warning: colour('var(--vscode-editorWarning-foreground)', '#bf8803', '#cca700', '#ffd370', '#895503'),
  heat: colour('var(--vscode-charts-red)', '#e51400', '#f14c4c', '#f48771', '#b5200d'),
};

export function paletteOf(medium: Medium): Palette {
  const pick = <K extends string>(colours: Readonly<Record<K, Colour>>) =>
    Object.fromEntries(Object.entries<Colour>(colours).map(([name, row]) => [name, row[medium]])) as Record<
      K,
      string
    >;
  return { categories: pick(categories), changes: pick(changes), ...pick(signals) };
}
