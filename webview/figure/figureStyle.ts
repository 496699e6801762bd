// Colours, sizes and fonts of a figure.

import { figureTextWidth } from '../picture/fontMetrics.ts';
import type { Colour, FigureFont, SceneText } from '../picture/scene.ts';
import type { NodeCategory } from '../protocol/diagram.ts';
import type { FigureVolume } from '../protocol/figure.ts';
import type { PictureTheme } from '../protocol/picture.ts';

export interface FigureStyle {
  readonly font: FigureFont;
  /** Of captions, in points; all other texts are a share of it. */
  readonly fontSize: number;
  readonly ink: Colour;
  readonly muted: Colour;
  readonly line: Colour;
  readonly background: Colour | undefined;
  readonly categories: Readonly<Record<NodeCategory | 'block', Tint>>;
  readonly volumes: 'maps' | 'boxes';
  readonly sides: 'log' | 'linear';
  /** Points on a side for so many rows or columns. */
  sideOf(extent: number): number;
  /** That the main line keeps to, in points, by going on in further rows. */
  readonly width: number;
}

/** A face and its edge; the face is solid, since not every format knows transparency. */
export interface Tint {
  readonly face: Colour;
  readonly edge: Colour;
}

const light: Readonly<Record<NodeCategory | 'block', Tint>> = {
  input: { face: '#f2f2f2', edge: '#5f6368' },
  convolution: { face: '#dbe9fb', edge: '#2f6db5' },
  pooling: { face: '#fbe6cf', edge: '#b06a1b' },
  normalization: { face: '#f3f4cb', edge: '#74770f' },
  activation: { face: '#dcefd9', edge: '#3c7d3a' },
  dense: { face: '#e8def3', edge: '#6a4294' },
  merge: { face: '#ededed', edge: '#4d4d4d' },
  regularization: { face: '#d9eff3', edge: '#26798c' },
  reshaping: { face: '#ececec', edge: '#6b6b6b' },
  custom: { face: '#f5dcf0', edge: '#95358a' },
  output: { face: '#f2f2f2', edge: '#5f6368' },
  block: { face: '#d7ede4', edge: '#2b7a5b' },
};

const dark: Readonly<Record<NodeCategory | 'block', Tint>> = {
  input: { face: '#34373b', edge: '#b3b8bf' },
  convolution: { face: '#20344d', edge: '#6fa8e8' },
  pooling: { face: '#47331d', edge: '#e0a05a' },
  normalization: { face: '#3c3e18', edge: '#d0d34d' },
  activation: { face: '#233b22', edge: '#83c77f' },
  dense: { face: '#372a48', edge: '#b693dd' },
  merge: { face: '#3a3a3a', edge: '#c4c4c4' },
  regularization: { face: '#1d3a41', edge: '#63bfd2' },
  reshaping: { face: '#383838', edge: '#adadad' },
  custom: { face: '#45243f', edge: '#de8bd3' },
  output: { face: '#34373b', edge: '#b3b8bf' },
  block: { face: '#1f3d32', edge: '#6cc5a0' },
};

type Tints = FigureStyle['categories'];

/** The kinds' edges alone, on the ground: what is drawn must not be told by its faces. */
function outlined(ground: Colour, edges: Readonly<Record<keyof Tints, Colour>>): Tints {
  const tints = Object.entries(edges).map(([kind, edge]) => [kind, { face: ground, edge }]);
  return Object.fromEntries(tints) as Tints;
}

const contrast = outlined('#000000', {
  input: '#ffffff',
  convolution: '#6fb1ff',
  pooling: '#ffa94d',
  normalization: '#e6e65c',
  activation: '#89d185',
  dense: '#d0a8f5',
  merge: '#ffffff',
  regularization: '#00e0e0',
  reshaping: '#d4d4d4',
  custom: '#ff7fff',
  output: '#ffffff',
  block: '#5ee0ad',
});

