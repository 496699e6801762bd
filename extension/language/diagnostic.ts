// What the checker says about a text.

/** A half-open range of UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface Location {
  /** The key of the document, as the file host gave it. */
  readonly file: string;
  readonly range: TextRange;
}

/** A change that cures a diagnostic. */
export interface Fix {
  /** What it does, as a verb: "Add `padding: same`". */
  readonly title: string;
  readonly edits: readonly { readonly file: string; readonly range: TextRange; readonly text: string }[];
}

export interface Diagnostic extends Location {
  readonly severity: 'error' | 'warning' | 'info';
  /** One of `codes.ts`. */
  readonly code: string;
  /** What is wrong, with the numbers, and what to do. */
  readonly message: string;
  /** The chain of causes. */
  readonly related: readonly (Location & { readonly message: string })[];
  readonly fixes: readonly Fix[];
}
