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

/** Characters of ASCII. */
const LATIN = 0x80;

/** Thousandths of the em; undefined where the page cannot tell. */
function measureFont(font: string, size: number): (codePoint: number) => number | undefined {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return () => undefined;
  context.font = font;
  const measure = (codePoint: number) =>
    (context.measureText(String.fromCodePoint(codePoint)).width / size) * 1000;
  // Every text of a large diagram is measured again and again, and nearly all are of these.
  const latin = Float64Array.from({ length: LATIN }, (_, codePoint) => measure(codePoint));
  const others = new Map<number, number>();
  return (codePoint) => {
    let width = codePoint < LATIN ? latin[codePoint] : others.get(codePoint);
    if (width === undefined) {
      width = measure(codePoint);
      others.set(codePoint, width);
    }
    return Number.isFinite(width) ? width : undefined;
  };
}
