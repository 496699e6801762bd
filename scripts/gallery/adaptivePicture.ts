// A diagram as one SVG file that is light, dark or of high contrast as its viewer asks.

import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { pictureStyles } from '../../webview/diagram/drawing/stylesheet.ts';
import { darkTheme, lightTheme, type Theme } from '../../webview/diagram/drawing/themes.ts';
import { MARGIN, toMarkup } from '../../webview/diagram/drawing/toMarkup.ts';
import type { Layout } from '../../webview/diagram/layout/layout.ts';
import type { Measure } from '../../webview/diagram/layout/measure.ts';

/** As Visual Studio Code's own: a black ground, and every border drawn. */
export const highContrastTheme: Theme = {
  ...darkTheme,
  canvas: '#000000',
  frames: ['#0a0a0a', '#121212', '#1a1a1a'],
  frameBorder: '#6fc3df',
  node: '#000000',
  nodeBorder: '#6fc3df',
  text: '#ffffff',
  muted: '#e0e0e0',
  edge: '#d4d4d4',
};

export function adaptivePicture(layout: Layout, measure: Measure, title: string): string {
  const drawing = toMarkup(drawDiagram(layout, { measure, marks: new Set(), target: 'picture' }));
  const [width, height] = [Math.ceil(layout.width) + 2 * MARGIN, Math.ceil(layout.height) + 2 * MARGIN];
  const light = pictureStyles(lightTheme);
  const styles = [
    light,
    `@media (prefers-color-scheme: dark) {\n${changed(light, pictureStyles(darkTheme))}\n}`,
    `@media (prefers-contrast: more) {\n${changed(light, pictureStyles(highContrastTheme))}\n}`,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>\n${styles.join('\n')}\n</style>`,
    `<rect class="canvas" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`,
    `${drawing.replaceAll(/<title>[^<]*<\/title>/g, '')}\n</svg>\n`,
  ].join('\n');
}

/** The rules that another theme has otherwise. */
function changed(light: string, other: string): string {
  const known = new Set(light.split('\n'));
  return other
    .split('\n')
    .filter((rule) => !known.has(rule))
    .join('\n');
}
