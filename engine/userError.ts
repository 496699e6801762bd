// The one error class that users meet: it says what is wrong, where, and what to do.

/** A problem with the user's text, data, files or machine. Anything else that is thrown is a mistake of ours. */
export class UserError extends Error {
  /** Stable, such as `data.truncated`; listed in docs/diagnostics.md. */
  readonly code: string;
  readonly file: string | undefined;
  /** From zero. */
  readonly line: number | undefined;

  constructor(
    code: string,
    message: string,
    place: { readonly file?: string; readonly line?: number; readonly cause?: unknown } = {},
  ) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.name = 'UserError';
    this.code = code;
    this.file = place.file;
    this.line = place.line;
  }
}
