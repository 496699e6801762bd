// Messages that ask a page for what it shows as a file: plain data.

export type PictureFormat = 'svg' | 'png' | 'pdf' | 'tex';

export interface PictureRequest {
  readonly format: PictureFormat;
  /** Pixels of a PNG for one point. */
  readonly scale: number;
  /** Of a diagram; a figure has its own. */
  readonly theme: 'light' | 'dark';
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
