// Messages that ask a page for what it shows as a file: plain data.

export type PictureFormat = 'svg' | 'png' | 'pdf' | 'tex';

/** Colours of a picture that stands alone; of high contrast as the editor's themes of these names. */
export const pictureThemeNames = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

export type PictureTheme = (typeof pictureThemeNames)[number];

export interface PictureRequest {
  readonly format: PictureFormat;
  /** Pixels of a PNG for one point. */
  readonly scale: number;
  /** Of a diagram; a figure has its own. */
  readonly theme: PictureTheme;
}

export interface ToPicturePage {
  readonly kind: 'encode';
  /** Names the answer. */
  readonly id: number;
  readonly request: PictureRequest;
}

export type FromPicturePage =
  | { readonly kind: 'encoded'; readonly id: number; readonly base64: string }
  /** Says what is wrong and what to do. */
  | { readonly kind: 'notEncoded'; readonly id: number; readonly message: string };
