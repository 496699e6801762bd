// The colours and fonts of the drawing: the editor's own variables in the page, fixed values in a picture.

import type { PictureTheme } from '../../protocol/picture.ts';
import { type Palette, paletteOf } from './palette.ts';

export interface Theme extends Palette {
  readonly canvas: string;
  /** Backgrounds of frames by depth, one step from each other. */
  readonly frames: readonly [string, string, string];
  readonly frameBorder: string;
  readonly node: string;
  readonly nodeBorder: string;
  readonly text: string;
  readonly muted: string;
  readonly edge: string;
  readonly focus: string;
  /** Behind what the cursor is on. */
  readonly marked: string;
  readonly font: string;
}

/** With what only the page shows: what a search found, its ground, its border, and seen from afar. */
export interface PageTheme extends Theme {
  readonly found: string;
  readonly foundBorder: string;
  readonly foundFar: string;
}

const foreground = 'var(--vscode-editor-foreground)';
const background = 'var(--vscode-editor-background)';
const mixed = (percent: number) => `color-mix(in srgb, ${foreground} ${percent}%, ${background})`;

/** Follows the editor's theme, high contrast included, as it changes. */
export const editorTheme: PageTheme = {
  ...paletteOf('page'),
  canvas: background,
  frames: [mixed(4), mixed(7), mixed(10)],
  frameBorder: `var(--vscode-contrastBorder, ${mixed(14)})`,
  node: background,
  nodeBorder: `var(--vscode-contrastBorder, ${mixed(26)})`,
  text: foreground,
  muted: `color-mix(in srgb, ${foreground} 74%, ${background})`,
  edge: `color-mix(in srgb, ${foreground} 52%, ${background})`,
  focus: 'var(--vscode-focusBorder)',
  marked: `color-mix(in srgb, var(--vscode-focusBorder) 14%, ${background})`,
  found: `var(--vscode-editor-findMatchHighlightBackground, ${background})`,
  foundBorder: `var(--vscode-editor-findMatchHighlightBorder, ${mixed(26)})`,
  foundFar: 'var(--vscode-editorOverviewRuler-findMatchForeground, var(--vscode-charts-orange))',
  font: 'var(--vscode-font-family)',
};

const pictureFont = "'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Visual Studio Code's default light colours. */
export const lightTheme: Theme = {
  ...paletteOf('light'),
  canvas: '#ffffff',
  frames: ['#f6f6f6', '#ededed', '#e4e4e4'],
  frameBorder: '#dddddd',
  node: '#ffffff',
  nodeBorder: '#c2c2c2',
  text: '#1f1f1f',
  muted: '#616161',
  edge: '#7a7a7a',
  focus: '#005fb8',
  marked: '#dbe8f5',
  font: pictureFont,
};

/** Visual Studio Code's default dark colours. */
export const darkTheme: Theme = {
  ...paletteOf('dark'),
  canvas: '#1e1e1e',
  frames: ['#272727', '#303030', '#393939'],
  frameBorder: '#404040',
  node: '#1e1e1e',
  nodeBorder: '#5a5a5a',
  text: '#d4d4d4',
  muted: '#a9a9a9',
  edge: '#858585',
  focus: '#007fd4',
  marked: '#1b2c3a',
  font: pictureFont,
};

/** Visual Studio Code's "Dark High Contrast": a black ground, every border drawn, nothing told by a ground alone. */
export const highContrastTheme: Theme = {
  ...darkTheme,
  ...paletteOf('high-contrast'),
  canvas: '#000000',
  frames: ['#000000', '#000000', '#000000'],
  frameBorder: '#6fc3df',
  node: '#000000',
  nodeBorder: '#6fc3df',
  text: '#ffffff',
  muted: '#ffffff',
  edge: '#ffffff',
  focus: '#f38518',
  marked: '#000000',
};

/** "Light High Contrast". */
export const highContrastLightTheme: Theme = {
  ...lightTheme,
  ...paletteOf('high-contrast-light'),
  frames: ['#ffffff', '#ffffff', '#ffffff'],
  frameBorder: '#0f4a85',
  nodeBorder: '#0f4a85',
  text: '#000000',
  muted: '#292929',
  edge: '#292929',
  focus: '#b5200d',
  marked: '#ffffff',
};

export const pictureThemes: Readonly<Record<PictureTheme, Theme>> = {
  light: lightTheme,
  dark: darkTheme,
  'high-contrast': highContrastTheme,
  'high-contrast-light': highContrastLightTheme,
};
