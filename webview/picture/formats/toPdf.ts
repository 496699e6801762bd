// A figure as a PDF file of one page, with the standard fonts that every reader has (ISO 32000-1).

import { figureTextWidth } from '../fontMetrics.ts';
import type { FigureFont, PathCommand, Scene, ScenePath, SceneText } from '../scene.ts';

const FONTS: Readonly<Record<FigureFont, Readonly<Record<SceneText['style'], string>>>> = {
  serif: { regular: 'Times-Roman', bold: 'Times-Bold', italic: 'Times-Italic' },
  sans: { regular: 'Helvetica', bold: 'Helvetica-Bold', italic: 'Helvetica-Oblique' },
};
const RESOURCES: Readonly<Record<SceneText['style'], string>> = { regular: 'F1', bold: 'F2', italic: 'F3' };

/** Bytes as a text of characters up to U+00FF. Characters that the standard fonts lack become question marks. */
export function sceneToPdf(scene: Scene): Uint8Array {
  const content = [
    // PDF counts from the bottom.
    `1 0 0 -1 0 ${number(scene.height)} cm 1 J 1 j`,
    ...(scene.background === undefined
      ? []
      : [`${colour(scene.background)} rg 0 0 ${scene.width} ${scene.height} re f`]),
    ...scene.items.map((item) => (item.kind === 'path' ? pathOperators(item) : textOperators(item, scene))),
  ].join('\n');
  const styles = ['regular', 'bold', 'italic'] as const;
  const fonts = styles.map(
    (style) =>
      `<< /Type /Font /Subtype /Type1 /BaseFont /${FONTS[scene.font][style]} /Encoding /WinAnsiEncoding >>`,
  );
  const references = styles.map((style, place) => `/${RESOURCES[style]} ${5 + place} 0 R`).join(' ');
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${scene.width} ${scene.height}] /Contents 4 0 R /Resources << /Font << ${references} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...fonts,
    `<< /Title (${textString(scene.title)}) /Producer (Netwright) >>`,
  ]);
}

/** Objects are numbered from 1; the last one describes the document. */
function assemble(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.4\n';
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

function pathOperators({ commands, fill, stroke, width = 0.75, dashed }: ScenePath): string {
  const paint = fill !== undefined && stroke !== undefined ? 'B' : fill !== undefined ? 'f' : 'S';
  return [
    ...(fill === undefined ? [] : [`${colour(fill)} rg`]),
    ...(stroke === undefined
      ? []
      : [`${colour(stroke)} RG ${number(width)} w ${dashed ? '[3 2.2] 0 d' : '[] 0 d'}`]),
    ...commands.map(pathOperator),
    paint,
  ].join(' ');
}

const OPERATORS = { M: 'm', L: 'l', C: 'c' } as const;

function pathOperator([letter, ...numbers]: PathCommand): string {
  return letter === 'Z' ? 'h' : `${numbers.map(number).join(' ')} ${OPERATORS[letter]}`;
}

function textOperators({ text, x, y, size, anchor, colour: ink, style }: SceneText, { font }: Scene): string {
  const width = figureTextWidth(text, size, font, style);
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width;
  const matrix = `1 0 0 -1 ${number(left)} ${number(y)}`;
  return `BT ${colour(ink)} rg /${RESOURCES[style]} ${number(size)} Tf ${matrix} Tm (${textString(text)}) Tj ET`;
}

/** `#rrggbb` as three numbers from 0 to 1. */
function colour(hex: string): string {
  return [1, 3, 5].map((start) => number(Number.parseInt(hex.slice(start, start + 2), 16) / 255)).join(' ');
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** Printable Latin characters, with PDF's own signs escaped. */
function textString(text: string): string {
  return [...text]
    .map((character) => (/^[\u0020-\u007e\u00a1-\u00ff]$/.test(character) ? character : '?'))
    .join('')
    .replace(/[\\()]/g, (sign) => `\\${sign}`);
}
