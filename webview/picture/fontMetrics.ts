// Widths of text in the two standard fonts of a figure, from Adobe's font metrics.

import { HELVETICA_ADVANCES } from '../diagram/layout/textMetrics.ts';
import type { FigureFont, SceneText } from './scene.ts';

/** Advance widths of Times Roman at size 1000 for U+0020 to U+007E. */
const TIMES = [
  250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
  500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
  389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
  500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
  278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
/** Letters of other scripts are about as wide as a capital, or as the em. */
const LETTER = 700;
const WIDE = 1000;
/** Bold letters are a little wider. */
const BOLD = 1.06;

/** Points that a text takes, in its font's standard form; viewers are told to keep to it. */
export function figureTextWidth(
  text: string,
  size: number,
  font: FigureFont,
  style: SceneText['style'] = 'regular',
): number {
  const table = font === 'serif' ? TIMES : HELVETICA_ADVANCES;
  let advance = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    advance += code < 0x20 ? 0 : (table[code - 0x20] ?? (code < 0x590 ? LETTER : WIDE));
  }
  return (advance / 1000) * size * (style === 'bold' ? BOLD : 1);
}
