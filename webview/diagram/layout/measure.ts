// The size of everything that is drawn, before it has a place.

import type { Frame } from './frame.ts';
import type { FlowDirection } from './layout.ts';
import { fitText, helveticaAdvances, type TextStyle, textWidth } from './textMetrics.ts';
import type { VisibleNode } from './view.ts';

export const TEXT = {
  kind: { size: 12, medium: true },
  detail: { size: 12 },
  shape: { size: 10.5 },
  tag: { size: 11 },
  count: { size: 11 },
  chip: { size: 10.5 },
  value: { size: 11, medium: true },
} satisfies Record<string, TextStyle>;

/** Distances inside what is drawn, in pixels. */
export const METRICS = {
  nodeHeight: 26,
  bandWidth: 4,
  /** From a node's left edge to its icon and to its text. */
  iconX: 11,
  textX: 31,
  gap: 7,
  /** More before the amount, so that it does not read as an argument. */
  amountGap: 8,
  valueGap: 10,
  endX: 11,
  mergeSize: 22,
  headerHeight: 26,
  headerTextX: 26,
  shapeGap: 6,
  shapeHeight: 17,
  tagGap: 8,
  widestText: 280,
  /** In a picture nobody can point at what is cut to read the rest. */
  widestInPicture: 640,
  widestChip: 120,
  chipGap: 5,
  chipHeight: 17,
  chipMargin: 7,
  /** The repetitions behind a folded row of equal blocks show this far below and beside it. */
  stackDepth: 4,
} as const;

export interface MeasuredText {
  readonly text: string;
  readonly width: number;
}

/** The texts of one line, cut where they are too long, with their widths. */
export interface MeasuredLine {
  readonly title: MeasuredText;
  readonly detail: MeasuredText | undefined;
  /** `x 8` */
  readonly count: MeasuredText | undefined;
  /** `295 k params`, at the right end. */
  readonly amount: MeasuredText | undefined;
  /** What rides on a layer. */
  readonly chips: readonly MeasuredText[];
  /** Kept free at the right end for the value of an overlay; 0 where none is shown. */
  readonly valueWidth: number;
  /** Of the whole line with its margins. */
  readonly width: number;
}

export interface MeasuredNode {
  readonly box: { readonly width: number; readonly height: number };
  readonly shape: MeasuredText | undefined;
  readonly tag: MeasuredText | undefined;
  /**
   * What the layout keeps free for node, name and shape: the node is in the middle of its top, or of its left
   * where lines leave to the right.
   */
  readonly room: { readonly width: number; readonly height: number };
}

/** The room for the values of an overlay: the same in every node, so that nothing moves when a value changes. */
export interface ValueRoom {
  /** As long as any value gets. */
  readonly widest: string;
  /** Whether a node or open frame shows a value. */
  has(id: string): boolean;
}

/** Measures with the widths of a font's characters. */
export interface Measure {
  /** The way in which lines leave: names and shapes keep out of theirs. */
  readonly direction: FlowDirection;
  node(node: VisibleNode): MeasuredNode;
  /** A node's line; a merge's only sign. */
  line(node: VisibleNode): MeasuredLine;
  header(frame: Frame): MeasuredLine;
}

const MERGE_SIGNS: Readonly<Record<string, string>> = { add: '+', concat: '++', mul: '×' };

export function chipWidth(text: MeasuredText): number {
  return text.width + 2 * METRICS.chipMargin;
}

/** `+` for a sum, `++` for a concatenation, `×` for a product; the kind's name for the others. */
export function mergeSign(kind: string): string {
  return MERGE_SIGNS[kind] ?? kind;
}

export function isMerge(node: VisibleNode): boolean {
  return node.item.kind === 'leaf' && node.item.node.category === 'merge' && node.item.node.detail === '';
}

