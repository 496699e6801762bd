// Widths of text in a picture's fonts.

import { pictureFont, winAnsiCode } from './fonts/pictureFonts.ts';
import type { FigureFont, SceneText } from './scene.ts';

/** Letters of other scripts are about as wide as a capital, or as the em. */
const LETTER = 700;
const WIDE = 1000;

/** Points that a text takes; viewers that have other fonts are told to keep to it. */
export function figureTextWidth(
  text: string,
  size: number,
  font: FigureFont,
  style: SceneText['style'] = 'regular',
): number {
  const { widths } = pictureFont(font, style);
  let advance = 0;
  for (const character of text) {
    const code = winAnsiCode(character);
    advance += code === undefined ? foreign(character.codePointAt(0)!) : widths[code - 0x20]!;
  }
  return (advance / 1000) * size;
}

function foreign(codePoint: number): number {
  if (codePoint < 0x20) return 0;
  return codePoint < 0x590 ? LETTER : WIDE;
}
