// A figure as an SVG file.

import { figureTextWidth } from '../fontMetrics.ts';
import type { FigureFont, PathCommand, Scene, SceneItem, SceneText } from '../scene.ts';

export const FAMILIES: Readonly<Record<FigureFont, string>> = {
  serif: "'Latin Modern Roman', 'Computer Modern', 'CMU Serif', 'Times New Roman', 'Liberation Serif', serif",
  sans: "'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif",
};

/** Path data of a text's letters; undefined where the font lacks one of them. */
export type TextOutlines = (text: SceneText, font: FigureFont) => string | undefined;

/**
 * It loads nothing and runs nothing; every text is escaped. With `outlinesOf` letters are drawn as paths, for programs that
 * have other fonts, or none.
 */
export function sceneToSvg(
  { title, width, height, background, items, font }: Scene,
  outlinesOf?: TextOutlines,
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeText(FAMILIES[font])}" stroke-linejoin="round" stroke-linecap="round">`,
    `<title>${escapeText(title)}</title>`,
    ...(background === undefined ? [] : [`<rect width="${width}" height="${height}" fill="${background}"/>`]),
    ...items.map((item) => itemMarkup(item, font, outlinesOf)),
    '</svg>\n',
  ].join('\n');
}

function itemMarkup(item: SceneItem, font: FigureFont, outlinesOf: TextOutlines | undefined): string {
  if (item.kind === 'text') {
    const outlines = outlinesOf?.(item, font);
    return outlines === undefined ? textMarkup(item, font) : outlineMarkup(item, outlines);
  }
  const { commands, fill, stroke, width = 0.75, dashes } = item;
  const line = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${width}"`;
  const dashed = dashes ? ` stroke-dasharray="${dashes.map(short).join(' ')}" stroke-linecap="butt"` : '';
  return `<path d="${commands.map(commandText).join('')}" fill="${fill ?? 'none'}"${line}${dashed}/>`;
}

const STYLES: Readonly<Record<SceneText['style'], string>> = {
  regular: '',
  medium: ' font-weight="500"',
  bold: ' font-weight="600"',
  italic: ' font-style="italic"',
};

/** It keeps to its width in whatever font the viewer has. */
function textMarkup(item: SceneText, font: FigureFont): string {
  const place = `x="${short(item.x)}" y="${short(item.y)}" font-size="${short(item.size)}"`;
  const width = short(figureTextWidth(item.text, item.size, font, item.style));
  return `<text ${place} textLength="${width}" lengthAdjust="spacingAndGlyphs" text-anchor="${item.anchor}" fill="${item.colour}"${STYLES[item.style]}>${escapeText(item.text)}</text>`;
}

/** Of the size: how much thicker a line makes medium letters. */
export const MEDIUM_LINE = 0.025;

function outlineMarkup({ style, size, colour }: SceneText, outlines: string): string {
  const line = style === 'medium' ? ` stroke="${colour}" stroke-width="${short(size * MEDIUM_LINE)}"` : '';
  return `<path d="${outlines}" fill="${colour}"${line}/>`;
}

function commandText([letter, ...numbers]: PathCommand): string {
  return letter + numbers.map(short).join(' ');
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeText(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}￾￿]/gu, ' ');
  return clean
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
