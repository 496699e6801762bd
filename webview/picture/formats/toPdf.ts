// A picture as a PDF file of one page with its fonts inside, as publishers ask for (ISO 32000-1).

import { figureTextWidth } from '../fontMetrics.ts';
import { type PictureFont, pictureFont, winAnsiCode } from '../fonts/pictureFonts.ts';
import type { FigureFont, PathCommand, Scene, ScenePath, SceneText } from '../scene.ts';
import { MEDIUM_LINE } from './toSvg.ts';

/** No side of a page may be longer; larger pages count in larger units (annex C.2). */
const LONGEST_SIDE = 14_400;

/** Bytes as a text of characters up to U+00FF. Characters that the fonts lack become question marks. */
export function sceneToPdf(scene: Scene): Uint8Array {
  const unit = Math.ceil(Math.max(scene.width, scene.height) / LONGEST_SIDE);
  const fonts = fontsOf(scene);
  const content = contentOf(scene, unit);
  const fontObjects = fonts.flatMap((font, place) => objectsOf(font, FIRST_FONT + place * FONT_OBJECTS));
  const references = fonts.map(({ name }, place) => `/${name} ${FIRST_FONT + place * FONT_OBJECTS} 0 R`);
  const box = `[0 0 ${number(scene.width / unit)} ${number(scene.height / unit)}]`;
  const units = unit === 1 ? '' : ` /UserUnit ${unit}`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox ${box}${units} /Contents 4 0 R /Resources << /Font << ${references.join(' ')} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...fontObjects,
    `<< /Title ${titleString(scene.title)} /Producer (Netwright) >>`,
  ];
  return assemble(unit === 1 ? '1.4' : '1.6', objects);
}

/** Numbers of the objects: after the page and its content each font has its own, its descriptor and its file. */
const FIRST_FONT = 5;
const FONT_OBJECTS = 3;

/** The fonts that texts are set in, each once. */
function fontsOf({ items, font }: Scene): readonly PictureFont[] {
  const styles = items.flatMap((item) => (item.kind === 'text' ? [item.style] : []));
  return [...new Set(styles.map((style) => pictureFont(font, style)))];
}

function contentOf(scene: Scene, unit: number): string {
  const scale = number(1 / unit, 9);
  const { width, height, background, items, font } = scene;
  return [
    // PDF counts from the bottom.
    `${scale} 0 0 -${scale} 0 ${number(height / unit)} cm 1 J 1 j`,
    ...(background === undefined ? [] : [`${colour(background)} rg 0 0 ${width} ${height} re f`]),
    ...items.map((item) => (item.kind === 'path' ? pathOperators(item) : textOperators(item, font))),
  ].join('\n');
}

/** Flags of a descriptor: letters of the Latin alphabet, serifs, slanted. */
const [LATIN, SERIF, ITALIC] = [32, 2, 64];

function objectsOf(font: PictureFont, first: number): readonly string[] {
  // Six letters before the name say that the file holds a part of the font's characters.
  const name = `NETWRT+${font.name}`;
  const flags = LATIN + (font.name.startsWith('Tinos') ? SERIF : 0) + (font.italicAngle === 0 ? 0 : ITALIC);
  const stem = font.name.endsWith('Bold') ? 140 : 80;
  const file = atob(font.deflated);
  return [
    `<< /Type /Font /Subtype /TrueType /BaseFont /${name} /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [${font.widths.join(' ')}] /FontDescriptor ${first + 1} 0 R >>`,
    `<< /Type /FontDescriptor /FontName /${name} /Flags ${flags} /FontBBox [${font.box.join(' ')}] /ItalicAngle ${font.italicAngle} /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight ${font.capHeight} /StemV ${stem} /FontFile2 ${first + 2} 0 R >>`,
    `<< /Length ${file.length} /Length1 ${font.bytes} /Filter /FlateDecode >>\nstream\n${file}\nendstream`,
  ];
}

/** Objects are numbered from 1; the last one describes the document. */
function assemble(version: string, objects: readonly string[]): Uint8Array {
  // A comment of bytes above 127 tells programs that the file is not text.
  let text = `%PDF-${version}\n%\u00e2\u00e3\u00cf\u00d3\n`;
  const offsets = objects.map((object, place) => {
    const offset = text.length;
    text += `${place + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function pathOperators({ commands, fill, stroke, width = 0.75, dashes }: ScenePath): string {
  const paint = fill !== undefined && stroke !== undefined ? 'B' : fill !== undefined ? 'f' : 'S';
  return [
    ...(fill === undefined ? [] : [`${colour(fill)} rg`]),
    ...(stroke === undefined ? [] : [`${colour(stroke)} RG ${number(width)} w ${dashOperators(dashes)}`]),
    ...commands.map(pathOperator),
    paint,
  ].join(' ');
}

/** Ends of dashes are straight, since round ones would fill the gaps. */
function dashOperators(dashes: ScenePath['dashes']): string {
  return dashes ? `[${dashes.map((part) => number(part)).join(' ')}] 0 d 0 J` : '[] 0 d 1 J';
}

const OPERATORS = { M: 'm', L: 'l', C: 'c' } as const;

function pathOperator([letter, ...numbers]: PathCommand): string {
  return letter === 'Z' ? 'h' : `${numbers.map((value) => number(value)).join(' ')} ${OPERATORS[letter]}`;
}

function textOperators(item: SceneText, font: FigureFont): string {
  const { text, x, y, size, anchor, style } = item;
  const width = figureTextWidth(text, size, font, style);
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width;
  const ink = colour(item.colour);
  const line = style === 'medium' ? `${ink} RG ${number(size * MEDIUM_LINE)} w [] 0 d 2 Tr` : '0 Tr';
  const { name } = pictureFont(font, style);
  const matrix = `1 0 0 -1 ${number(left)} ${number(y)}`;
  return `BT ${ink} rg ${line} /${name} ${number(size)} Tf ${matrix} Tm (${textString(text)}) Tj ET`;
}

/** `#rrggbb` as three numbers from 0 to 1. */
function colour(hex: string): string {
  return [1, 3, 5].map((start) => number(Number.parseInt(hex.slice(start, start + 2), 16) / 255)).join(' ');
}

function number(value: number, digits = 3): string {
  return String(Number(value.toFixed(digits)));
}

/** What is not ASCII in UTF-16, which every title may be in. */
function titleString(text: string): string {
  if (/^[ -~]*$/.test(text)) return `(${textString(text)})`;
  const units = Array.from({ length: text.length }, (_, place) => text.charCodeAt(place));
  return `<FEFF${units.map((unit) => unit.toString(16).padStart(4, '0')).join('')}>`;
}

/** In WinAnsiEncoding, with PDF's own signs escaped. */
function textString(text: string): string {
  return [...text]
    .map((character) => String.fromCharCode(winAnsiCode(character) ?? 0x3f))
    .join('')
    .replace(/[\\()]/g, (sign) => `\\${sign}`);
}
