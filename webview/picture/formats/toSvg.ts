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
    ...runsOf(items).flatMap((run) => runMarkup(run, font, outlinesOf)),
    '</svg>\n',
  ].join('\n');
}

/** Shapes of equal paint in a row, as a stack of maps is, or one text. */
type Run = readonly [SceneItem, ...SceneItem[]];

function runsOf(items: readonly SceneItem[]): readonly Run[] {
  const runs: [SceneItem, ...SceneItem[]][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const isAlike =
      run && item.kind !== 'text' && run[0].kind !== 'text' && paintOf(run[0]) === paintOf(item);
    if (isAlike) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function runMarkup(run: Run, font: FigureFont, outlinesOf: TextOutlines | undefined): readonly string[] {
  const [first] = run;
  if (first.kind === 'text') {
    const outlines = outlinesOf?.(first, font);
    return [outlines === undefined ? textMarkup(first, font) : outlineMarkup(first, outlines)];
  }
  const paths = run.map((item) => (item.kind === 'text' ? '' : pathData(item.commands)));
  if (paths.length === 1) return [`<path d="${paths[0]}"${paintOf(first)}/>`];
  return [`<g${paintOf(first)}>`, ...paths.map((path) => `<path d="${path}"/>`), '</g>'];
}

function paintOf({ fill, stroke, width = 0.75, dashes }: Exclude<SceneItem, SceneText>): string {
  const line = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${width}"`;
  const dashed = dashes ? ` stroke-dasharray="${dashes.map(short).join(' ')}" stroke-linecap="butt"` : '';
  return ` fill="${fill ?? 'none'}"${line}${dashed}`;
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

/** Lines straight across or down are told by where they end on their way. */
function pathData(commands: readonly PathCommand[]): string {
  let [x, y] = ['', ''];
  return commands
    .map(([letter, ...numbers]) => {
      const written = numbers.map(short);
      const [before, above] = [x, y];
      [x, y] = [written.at(-2) ?? '', written.at(-1) ?? ''];
      if (letter !== 'L' || (x === before) === (y === above)) return letter + written.join(' ');
      return x === before ? `V${y}` : `H${x}`;
    })
    .join('');
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
