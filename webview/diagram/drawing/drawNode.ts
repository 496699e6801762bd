// Draws a layer or a folded frame: one line with its sign, or a small circle for a merge.

import type { DiagramNode } from '../../protocol/diagram.ts';
import { type Leaf, nodesOf, type OutlineItem } from '../layout/frame.ts';
import type { Box, PlacedNode, PlacedText } from '../layout/layout.ts';
import {
  chipWidth,
  isMerge,
  METRICS,
  type MeasuredLine,
  type MeasuredText,
  TEXT,
} from '../layout/measure.ts';
import type { VisibleNode } from '../layout/view.ts';
import { changeOf, changeSign, describeChange } from './changeMark.ts';
import { describeFrame, describeLeaf } from './description.ts';
import type { DrawingContext } from './drawDiagram.ts';
import { arrowLength, arrowPath, strokeWidth } from './drawEdge.ts';
import { element, type SvgElement } from './element.ts';
import { heatGround, heatText, heatWords } from './heatMark.ts';
import { categoryIcon, ICON_SIZE } from './icons.ts';

/** The text's baseline under the middle of its line. */
const BASELINE = 4.2;
const CHIP_BASELINE = 3.7;
const RADIUS = 3;
const LARGEST_FROM_AFAR = 21;

export function drawNode(placed: PlacedNode, context: DrawingContext): SvgElement {
  const { node, box } = placed;
  const line = context.measure.line(node);
  const words = [...wordsOf(node), ...heatWords(node.id, context)];
  const body = isMerge(node) ? mergeBody(node, box, line, context) : lineBody(node, box, line, context);
  return element(
    'g',
    {
      key: node.id,
      class: classesOf(node, context),
      transform: `translate(${box.x} ${box.y})`,
      ...(isMerge(node) ? {} : context.farTitle(farSize(line, box))),
      ...context.reachable(node.id, words, node.item.kind === 'frame' ? false : undefined),
    },
    context.hover(words),
    ...body,
    changeSign(changeOf(node.item), box),
    context.farSign(context.problemOf(node.item)),
    placed.tag && sideText('tag', placed.tag, box, context),
    placed.shape && sideText('shape', placed.shape, box, context),
    node.last && placed.shape ? lastLine(box, placed.shape, strokeWidth(elementsOf(node.item))) : undefined,
  );
}

function wordsOf(node: VisibleNode): readonly string[] {
  const words = node.item.kind === 'frame' ? describeFrame(node.item, true) : describeLeaf(node.item);
  return [...words, ...describeChange(node.item)];
}

function classesOf(node: VisibleNode, { marks, found, selected, problemOf }: DrawingContext): string {
  const layer = node.item.kind === 'leaf' ? `layer ${node.item.node.category}` : 'folded';
  const problem = problemOf(node.item)?.severity;
  const change = changeOf(node.item);
  const differs = change && `differs ${change}`;
  const states = [
    marks.has(node.id) ? 'marked' : undefined,
    found.has(node.id) ? 'found' : undefined,
    node.id === selected ? 'selected' : undefined,
  ];
  return ['node', layer, problem, differs, ...states].filter(Boolean).join(' ');
}

function mergeBody(
  node: VisibleNode,
  box: Box,
  line: MeasuredLine,
  context: DrawingContext,
): readonly (SvgElement | undefined)[] {
  const { width, height } = box;
  const size = { width, height, rx: height / 2 };
  // With a value the circle becomes a pill, and the sign stands at its left.
  const middle = line.valueWidth === 0 ? width / 2 : (width - line.valueWidth - METRICS.endX) / 2 + 2;
  return [
    element('rect', { class: 'body', ...size }),
    ...heatGround(node.id, size, context),
    element(
      'text',
      {
        class: 'title',
        x: middle,
        y: height / 2 + BASELINE,
        'text-anchor': 'middle',
        ...context.fit(line.title),
      },
      line.title.text,
    ),
    heatText(node.id, width, height, context),
    context.ring(box, height / 2),
  ];
}

function lineBody(
  node: VisibleNode,
  box: Box,
  line: MeasuredLine,
  context: DrawingContext,
): readonly (SvgElement | undefined)[] {
  const { width, height } = box;
  const { item } = node;
  const start = item.kind === 'leaf' ? METRICS.textX : METRICS.headerTextX;
  return [
    item.kind === 'frame' && item.count > 1 ? stackBehind(box) : undefined,
    element('rect', { class: 'body', width, height, rx: RADIUS }),
    ...heatGround(node.id, { width, height, rx: RADIUS }, context),
    ...(item.kind === 'leaf' ? layerSign(item.node, height) : [foldTriangle(true, height, context)]),
    ...lineTexts(line, start, width, height, context),
    ...(item.kind === 'leaf' ? chipsOf(item, line, width, height, context) : []),
    heatText(node.id, width, height, context),
    context.problemOf(item) ? squiggle(start, line.title, height) : undefined,
    context.ring(box, RADIUS),
  ];
}

/** As large as the node is high, or else as fills it from one end to the other. */
function farSize({ title }: MeasuredLine, { width }: Box): number {
  const widest = (TEXT.kind.size * (width - 2 * METRICS.endX)) / Math.max(1, title.width);
  return Math.min(LARGEST_FROM_AFAR, widest);
}

