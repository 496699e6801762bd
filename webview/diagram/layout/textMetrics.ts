// Widths of text from a fixed table, so that the editor and the command line lay out alike.

/**
 * Advance widths of Helvetica at size 1000 for U+0020 to U+007E (Adobe's font metrics); the interface fonts
 * of all systems lie close by; a page asks its own font instead.
 */
export const HELVETICA_ADVANCES: readonly number[] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/**
 * Accented Latin, Greek and Cyrillic letters are about as wide as a capital; other scripts may fill the em.
 */
const LETTER_ADVANCE = 722;
const EM = 1000;
const MEDIUM_FACTOR = 1.06;

export interface TextStyle {
  readonly size: number;
  readonly medium?: boolean;
}

/** How far a font moves on after a character, in thousandths of the em. */
export type Advances = (codePoint: number, medium: boolean) => number;

export const helveticaAdvances: Advances = (codePoint, medium) =>
  advanceOf(codePoint) * (medium ? MEDIUM_FACTOR : 1);

/** Pixels that the text takes. */
export function textWidth(text: string, style: TextStyle, advances = helveticaAdvances): number {
  let advance = 0;
  for (const character of text) advance += advances(character.codePointAt(0)!, style.medium ?? false);
  return (advance / EM) * style.size;
}

function advanceOf(codePoint: number): number {
  if (codePoint < 0x20 || codePoint === 0x7f) return 0;
  if (codePoint < 0x7f) return HELVETICA_ADVANCES[codePoint - 0x20]!;
  if (codePoint < 0x590) return LETTER_ADVANCE;
  return EM * 1.25;
}

/** The text, or its beginning and an ellipsis, so that it takes at most `width` pixels. */
export function fitText(text: string, style: TextStyle, width: number, advances = helveticaAdvances): string {
  // No more than this can fit: it bounds the work on hostile names.
  const bounded = text.length > 400 ? text.slice(0, 400) : text;
  if (bounded === text && textWidth(text, style, advances) <= width) return text;
  const room = width - textWidth('…', style, advances);
  let used = 0;
  let kept = '';
  for (const character of bounded) {
    used += textWidth(character, style, advances);
    if (used > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
