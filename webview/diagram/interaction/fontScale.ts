// How wide the page's font is, compared with the table of widths that the layout measures with.

import { TEXT } from '../layout/measure.ts';
import { METRICS_SAMPLE, textWidth } from '../layout/textMetrics.ts';

/** Steps this coarse keep the layout the same over fonts that hardly differ. */
const STEP = 1 / 32;

export function measureFontScale(element: HTMLElement): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 1;
  const { fontFamily } = getComputedStyle(element);
  const scales = [TEXT.kind, TEXT.detail].map((style) => {
    const weight = 'medium' in style ? 500 : 400;
    context.font = `${weight} ${style.size}px ${fontFamily}`;
    return context.measureText(METRICS_SAMPLE).width / textWidth(METRICS_SAMPLE, style);
  });
  const scale = Math.max(...scales);
  return Number.isFinite(scale) && scale > 0 ? Math.ceil(scale / STEP) * STEP : 1;
}