export function createMeasure(
  advances = helveticaAdvances,
  values?: ValueRoom,
  direction: FlowDirection = 'down',
  widestText: number = METRICS.widestText,
): Measure {
  const measured = (text: string, style: TextStyle, widest = widestText): MeasuredText => {
    const fitted = fitText(printable(text), style, widest, advances);
    return { text: fitted, width: Math.ceil(textWidth(fitted, style, advances)) };
  };
  const optional = (text: string | undefined, style: TextStyle): MeasuredText | undefined =>
    text === undefined || text === '' ? undefined : measured(text, style);
  const valueWidth = values ? measured(values.widest, TEXT.value).width : 0;
  const valueRoom = (id: string) => (values?.has(id) ? valueWidth : 0);
  const header = (frame: Frame): MeasuredLine => {
    const title = measured(frame.title === '' ? 'block' : frame.title, TEXT.kind);
    const detail = optional(frame.detail, TEXT.detail);
    const count = frame.count > 1 ? measured(`× ${frame.count}`, TEXT.count) : undefined;
    const showsParameters = frame.parameters > 0 && values === undefined;
    const amount = showsParameters
      ? measured(`${shortAmount(frame.parameters)} params`, TEXT.count)
      : undefined;
    const room = valueRoom(frame.id);
    const apart = (amount ? METRICS.amountGap : 0) + (room && room + METRICS.valueGap);
    const width = lineWidth(METRICS.headerTextX, [title, detail, count, amount]) + apart;
    return { title, detail, count, amount, chips: [], valueWidth: room, width };
  };
  const line = (node: VisibleNode): MeasuredLine => {
    if (node.item.kind === 'frame') return header(node.item);
    const { kind, detail: attributes } = node.item.node;
    const title = measured(isMerge(node) ? mergeSign(kind) : kind, TEXT.kind);
    const detail = optional(attributes, TEXT.detail);
    const chips = node.item.riders.map((rider) => {
      const words = rider.detail === '' ? rider.kind : `${rider.kind} ${rider.detail}`;
      return measured(words, TEXT.chip, METRICS.widestChip);
    });
    const chipsWidth = chips.reduce((total, chip) => total + chipWidth(chip) + METRICS.chipGap, 0);
    const room = valueRoom(node.id);
    const apart = chipsWidth + (room && room + METRICS.valueGap);
    const width = lineWidth(METRICS.textX, [title, detail]) + apart;
    return { title, detail, count: undefined, amount: undefined, chips, valueWidth: room, width };
  };
  const node = (visible: VisibleNode): MeasuredNode => {
    const shape = optional(visible.shape, TEXT.shape);
    const tag = visible.item.kind === 'leaf' ? optional(visible.item.tag, TEXT.tag) : undefined;
    const box = boxOf(visible, line(visible));
    return direction === 'down'
      ? withRoom(box, shape, tag, stackBelow(visible))
      : withRoomBeside(box, shape, tag);
  };
  return { direction, node, line, header };
}

/** How far what lies behind a node shows below it. */
export function stackBelow({ item }: VisibleNode): number {
  return item.kind === 'frame' && item.count > 1 ? METRICS.stackDepth : 0;
}

/** For pictures that stand alone. */
export function createPictureMeasure(advances = helveticaAdvances): Measure {
  return createMeasure(advances, undefined, 'down', METRICS.widestInPicture);
}

/**
 * Control characters are nothing to draw, and direction marks could disorder the line around them; no script sets more than
 * three marks on a letter, and a tower of them would leave its node.
 */
function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
}

function lineWidth(start: number, texts: readonly (MeasuredText | undefined)[]): number {
  const shown = texts.filter((text) => text !== undefined);
  const widths = shown.reduce((total, text) => total + text.width, 0);
  return start + widths + METRICS.gap * Math.max(0, shown.length - 1) + METRICS.endX;
}

function boxOf(node: VisibleNode, line: MeasuredLine): { readonly width: number; readonly height: number } {
  if (!isMerge(node)) return { width: even(line.width), height: METRICS.nodeHeight };
  const sign = Math.max(METRICS.mergeSize, line.title.width + 14);
  const value = line.valueWidth && line.valueWidth + METRICS.endX;
  return { width: even(sign + value), height: METRICS.mergeSize };
}

function withRoom(
  box: { readonly width: number; readonly height: number },
  shape: MeasuredText | undefined,
  tag: MeasuredText | undefined,
  stack: number,
): MeasuredNode {
  const beside = tag ? box.width + 2 * (tag.width + METRICS.tagGap) : 0;
  const below = shape ? 2 * (shape.width + METRICS.shapeGap) : 0;
  const height = box.height + stack + (shape ? METRICS.shapeHeight : 0);
  return { box, shape, tag, room: { width: even(Math.max(box.width, beside, below)), height } };
}

/** Where lines leave to the right: the shape stands over the line, the name over the node. */
function withRoomBeside(
  box: { readonly width: number; readonly height: number },
  shape: MeasuredText | undefined,
  tag: MeasuredText | undefined,
): MeasuredNode {
  const beside = shape ? shape.width + 2 * METRICS.shapeGap : 0;
  const width = Math.max(box.width, tag?.width ?? 0) + beside;
  const height = tag ? 2 * (tagRise({ box, shape, tag }) + METRICS.shapeHeight) : box.height;
  return { box, shape, tag, room: { width: even(width), height: even(height) } };
}

/** From the middle of a node up to its name where lines leave to the right: a long name keeps clear of the shape. */
export function tagRise({ box, shape, tag }: Pick<MeasuredNode, 'box' | 'shape' | 'tag'>): number {
  const meets = shape !== undefined && tag !== undefined && tag.width > box.width + METRICS.shapeGap;
  return meets ? METRICS.shapeHeight + 1 : box.height / 2;
}

/** Even widths have their middle on a whole pixel. */
function even(width: number): number {
  return Math.ceil(width / 2) * 2;
}

/** Three digits and the unit's prefix: `156`, `61.7 k`, `25.6 M`. */
export function shortAmount(amount: number): string {
  const prefixes = ['', ' k', ' M', ' G', ' T'];
  let value = amount;
  let step = 0;
  while (value >= 999.5 && step < prefixes.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 ? String(Math.round(value)) : value.toPrecision(3);
  return `${digits}${prefixes[step]}`;
}
