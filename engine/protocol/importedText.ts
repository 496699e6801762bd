// A text that another one imports.

export interface ImportedText {
  /** Where it came from. */
  readonly file: string;
  readonly text: string;
}
