// How an overlay's value looks on a node: a tint, a bar as long as its share, and the value itself.

import type { Box } from '../layout/layout.ts';
import { METRICS } from '../layout/measure.ts';
import type { DrawingContext } from './drawDiagram.ts';
import { element, type SvgElement } from './element.ts';

const BAR = 3;
/** The opacity of the hottest tint, through which texts can be read. */
const DARKEST = 0.42;
const BASELINE = 4;

/** Over the body and under the texts; nothing where there is no value. */
export function heatGround(
  id: string,
  body: Pick<Box, 'width' | 'height'> & { readonly rx: number },
  { heat }: DrawingContext,
): readonly SvgElement[] {
  const value = heat?.of(id);
  if (!value || value.share === 0) return [];
  const share = {
    style: `--share:${value.share.toFixed(3)}`,
    'fill-opacity': (DARKEST * value.share).toFixed(3),
  };
  const inset = Math.min(body.rx, 8);
  const bar = { x: inset, y: body.height - BAR, height: BAR };
  const width = Math.max(1, (body.width - 2 * inset) * value.share);
  return [
    element('rect', { class: 'heat', ...body, ...share }),
    element('rect', { class: 'heat-bar', ...bar, width, rx: BAR / 2 }),
  ];
}

/** At the right end of the line. */
export function heatText(
  id: string,
  width: number,
  height: number,
  { heat }: DrawingContext,
): SvgElement | undefined {
  const value = heat?.of(id);
  if (!value) return undefined;
  const place = { x: width - METRICS.endX, y: height / 2 + BASELINE, 'text-anchor': 'end' };
  return element('text', { class: 'value', ...place }, value.text);
}

/** For hover and screen readers. */
export function heatWords(id: string, { heat }: DrawingContext): readonly string[] {
  const value = heat?.of(id);
  return value ? [value.words] : [];
}
