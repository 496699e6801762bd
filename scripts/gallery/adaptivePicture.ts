// A diagram as SVG files that are light or dark as their viewer asks: one as it is, one of high contrast.

import { drawDiagram } from '../../webview/diagram/drawing/drawDiagram.ts';
import { pictureStyles } from '../../webview/diagram/drawing/stylesheet.ts';
import { pictureThemes } from '../../webview/diagram/drawing/themes.ts';
import { MARGIN, toMarkup } from '../../webview/diagram/drawing/toMarkup.ts';
import type { Layout } from '../../webview/diagram/layout/layout.ts';
import type { Measure } from '../../webview/diagram/layout/measure.ts';
import { shareRepeated } from './sharedParts.ts';

/**
 * Two files, since a browser tells a picture in a page which colour scheme is asked for, but not which contrast: the
 * page must choose.
 */
export interface AdaptivePicture {
  readonly plain: string;
  readonly contrast: string;
}

const { light, dark, 'high-contrast': contrastDark, 'high-contrast-light': contrastLight } = pictureThemes;

export const plainStyles = adaptiveStyles(pictureStyles(light), pictureStyles(dark));
export const contrastStyles = adaptiveStyles(pictureStyles(contrastLight), pictureStyles(contrastDark));

export function adaptivePicture(layout: Layout, measure: Measure, title: string): AdaptivePicture {
  const { definitions, drawing } = shareRepeated(
    drawDiagram(layout, { measure, marks: new Set(), target: 'picture' }),
  );
  const shown = `${toMarkup(definitions)}\n${toMarkup(drawing)}`;
  const [width, height] = [Math.ceil(layout.width) + 2 * MARGIN, Math.ceil(layout.height) + 2 * MARGIN];
  const styled = (styles: string) =>
    [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
      `<title>${title}</title>`,
      `<style>\n${usedRules(styles, shown)}\n</style>`,
      `<rect class="canvas" x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}"/>`,
      `${shown}\n</svg>\n`,
    ].join('\n');
  return { plain: styled(plainStyles), contrast: styled(contrastStyles) };
}

/** Light; then, over what holds already, what another wish of the viewer's changes. */
function adaptiveStyles(lightRules: string, darkRules: string): string {
  const known = new Set(lightRules.split('\n'));
  const changed = darkRules.split('\n').filter((rule) => !known.has(rule));
  return `${lightRules}\n@media (prefers-color-scheme: dark) {\n${changed.join('\n')}\n}`;
}

/** Rules whose every class is somewhere in the drawing. */
function usedRules(styles: string, drawing: string): string {
  const classes = new Set(
    [...drawing.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names!.split(' ')),
  );
  classes.add('canvas');
  const isUsed = (rule: string) =>
    [...rule.split('{')[0]!.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name!));
  return styles.split('\n').filter(isUsed).join('\n');
}
