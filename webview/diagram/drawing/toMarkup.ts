// A drawing as an SVG file.

import type { Layout } from '../layout/layout.ts';
import { coordinate, type SvgElement } from './element.ts';
import { pictureStyles } from './stylesheet.ts';
import type { Theme } from './themes.ts';

/** Of the ground around the drawing. */
export const MARGIN = 16;

export interface PictureParts {
  readonly drawing: SvgElement;
  readonly layout: Pick<Layout, 'width' | 'height'>;
  readonly theme: Theme;
  /** What the picture shows, for those who cannot see it. */
  readonly title: string;
  /** Points of the picture for one of the layout; 1 where it is absent. */
  readonly scale?: number;
  /** Without the canvas behind it. */
  readonly transparent?: boolean;
}

/** A whole SVG file with its colours inside; it loads nothing and runs nothing. */
export function toPicture(parts: PictureParts): string {
  const { drawing, layout, theme, title, scale = 1, transparent } = parts;
  const width = Math.ceil(layout.width) + 2 * MARGIN;
  const height = Math.ceil(layout.height) + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${coordinate(width * scale)}" height="${coordinate(height * scale)}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<style>\n${pictureStyles(theme)}\n</style>`,
    ...(transparent
      ? []
      : [`<rect class="canvas" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`]),
    toMarkup(drawing),
    '</svg>\n',
  ].join('\n');
}

/** Every text and attribute is escaped, and what XML cannot hold is left out. */
export function toMarkup(element: SvgElement): string {
  const attributes = Object.entries(element.attributes).map(
    ([name, value]) => ` ${name}="${escapeText(value)}"`,
  );
  const open = `<${element.tag}${attributes.join('')}`;
  if (element.children.length === 0) return `${open}/>`;
  const children = element.children.map((child) =>
    typeof child === 'string' ? escapeText(child) : toMarkup(child),
  );
  const separator = element.tag === 'g' && element.attributes['class'] !== 'line' ? '\n' : '';
  return `${open}>${separator}${children.join(separator)}${separator}</${element.tag}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
