// Draws an open frame: its background, and the header that folds it.

import type { PlacedFrame } from '../layout/layout.ts';
import { METRICS } from '../layout/measure.ts';
import { describeFrame } from './description.ts';
import type { DrawingContext } from './drawDiagram.ts';
import { foldTriangle, lineTexts } from './drawNode.ts';
import { element, type SvgElement } from './element.ts';
import { heatText } from './heatMark.ts';

const RADIUS = 4;
const TONES = 3;

/** Under the lines. */
export function drawFrameGround({ frame, box, depth }: PlacedFrame): SvgElement {
  return element('rect', { key: frame.id, class: `ground ${toneOf(depth)}`, ...box, rx: RADIUS });
}

/** Over the lines, which pass behind it. */
export function drawFrameHeader(
  { frame, box, header, depth }: PlacedFrame,
  context: DrawingContext,
): SvgElement {
  const { width, height } = header;
  const line = context.measure.header(frame.item);
  const words = describeFrame(frame.item, false);
  const strip = `M0 ${height}V${RADIUS}A${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} 0H${width - RADIUS}A${RADIUS} ${RADIUS} 0 0 1 ${width} ${RADIUS}V${height}Z`;
  return element(
    'g',
    {
      key: frame.id,
      class: classesOf(frame.id, depth, context),
      transform: `translate(${header.x} ${header.y})`,
      ...context.reachable(frame.id, words, true),
    },
    context.hover(words),
    element('path', { class: `strip ${toneOf(depth)}`, d: strip }),
    foldTriangle(false, height, context),
    ...lineTexts(line, METRICS.headerTextX, width, height, context),
    heatText(frame.id, width, height, context),
    element('rect', { class: 'border', width, height: box.height, rx: RADIUS, 'pointer-events': 'none' }),
    context.ring(header, RADIUS),
  );
}

function classesOf(id: string, depth: number, { found, selected }: DrawingContext): string {
  const outermost = depth === 0 ? 'outermost' : undefined;
  const states = [found.has(id) ? 'found' : undefined, id === selected ? 'selected' : undefined];
  return ['header', outermost, ...states].filter(Boolean).join(' ');
}

function toneOf(depth: number): string {
  return `tone${Math.min(depth, TONES - 1)}`;
}
