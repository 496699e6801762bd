// Draws the inside of a block as its paper does: boxes in series and in parallel, from the input at the bottom up.

import { arrow, line, moved, type Place, roundedRectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureModule, ModuleBox, ModuleItem } from '../protocol/figure.ts';
import { type FigureStyle, label, widthOf } from './figureStyle.ts';
import type { DrawnPart } from './strip.ts';

const GAP_Y = 20;
const GAP_X = 16;
const SMALL = 0.86;
/** Of a line that only passes on, without a word. */
const NARROW = 24;
/** Below and above the boxes of a fork, where lines turn. */
const TURN = 16;

/** A part with the places where lines enter (at its bottom) and leave (at its top); `y` grows downwards. */
interface Block extends DrawnPart {
  /** Of the line through it, from its left. */
  readonly axis: number;
  /** It begins with a line that branches. */
  readonly forks: boolean;
}

/** At the origin, with its title above. */
export function drawModule(module: FigureModule, style: FigureStyle): DrawnPart {
  const first = boxOf({ kind: 'box', category: 'input', title: 'previous layer', detail: '' }, style);
  const inside = seriesOf(module.items, style);
  const body = stack([first, ...inside], style);
  const title = module.detail === '' ? module.title : `${module.title}(${module.detail})`;
  const titleHeight = style.fontSize * 2;
  const titleWidth = widthOf(title, style.fontSize, style, 'bold');
  const width = Math.max(body.width, titleWidth);
  const left = (width - body.width) / 2;
  return {
    items: [
      label(title, width / 2, style.fontSize, style, { style: 'bold' }),
      ...moved(body.items, left, titleHeight),
    ],
    width,
    height: titleHeight + body.height,
  };
}

function seriesOf(items: readonly ModuleItem[], style: FigureStyle): readonly Block[] {
  return items.map((item) => (item.kind === 'box' ? boxOf(item, style) : forkOf(item, style)));
}

function boxOf({ category, title, detail }: ModuleBox, style: FigureStyle): Block {
  const small = style.fontSize * SMALL;
  const widest = Math.max(widthOf(title, style.fontSize, style), widthOf(detail, small, style));
  const width = Math.ceil(widest + 16);
  const height = style.fontSize * (detail === '' ? 2 : 3);
  const tint = style.categories[category];
  const middle = width / 2;
  return {
    width,
    height,
    axis: middle,
    forks: false,
    items: [
      roundedRectangle({ x: 0, y: 0, width, height }, 3, { fill: tint.face, stroke: tint.edge, width: 0.8 }),
      label(title, middle, style.fontSize * 1.32, style),
      ...(detail === ''
        ? []
        : [label(detail, middle, style.fontSize * 2.45, style, { size: small, colour: style.muted })]),
    ],
  };
}

/** One over the other, the first at the bottom, on one axis. */
function stack(blocks: readonly Block[], style: FigureStyle): Block {
  const axis = Math.max(...blocks.map((block) => block.axis));
  const right = Math.max(...blocks.map((block) => block.width - block.axis));
  const height = blocks.reduce((sum, block) => sum + block.height, 0) + GAP_Y * (blocks.length - 1);
  const items: SceneItem[] = [];
  let bottom = height;
  blocks.forEach((block, place) => {
    const top = bottom - block.height;
    items.push(...moved(block.items, axis - block.axis, top));
    const next = blocks[place + 1];
    if (next) {
      const points = [
        { x: axis, y: top },
        { x: axis, y: top - GAP_Y },
      ];
      // Where the line forks, the heads are at the branches.
      items.push(...(next.forks ? [line(points, { stroke: style.line })] : arrow(points, style.line)));
    }
    bottom = top - GAP_Y;
  });
  return { items, width: axis + right, height, axis, forks: blocks[0]?.forks ?? false };
}

interface PlacedColumn {
  readonly column: Block;
  readonly x: number;
  readonly y: number;
}

function forkOf({ merge, branches }: Extract<ModuleItem, { kind: 'fork' }>, style: FigureStyle): Block {
  const columns = branches.map((branch) =>
    branch.length === 0 ? shortcut(merge, style) : stack(seriesOf(branch, style), style),
  );
  const row = columns.reduce((sum, { width }) => sum + width + GAP_X, -GAP_X);
  const sign = signOf(merge, Math.min(row, signWidth(columns, row)), style);
  const tallest = Math.max(...columns.map(({ height }) => height));
  const top = sign.height + TURN;
  const height = top + tallest + TURN;
  const placed: PlacedColumn[] = [];
  let x = Math.max(0, (sign.width - row) / 2);
  for (const column of columns) {
    placed.push({ column, x, y: top + tallest - column.height });
    x += column.width + GAP_X;
  }
  const width = Math.max(row, sign.width);
  // Beside shortcuts, the one way that does something goes straight on.
  const working = placed.filter(({ column }) => column.items.length > 0);
  const straight = sign.round && working.length === 1 ? working[0] : undefined;
  const axis = straight ? straight.x + straight.column.axis : width / 2;
  const turn = { x: axis, y: height - TURN / 2 };
  const trunk = line([{ x: axis, y: height }, turn], { stroke: style.line });
  const items = placed.flatMap((part) => [
    ...enterLines(part, turn, style),
    ...moved(part.column.items, part.x, part.y),
    ...shortcutWord(part, height, style),
    ...leaveLines(part, axis, sign, style),
  ]);
  return {
    items: [trunk, ...items, ...moved(sign.items, axis - sign.width / 2, 0)],
    width,
    height,
    axis,
    forks: true,
  };
}

