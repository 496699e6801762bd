// The fonts of pictures: how wide they are, and their files, which PDF and PNG carry so that they look alike everywhere.

import type { FigureFont, SceneText } from '../scene.ts';
import files from './fonts.json';

/** Arimo and Tinos, as wide as Helvetica and Times, with the characters of Windows-1252; see docs/decisions/0013. */
export interface PictureFont {
  /** In PDF's words: `Tinos-Bold`. */
  readonly name: string;
  /** The TrueType file, deflated (zlib), in base64. */
  readonly deflated: string;
  /** Length of the file. */
  readonly bytes: number;
  /** Advance of each code from 32 to 255 at size 1000; 0 where the code has no character. */
  readonly widths: readonly number[];
  /** Of all letters together, at size 1000: left, bottom, right, top. */
  readonly box: readonly number[];
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  /** In degrees, to the left. */
  readonly italicAngle: number;
}

/** Weight 500 is drawn with the regular letters, a little thicker. */
const FILES = { regular: 'regular', medium: 'regular', bold: 'bold', italic: 'italic' } as const;

export function pictureFont(font: FigureFont, style: SceneText['style']): PictureFont {
  return files[font][FILES[style]];
}

/** Windows-1252 where it differs from Latin-1; U+FFFD where it has nothing. */
const FROM_128 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** The character's code in Windows-1252, PDF's WinAnsiEncoding; undefined where it has none. */
export function winAnsiCode(character: string): number | undefined {
  const code = character.codePointAt(0)!;
  if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) return code;
  const place = character === '\ufffd' ? -1 : FROM_128.indexOf(character);
  return place < 0 ? undefined : 0x80 + place;
}
