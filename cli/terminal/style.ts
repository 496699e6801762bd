// Colours and emphasis for a terminal; plain text anywhere else.

export interface Style {
  bold(text: string): string;
  muted(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  blue(text: string): string;
}

export const plainStyle: Style = {
  bold: (text) => text,
  muted: (text) => text,
  red: (text) => text,
  yellow: (text) => text,
  green: (text) => text,
  blue: (text) => text,
};

const wrap = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;

const colored: Style = {
  bold: wrap(1, 22),
  muted: wrap(2, 22),
  red: wrap(31, 39),
  yellow: wrap(33, 39),
  green: wrap(32, 39),
  blue: wrap(34, 39),
};

/** Colours only where a person looks: a terminal, unless NO_COLOR (https://no-color.org) is set. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  if (environment['NO_COLOR']) return plainStyle;
  return stream.isTTY === true || environment['FORCE_COLOR'] ? colored : plainStyle;
}

/** The number of columns that a text takes, escape sequences not counted. */
export function visibleWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  return [...text.replace(/\u001b\[\d+m/g, '')].length;
}
