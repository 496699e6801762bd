// Texts of a picture as path data, from the fonts that ship: a PNG then needs no font of the machine's.

import { inflateSync } from 'node:zlib';
import { figureTextWidth } from '../webview/picture/fontMetrics.ts';
import { type PictureFont, pictureFont } from '../webview/picture/fonts/pictureFonts.ts';
import type { TextOutlines } from '../webview/picture/formats/toSvg.ts';
import type { Place } from '../webview/picture/scene.ts';
import { type Glyph, type OutlinePoint, readTrueType, type TrueTypeFont } from './trueType.ts';

/** Reads each font once, when the first text needs it. */
export function createTextOutlines(): TextOutlines {
  const opened = new Map<PictureFont, TrueTypeFont>();
  const open = (file: PictureFont): TrueTypeFont => {
    const known = opened.get(file) ?? readTrueType(inflateSync(Buffer.from(file.deflated, 'base64')));
    opened.set(file, known);
    return known;
  };
  return ({ text, x, y, size, anchor, style }, font) => {
    const { glyph, unitsPerEm } = open(pictureFont(font, style));
    const glyphs = [...text].map((character) => glyph(character.codePointAt(0)!));
    if (!glyphs.every((found) => found !== undefined)) return undefined;
    const width = figureTextWidth(text, size, font, style);
    const scale = size / unitsPerEm;
    let left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width;
    return glyphs
      .map((letter) => {
        const data = glyphData(letter, ({ x: across, y: up }) => ({
          x: left + across * scale,
          y: y - up * scale,
        }));
        left += letter.advance * scale;
        return data;
      })
      .join('');
  };
}

function glyphData({ contours }: Glyph, placed: (point: Place) => Place): string {
  const at = (point: Place) => {
    const { x, y } = placed(point);
    return `${Number(x.toFixed(3))} ${Number(y.toFixed(3))}`;
  };
  return contours.map((contour) => contourData(contour, at)).join('');
}

function contourData(contour: readonly OutlinePoint[], at: (point: Place) => string): string {
  const points = withMiddles(contour);
  const begin = points.findIndex(({ onLine }) => onLine);
  if (begin < 0) return '';
  const turned = [...points.slice(begin + 1), ...points.slice(0, begin + 1)];
  let control: OutlinePoint | undefined;
  const parts = [`M${at(points[begin]!)}`];
  for (const point of turned) {
    if (!point.onLine) control = point;
    else {
      parts.push(control === undefined ? `L${at(point)}` : `Q${at(control)} ${at(point)}`);
      control = undefined;
    }
  }
  return `${parts.join('')}Z`;
}

/** With the points on the line that two controls in a row imply. */
function withMiddles(contour: readonly OutlinePoint[]): readonly OutlinePoint[] {
  return contour.flatMap((point, place) => {
    const next = contour[(place + 1) % contour.length]!;
    if (point.onLine || next.onLine) return [point];
    return [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, onLine: true }];
  });
}
