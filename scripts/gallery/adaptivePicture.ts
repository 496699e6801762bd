// A diagram as one SVG file that is light, dark or of high contrast as its viewer asks.

import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { pictureStyles } from '../../webview/diagram/drawing/stylesheet.ts';
import { pictureThemes } from '../../webview/diagram/drawing/themes.ts';
import { MARGIN, toMarkup } from '../../webview/diagram/drawing/toMarkup.ts';
import type { Layout } from '../../webview/diagram/layout/layout.ts';
import type { Measure } from '../../webview/diagram/layout/measure.ts';

export function adaptivePicture(layout: Layout, measure: Measure, title: string): string {
  const drawing = toMarkup(drawDiagram(layout, { measure, marks: new Set(), target: 'picture' }));
  const [width, height] = [Math.ceil(layout.width) + 2 * MARGIN, Math.ceil(layout.height) + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>\n${adaptiveStyles()}\n</style>`,
    `<rect class="canvas" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`,
    `${drawing.replaceAll(/<title>[^<]*<\/title>/g, '')}\n</svg>\n`,
  ].join('\n');
}

/** Light; then, over what holds already, what each other wish of the viewer's changes. */
export function adaptiveStyles(): string {
  const { light, dark, ...contrast } = pictureThemes;
  const [lightRules, darkRules] = [pictureStyles(light), pictureStyles(dark)];
  const more = '@media (prefers-contrast: more) and (prefers-color-scheme:';
  return [
    lightRules,
    `@media (prefers-color-scheme: dark) {\n${changed(lightRules, darkRules)}\n}`,
    `${more} light) {\n${changed(lightRules, pictureStyles(contrast['high-contrast-light']))}\n}`,
    `${more} dark) {\n${changed(darkRules, pictureStyles(contrast['high-contrast']))}\n}`,
  ].join('\n');
}

/** The rules that another theme has otherwise. */
function changed(before: string, other: string): string {
  const known = new Set(before.split('\n'));
  return other
    .split('\n')
    .filter((rule) => !known.has(rule))
    .join('\n');
}
