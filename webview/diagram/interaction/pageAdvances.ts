// How wide the page's font is, compared with the table of widths that the layout measures with.

import { type FontScale, TEXT } from '../layout/measure.ts';
import { METRICS_SAMPLE, type TextStyle, textWidth } from '../layout/textMetrics.ts';

/** Steps this coarse keep the layout the same over fonts that hardly differ. */
const STEP = 1 / 32;

export function measureFontScale(element: HTMLElement): FontScale {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(element);
  const scaleOf = (style: TextStyle): number => {
    if (!context) return 1;
    context.font = `${style.medium ? 500 : 400} ${style.size}px ${fontFamily}`;
    const scale = context.measureText(METRICS_SAMPLE).width / textWidth(METRICS_SAMPLE, style);
    return Number.isFinite(scale) && scale > 0 ? Math.ceil(scale / STEP) * STEP : 1;
  };
  return { regular: scaleOf(TEXT.detail), medium: scaleOf(TEXT.kind) };
}
