// Classes of characters, by UTF-16 code unit.

export const codeUnit = {
  quote: 34,
  openParenthesis: 40,
  star: 42,
  slash: 47,
  backslash: 92,
} as const;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isIdentifierStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

export function isIdentifierPart(code: number): boolean {
  return isIdentifierStart(code) || isDigit(code);
}

export function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** Space, tab, form feed, no-break space and the byte order mark. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12 || code === 160 || code === 65279;
}
