// How wide the characters of the page's own font are, for the layout to measure with.

import { TEXT } from '../layout/measure.ts';
import { type Advances, helveticaAdvances } from '../layout/textMetrics.ts';

/** Each character is asked for once. A sum of them is never narrower than the text, whose letters may move together. */
export function measurePageAdvances(element: HTMLElement): Advances {
  const { fontFamily } = getComputedStyle(element);
  const regular = measureFont(`400 ${TEXT.detail.size}px ${fontFamily}`, TEXT.detail.size);
  const medium = measureFont(`500 ${TEXT.kind.size}px ${fontFamily}`, TEXT.kind.size);
  return (codePoint, isMedium) =>
    (isMedium ? medium : regular)(codePoint) ?? helveticaAdvances(codePoint, isMedium);
}

/** Thousandths of the em; undefined where the page cannot tell. */
function measureFont(font: string, size: number): (codePoint: number) => number | undefined {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return () => undefined;
  context.font = font;
  const known = new Map<number, number>();
  return (codePoint) => {
    const before = known.get(codePoint);
    if (before !== undefined) return before;
    const { width } = context.measureText(String.fromCodePoint(codePoint));
    if (!Number.isFinite(width)) return undefined;
    known.set(codePoint, (width / size) * 1000);
    return known.get(codePoint);
  };
}