const contrastLight = outlined('#ffffff', {
  input: '#000000',
  convolution: '#004a99',
  pooling: '#7a3f00',
  normalization: '#545700',
  activation: '#2b4d00',
  dense: '#4f2080',
  merge: '#000000',
  regularization: '#004d61',
  reshaping: '#3d3d3d',
  custom: '#730073',
  output: '#000000',
  block: '#00543a',
});

interface Palette extends Pick<FigureStyle, 'ink' | 'muted' | 'line' | 'categories'> {
  readonly ground: Colour;
}

const palettes: Readonly<Record<PictureTheme, Palette>> = {
  light: { ground: '#ffffff', ink: '#1a1a1a', muted: '#5c5c5c', line: '#6e6e6e', categories: light },
  dark: { ground: '#1e1e1e', ink: '#e6e6e6', muted: '#a8a8a8', line: '#8f8f8f', categories: dark },
  'high-contrast': {
    ground: '#000000',
    ink: '#ffffff',
    muted: '#ffffff',
    line: '#ffffff',
    categories: contrast,
  },
  'high-contrast-light': {
    ground: '#ffffff',
    ink: '#000000',
    muted: '#000000',
    line: '#000000',
    categories: contrastLight,
  },
};

export interface FigureChoice {
  readonly theme: PictureTheme;
  readonly font: FigureFont;
  readonly fontSize: number;
  readonly transparent: boolean;
  /** Stacks of maps as in LeNet's paper, or boxes as in AlexNet's; boxes for what is computed in streams where it is absent. */
  readonly volumes?: 'maps' | 'boxes' | undefined;
  /** The scale of rows and columns; logarithmic where it is absent. */
  readonly sides?: 'log' | 'linear' | undefined;
  /** That the main line keeps to, in points with the margins; `DEFAULT_WIDTH` where it is absent. */
  readonly width?: number | undefined;
}

/** Printed over both columns of a paper, captions of 11 points become 7; larger letters have as much more. */
export const DEFAULT_WIDTH = 760;

/** The side of the largest map on a linear scale. */
const LARGEST_SIDE = 92;

/** Points for so many rows, so that 7 and 224 both show. */
export function logarithmicSide(extent: number): number {
  return 6 + 9.5 * Math.log2(1 + extent);
}

/** `volumes` are those that the style is for; `margins` are the points of the width that stay free. */
export function figureStyle(
  choice: FigureChoice,
  volumes: readonly FigureVolume[],
  margins: number,
): FigureStyle {
  const { theme, font, fontSize, transparent, sides = 'log' } = choice;
  const { width = DEFAULT_WIDTH * Math.max(1, fontSize / 11) } = choice;
  const { ground, ...colours } = palettes[theme];
  const largest = Math.max(1, ...volumes.flatMap(({ shape }) => (shape.length === 3 ? shape.slice(1) : [])));
  const streamed = volumes.some(({ streams }) => streams > 1);
  return {
    font,
    fontSize,
    ...colours,
    background: transparent ? undefined : ground,
    volumes: choice.volumes ?? (streamed ? 'boxes' : 'maps'),
    sides,
    sideOf: sides === 'log' ? logarithmicSide : (extent) => Math.max(2, (LARGEST_SIDE * extent) / largest),
    width: width - margins,
  };
}

export function widthOf(
  text: string,
  size: number,
  { font }: FigureStyle,
  style: SceneText['style'] = 'regular',
): number {
  return figureTextWidth(text, size, font, style);
}

export interface TextChoice {
  readonly size?: number;
  readonly anchor?: SceneText['anchor'];
  readonly colour?: Colour;
  readonly style?: SceneText['style'];
}

export function label(
  text: string,
  x: number,
  y: number,
  style: FigureStyle,
  choice: TextChoice = {},
): SceneText {
  return {
    kind: 'text',
    text,
    x,
    y,
    size: choice.size ?? style.fontSize,
    anchor: choice.anchor ?? 'middle',
    colour: choice.colour ?? style.ink,
    style: choice.style ?? 'regular',
  };
}
