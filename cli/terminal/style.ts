// Colours and emphasis for a terminal; plain text anywhere else.

export interface Style {
  /** Columns of the terminal; undefined where it is none. */
  readonly width: number | undefined;
  bold(text: string): string;
  muted(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  blue(text: string): string;
}

export const plainStyle: Style = {
  width: undefined,
  bold: (text) => text,
  muted: (text) => text,
  red: (text) => text,
  yellow: (text) => text,
  green: (text) => text,
  blue: (text) => text,
};

const wrap = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;

const colored: Omit<Style, 'width'> = {
  bold: wrap(1, 22),
  muted: wrap(2, 22),
  red: wrap(31, 39),
  yellow: wrap(33, 39),
  green: wrap(32, 39),
  blue: wrap(34, 39),
};

/** Colours only where a person looks: a terminal, unless NO_COLOR (https://no-color.org) is set. */
export function styleFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const terminal = stream.isTTY === true;
  const looks = !environment['NO_COLOR'] && (terminal || environment['FORCE_COLOR']) ? colored : plainStyle;
  return { ...looks, width: terminal ? stream.columns : undefined };
}

/** The number of columns that a text takes, escape sequences not counted. */
export function visibleWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  return [...text.replace(/\u001b\[\d+m/g, '')].length;
}

/** The text, or its beginning and an ellipsis, in so many columns at most; its escape sequences stay. */
export function clipText(text: string, most: number): string {
  if (visibleWidth(text) <= most) return text;
  let left = most - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  const parts = text.split(/(\u001b\[\d+m)/);
  const kept = parts.map((part, place) => {
    if (place % 2 === 1) return part;
    const characters = [...part];
    const shown = characters.slice(0, left).join('');
    const cut = left > 0 && characters.length > left;
    left = Math.max(0, left - characters.length);
    return cut ? `${shown}…` : shown;
  });
  return kept.join('');
}