function layerSign(node: DiagramNode, height: number): readonly SvgElement[] {
  const right = METRICS.bandWidth;
  const band = `M${RADIUS} 0H${right}V${height}H${RADIUS}A${RADIUS} ${RADIUS} 0 0 1 0 ${height - RADIUS}V${RADIUS}A${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} 0Z`;
  return [
    element('path', { class: 'band', d: band }),
    categoryIcon(node.category, METRICS.iconX, (height - ICON_SIZE) / 2),
  ];
}

/** Kind, attributes and count from the left, the amount at the right end. */
export function lineTexts(
  line: MeasuredLine,
  start: number,
  width: number,
  height: number,
  context: DrawingContext,
): readonly SvgElement[] {
  const y = height / 2 + BASELINE;
  const parts = [
    { className: 'title', text: line.title },
    { className: 'detail', text: line.detail },
    { className: 'amount', text: line.count },
  ].flatMap(({ className, text }) => (text ? [{ className, text }] : []));
  const end = { class: 'amount', x: width - METRICS.endX, y, 'text-anchor': 'end' };
  const amount = line.amount && element('text', { ...end, ...context.fit(line.amount) }, line.amount.text);
  return [...context.run(parts, start, y), ...(amount ? [amount] : [])];
}

/** What rides on the layer, at the right end. */
function chipsOf(
  leaf: Leaf,
  line: MeasuredLine,
  width: number,
  height: number,
  context: DrawingContext,
): readonly SvgElement[] {
  const widths = line.chips.map(chipWidth);
  const all = widths.reduce((total, chip) => total + chip + METRICS.chipGap, -METRICS.chipGap);
  const value = line.valueWidth && line.valueWidth + METRICS.valueGap;
  let x = width - METRICS.endX - value - all;
  return leaf.riders.map((rider, place) => {
    const chip = line.chips[place]!;
    const box = { width: widths[place]!, height: METRICS.chipHeight };
    const middle = { x: box.width / 2, y: box.height / 2 + CHIP_BASELINE, 'text-anchor': 'middle' };
    const transform = `translate(${x} ${(height - box.height) / 2})`;
    x += box.width + METRICS.chipGap;
    return element(
      'g',
      { class: `chip ${rider.category}`, transform, 'data-layer': rider.id },
      element('rect', { class: 'pill', ...box, rx: box.height / 2 }),
      element('text', { class: 'chip-text', ...middle, ...context.fit(chip) }, chip.text),
    );
  });
}

/** Points right when folded, down when open. */
export function foldTriangle(folded: boolean, height: number, { hit }: DrawingContext): SvgElement {
  const middle = height / 2;
  const d = folded
    ? `M10 ${middle - 4.5}L15.5 ${middle}L10 ${middle + 4.5}Z`
    : `M8.5 ${middle - 2.5}H17.5L13 ${middle + 3}Z`;
  return element(
    'g',
    { class: 'fold' },
    hit({ width: METRICS.headerTextX - 2, height }),
    element('path', { class: 'triangle', d }),
  );
}

/** The edges of the repetitions that lie behind the first. */
function stackBehind({ width, height }: Box): SvgElement {
  const [far, near] = [METRICS.stackDepth, METRICS.stackDepth / 2];
  return element(
    'g',
    {},
    element('path', { class: 'stack', d: `M6 ${height}V${height + far}H${width + far}V6H${width}` }),
    element('path', { class: 'stack', d: `M3 ${height}V${height + near}H${width + near}V3H${width}` }),
  );
}

/** As the editor underlines: a wave under the kind. */
function squiggle(start: number, title: MeasuredText, height: number): SvgElement {
  const waves = Math.max(2, Math.ceil(title.width / 4));
  const d = `M${start} ${height / 2 + 7.5}${'q1 -2 2 0q1 2 2 0'.repeat(waves)}`;
  return element('path', { class: 'squiggle', d });
}

function sideText(
  className: string,
  { text, box }: PlacedText,
  node: Box,
  context: DrawingContext,
): SvgElement {
  const y = box.y - node.y + box.height / 2 + BASELINE - 0.5;
  return element(
    'text',
    { class: className, x: box.x - node.x, y, ...context.fit({ text, width: box.width }) },
    text,
  );
}

/** What leaves the network goes on for the height of its shape, or where it stands over the line for its width. */
function lastLine(node: Box, shape: PlacedText, width: number): SvgElement {
  if (shape.box.y < node.y + node.height) return lastLineAside(node, shape, width);
  const x = node.width / 2;
  const end = node.height + shape.box.height;
  const stop = end - arrowLength(width) + 1;
  return element(
    'g',
    {},
    element('path', { class: 'edge', d: `M${x} ${node.height}V${stop}`, 'stroke-width': width }),
    element('path', { class: 'arrow', d: arrowPath({ x, y: end }, { x, y: node.height }, width) }),
  );
}

function lastLineAside({ width, height }: Box, shape: PlacedText, stroke: number): SvgElement {
  const y = height / 2;
  const end = width + shape.box.width + METRICS.shapeGap * 2;
  const stop = end - arrowLength(stroke) + 1;
  return element(
    'g',
    {},
    element('path', { class: 'edge', d: `M${width} ${y}H${stop}`, 'stroke-width': stroke }),
    element('path', { class: 'arrow', d: arrowPath({ x: end, y }, { x: width, y }, stroke) }),
  );
}

/** Of one image, in what leaves the item last. */
function elementsOf(item: OutlineItem | undefined): number {
  if (item === undefined) return 0;
  return item.kind === 'leaf' ? nodesOf(item).at(-1)!.elements : elementsOf(item.children.at(-1));
}
