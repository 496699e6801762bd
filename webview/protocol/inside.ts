// Messages between the panel "Look Inside" and its page: plain data.

export interface ShownPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Row by row, one byte for each channel; base64. */
  readonly bytes: string;
}

export interface ShownMaps {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly bytes: string;
}

export interface ShownInsight {
  readonly image: ShownPicture;
  readonly label?: string;
  readonly count: number;
  readonly classes: readonly { readonly name: string; readonly probability: number }[];
  readonly saliency: ShownPicture;
  readonly layer: {
    readonly path: string;
    readonly kind: string;
    readonly shape: readonly number[];
    readonly maps: ShownMaps;
    readonly total: number;
    readonly activation?: {
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly inputs: { readonly low: number; readonly high: number; readonly counts: readonly number[] };
    };
  };
  readonly filters?: {
    readonly path: string;
    readonly pictures: readonly ShownPicture[];
    readonly total: number;
  };
}

/** What is looked at. */
export interface InsideChoice {
  /** A validation image by its place from zero, or a file. */
  readonly image: { readonly index: number } | { readonly file: string };
  readonly layer: string;
  readonly method: 'gradient' | 'occlusion';
}

/** Of the run whose network is looked at. */
export interface InsideSubject {
  readonly model: string;
  readonly folder: string;
  /** Paths, in the order of the text. */
  readonly layers: readonly string[];
}

export type ToInside =
  /** No run was chosen yet. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'subject'; readonly subject: InsideSubject; readonly choice: InsideChoice }
  /** It is being worked on. */
  | { readonly kind: 'working'; readonly choice: InsideChoice }
  | { readonly kind: 'insight'; readonly choice: InsideChoice; readonly insight: ShownInsight }
  /** What went wrong and what to do. */
  | { readonly kind: 'problem'; readonly message: string };

export type FromInside =
  | { readonly kind: 'ready' }
  | { readonly kind: 'choose'; readonly choice: InsideChoice }
  /** Ask the user for an image file. */
  | { readonly kind: 'openImage' }
  /** Ask the user for a run. */
  | { readonly kind: 'openRun' }
  | { readonly kind: 'reveal'; readonly layer: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What the page remembers over a reload. */
export interface KeptInside {
  readonly folder: string;
}
