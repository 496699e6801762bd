// Messages between the figure's panel in the editor and its page: plain data.

import type { FigureModel } from './figure.ts';
import type { FromPicturePage, PictureTheme, ToPicturePage } from './picture.ts';

/** How finely a figure shows the main line: as fits a page, block by block, or layer by layer. */
export type FigureDepth = 'fit' | 'blocks' | 'layers';

/** What the user chose; kept over a reload of the window. */
export interface FigureChoices {
  /** `editor` follows the colour theme. */
  readonly theme: 'editor' | PictureTheme;
  readonly font: 'serif' | 'sans';
  /** In points. */
  readonly size: number;
  readonly depth: FigureDepth;
  /** `fit`: boxes for what is computed in streams, otherwise maps. */
  readonly volumes: 'fit' | 'maps' | 'boxes';
  /** The scale of rows and columns. */
  readonly sides: 'log' | 'linear';
}

export interface KeptFigure {
  readonly file?: string;
  readonly model?: string;
  /** A state that an older page kept may lack some. */
  readonly choices: Partial<FigureChoices>;
}

export type ToFigurePage =
  | {
      readonly kind: 'figure';
      readonly figure: FigureModel;
      readonly models: readonly string[];
      readonly file: string;
    }
  /** Nothing can be drawn; says why and what to do. */
  | { readonly kind: 'empty'; readonly message: string }
  | ToPicturePage;

export type FromFigurePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'depth'; readonly depth: FigureDepth }
  | { readonly kind: 'chooseModel'; readonly model: string }
  | { readonly kind: 'export' }
  | { readonly kind: 'failed'; readonly message: string }
  | FromPicturePage;
