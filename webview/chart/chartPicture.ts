// A chart as a picture for other programs: SVG with its colours inside, and PNG made of it.

import { element } from '../diagram/drawing/element.ts';
import { toMarkup } from '../diagram/drawing/toMarkup.ts';
import type { ChartSpec } from './chartSpec.ts';
import { chartColors, composeChart } from './composeChart.ts';

export interface PictureColors {
  readonly background: string;
  readonly text: string;
  /** The value of a CSS variable, empty where it has none. */
  readonly variable: (name: string) => string;
}

const titleHeight = 26;

/** A whole SVG file of the chart with its title; it loads nothing and runs nothing. */
export function chartSvg(spec: ChartSpec, width: number, colors: PictureColors): string {
  const { drawing } = composeChart(spec, width);
  const height = spec.height + titleHeight;
  const whole = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' },
    element('title', {}, spec.title),
    element('rect', { width, height, fill: colors.background }),
    element(
      'text',
      {
        x: 10,
        y: 18,
        fill: colors.text,
        'font-family': chartColors.font,
        'font-size': 13,
        'font-weight': 600,
      },
      spec.title,
    ),
    element('g', { transform: `translate(0 ${titleHeight})` }, drawing),
  );
  return `${resolveVariables(toMarkup(whole), colors.variable)}\n`;
}

/** Other programs do not know the editor's variables: each is replaced by its value, or its fallback. */
export function resolveVariables(markup: string, variable: (name: string) => string): string {
  const innermost = /var\((--[\w-]+)(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)/;
  let resolved = markup;
  for (let found = innermost.exec(resolved); found; found = innermost.exec(resolved)) {
    const value = variable(found[1]!) || (found[2] ?? 'gray');
    resolved = resolved.replace(found[0], () => value.replaceAll('"', "'"));
  }
  return resolved;
}
