// A figure as an SVG file.

import { figureTextWidth } from '../fontMetrics.ts';
import type { FigureFont, PathCommand, Scene, SceneItem } from '../scene.ts';

export const FAMILIES: Readonly<Record<FigureFont, string>> = {
  serif: "'Latin Modern Roman', 'Computer Modern', 'CMU Serif', 'Times New Roman', 'Liberation Serif', serif",
  sans: "'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif",
};

/** It loads nothing and runs nothing; every text is escaped. */
export function sceneToSvg({ title, width, height, background, items, font }: Scene): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeText(FAMILIES[font])}" stroke-linejoin="round" stroke-linecap="round">`,
    `<title>${escapeText(title)}</title>`,
    ...(background === undefined ? [] : [`<rect width="${width}" height="${height}" fill="${background}"/>`]),
    ...items.map((item) => itemMarkup(item, font)),
    '</svg>\n',
  ].join('\n');
}

/** Texts keep to their width in whatever font the viewer has. */
function itemMarkup(item: SceneItem, font: FigureFont): string {
  if (item.kind === 'text') {
    const weight = item.style === 'bold' ? ' font-weight="600"' : '';
    const slant = item.style === 'italic' ? ' font-style="italic"' : '';
    const place = `x="${short(item.x)}" y="${short(item.y)}" font-size="${short(item.size)}"`;
    const width = short(figureTextWidth(item.text, item.size, font, item.style));
    return `<text ${place} textLength="${width}" lengthAdjust="spacingAndGlyphs" text-anchor="${item.anchor}" fill="${item.colour}"${weight}${slant}>${escapeText(item.text)}</text>`;
  }
  const { commands, fill, stroke, width = 0.75, dashed } = item;
  const line = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${width}"`;
  const dashes = dashed ? ' stroke-dasharray="3 2.2"' : '';
  return `<path d="${commands.map(commandText).join('')}" fill="${fill ?? 'none'}"${line}${dashes}/>`;
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