function enterLines({ column, x, y }: PlacedColumn, turn: Place, style: FigureStyle): readonly SceneItem[] {
  const middle = x + column.axis;
  const points: readonly Place[] = [turn, { x: middle, y: turn.y }, { x: middle, y: y + column.height }];
  const headless = column.items.length === 0 || column.forks;
  return headless ? [line(points, { stroke: style.line })] : arrow(points, style.line);
}

/** Into the sign's lower edge; into a round sign from the side where the branch does not stand right below. */
function leaveLines(
  { column, x, y }: PlacedColumn,
  axis: number,
  sign: Sign,
  style: FigureStyle,
): readonly SceneItem[] {
  const middle = x + column.axis;
  if (sign.round && Math.abs(middle - axis) > sign.width / 2) {
    const side = axis + (Math.sign(middle - axis) * sign.width) / 2;
    const level = sign.height / 2;
    return arrow(
      [
        { x: middle, y },
        { x: middle, y: level },
        { x: side, y: level },
      ],
      style.line,
    );
  }
  const reach = Math.max(0, sign.width / 2 - 8);
  const meets = sign.round ? axis : Math.min(axis + reach, Math.max(axis - reach, middle));
  const points = [
    { x: middle, y },
    { x: middle, y: sign.height + TURN / 2 },
    { x: meets, y: sign.height + TURN / 2 },
    { x: meets, y: sign.height },
  ];
  return arrow(points, style.line);
}

/** A branch that only passes on: a line, with the word where that line is a shortcut. */
function shortcut(merge: string, style: FigureStyle): Block {
  const text = merge === 'add' ? 'identity' : '';
  const width = Math.max(NARROW, 2 * (widthOf(text, style.fontSize * SMALL, style) + 6));
  return { items: [], width, height: 0, axis: width / 2, forks: false };
}

/** Beside the line of a shortcut. */
function shortcutWord({ column, x }: PlacedColumn, height: number, style: FigureStyle): readonly SceneItem[] {
  if (column.items.length > 0 || column.width <= NARROW) return [];
  const size = style.fontSize * SMALL;
  const choice = { size, anchor: 'start', colour: style.muted, style: 'italic' } as const;
  return [label('identity', x + column.axis + 5, height - TURN - 6, style, choice)];
}

/** Wide enough that on each side only the outermost branch turns to it: two that turn would end in one line. */
function signWidth(columns: readonly Block[], row: number): number {
  let x = 0;
  const offsets = columns.map(({ width, axis }) => {
    const offset = x + axis - row / 2;
    x += width + GAP_X;
    return offset;
  });
  const second = (side: number) => offsets.map((offset) => offset * side).sort((a, b) => b - a)[1] ?? 0;
  return Math.max(SIGN_WIDTH, 2 * Math.max(second(1), second(-1)) + 40);
}

/** Of a box for a concatenation, where that is enough. */
const SIGN_WIDTH = 220;

const SIGNS: Readonly<Record<string, string>> = { add: '+', mul: 'x', concat: 'filter concatenation' };

interface Sign extends DrawnPart {
  readonly round: boolean;
}

/** A circle for a sum or product; a wide box for a concatenation, as in the Inception papers. */
function signOf(merge: string, wanted: number, style: FigureStyle): Sign {
  const text = SIGNS[merge] ?? merge;
  const tint = style.categories.merge;
  const round = text.length === 1;
  const height = style.fontSize * (round ? 1.8 : 2);
  const width = round ? height : Math.max(widthOf(text, style.fontSize, style) + 20, wanted);
  const size = round ? style.fontSize * 1.3 : style.fontSize;
  return {
    width,
    height,
    round,
    items: [
      roundedRectangle({ x: 0, y: 0, width, height }, round ? height / 2 : 3, {
        fill: tint.face,
        stroke: tint.edge,
        width: 0.8,
      }),
      label(text, width / 2, height / 2 + size * 0.34, style, { size }),
    ],
  };
}
