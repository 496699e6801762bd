// The colours and fonts of the drawing: the editor's own variables in the page, fixed values in a picture.

import type { NodeCategory, NodeChange } from '../../protocol/diagram.ts';
import type { PictureTheme } from '../../protocol/picture.ts';

export interface Theme {
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
  readonly error: string;
  readonly warning: string;
  readonly categories: Readonly<Record<NodeCategory, string>>;
  /** What a search found: the ground, its border, and seen from afar. */
  readonly found: string;
  readonly foundBorder: string;
  readonly foundFar: string;
  /** Of an overlay. */
  readonly heat: string;
  /** What differs in a comparison. */
  readonly changes: Readonly<Record<NodeChange['kind'], string>>;
  readonly font: string;
}

const foreground = 'var(--vscode-editor-foreground)';
const background = 'var(--vscode-editor-background)';
const mixed = (percent: number) => `color-mix(in srgb, ${foreground} ${percent}%, ${background})`;

/** Follows the editor's theme, high contrast included, as it changes. */
export const editorTheme: Theme = {
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
  error: 'var(--vscode-editorError-foreground)',
  warning: 'var(--vscode-editorWarning-foreground)',
  categories: {
    input: foreground,
    convolution: 'var(--vscode-charts-blue)',
    // The charts' orange is a dark blue, and their yellow an orange, in some themes.
    pooling: 'var(--vscode-symbolIcon-classForeground, var(--vscode-charts-orange))',
    normalization: 'var(--vscode-terminal-ansiYellow, var(--vscode-charts-yellow))',
    activation: 'var(--vscode-charts-green)',
    dense: 'var(--vscode-charts-purple)',
    merge: foreground,
    regularization: 'var(--vscode-terminal-ansiCyan)',
    reshaping: `color-mix(in srgb, ${foreground} 60%, ${background})`,
    custom: 'var(--vscode-terminal-ansiMagenta)',
    output: foreground,
  },
  found: `var(--vscode-editor-findMatchHighlightBackground, ${background})`,
  foundBorder: `var(--vscode-editor-findMatchHighlightBorder, ${mixed(26)})`,
  foundFar: 'var(--vscode-editorOverviewRuler-findMatchForeground, var(--vscode-charts-orange))',
  heat: 'var(--vscode-charts-red)',
  changes: {
    added: 'var(--vscode-gitDecoration-addedResourceForeground)',
    removed: 'var(--vscode-gitDecoration-deletedResourceForeground)',
    changed: 'var(--vscode-gitDecoration-modifiedResourceForeground)',
    affected: `color-mix(in srgb, ${foreground} 60%, ${background})`,
    equivalent: `color-mix(in srgb, ${foreground} 60%, ${background})`,
  },
  font: 'var(--vscode-font-family)',
};

const pictureFont = "'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Visual Studio Code's default light colours. */
export const lightTheme: Theme = {
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
  error: '#e51400',
  warning: '#bf8803',
  categories: {
    input: '#3b3b3b',
    convolution: '#1a85ff',
    pooling: '#d18616',
    normalization: '#bf8803',
    activation: '#388a34',
    dense: '#652d90',
    merge: '#3b3b3b',
    regularization: '#0598bc',
    reshaping: '#767676',
    custom: '#bc05bc',
    output: '#3b3b3b',
  },
  found: '#f6b98e',
  foundBorder: '#c2c2c2',
  foundFar: '#d18616',
  heat: '#e51400',
  changes: {
    added: '#587c0c',
    removed: '#ad0707',
    changed: '#895503',
    affected: '#767676',
    equivalent: '#767676',
  },
  font: pictureFont,
};

/** Visual Studio Code's default dark colours. */
export const darkTheme: Theme = {
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
  error: '#f14c4c',
  warning: '#cca700',
  categories: {
    input: '#d4d4d4',
    convolution: '#3794ff',
    pooling: '#d18616',
    normalization: '#cca700',
    activation: '#89d185',
    dense: '#b180d7',
    merge: '#d4d4d4',
    regularization: '#11a8cd',
    reshaping: '#9d9d9d',
    custom: '#bc3fbc',
    output: '#d4d4d4',
  },
  found: '#623315',
  foundBorder: '#5a5a5a',
  foundFar: '#d18616',
  heat: '#f14c4c',
  changes: {
    added: '#81b88b',
    removed: '#c74e39',
    changed: '#e2c08d',
    affected: '#9d9d9d',
    equivalent: '#9d9d9d',
  },
  font: pictureFont,
};

/** Visual Studio Code's "Dark High Contrast": a black ground, every border drawn, nothing told by a ground alone. */
export const highContrastTheme: Theme = {
  ...darkTheme,
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
  error: '#f48771',
  warning: '#ffd370',
  categories: {
    ...darkTheme.categories,
    input: '#ffffff',
    normalization: '#ffd370',
    merge: '#ffffff',
    regularization: '#00cdcd',
    reshaping: '#d4d4d4',
    custom: '#ff7fff',
    output: '#ffffff',
  },
  changes: {
    added: '#a1e3ad',
    removed: '#f48771',
    changed: '#e2c08d',
    affected: '#d4d4d4',
    equivalent: '#d4d4d4',
  },
};

/** "Light High Contrast". */
export const highContrastLightTheme: Theme = {
  ...lightTheme,
  frames: ['#ffffff', '#ffffff', '#ffffff'],
  frameBorder: '#0f4a85',
  nodeBorder: '#0f4a85',
  text: '#000000',
  muted: '#292929',
  edge: '#292929',
  focus: '#b5200d',
  marked: '#ffffff',
  error: '#b5200d',
  warning: '#895503',
  categories: {
    ...lightTheme.categories,
    input: '#000000',
    convolution: '#0063d3',
    pooling: '#8f4a00',
    normalization: '#895503',
    activation: '#374e06',
    merge: '#000000',
    regularization: '#00647d',
    reshaping: '#515151',
    custom: '#930093',
    output: '#000000',
  },
  changes: {
    added: '#374e06',
    removed: '#ad0707',
    changed: '#895503',
    affected: '#515151',
    equivalent: '#515151',
  },
};

export const pictureThemes: Readonly<Record<PictureTheme, Theme>> = {
  light: lightTheme,
  dark: darkTheme,
  'high-contrast': highContrastTheme,
  'high-contrast-light': highContrastLightTheme,
};
