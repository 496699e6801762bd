// The main line of a figure: volumes from left to right, with the windows that slide over them and what each step does.

import {
  type Box,
  line,
  moved,
  type Place,
  rectangle,
  roundedRectangle,
  type SceneItem,
} from '../picture/scene.ts';
import type { FigureStep, FigureVolume } from '../protocol/figure.ts';
import { type FigureStyle, label, widthOf } from './figureStyle.ts';
import { type DrawnVolume, drawVolume, sideOf } from './volume.ts';

export interface DrawnPart {
  readonly items: readonly SceneItem[];
  readonly width: number;
  readonly height: number;
}

const GAP = 34;
const CAPTION_GAP = 9;
const LINE_HEIGHT = 1.25;
const SMALL = 0.86;

interface Placed {
  readonly volume: FigureVolume;
  readonly drawn: DrawnVolume;
  readonly x: number;
  readonly y: number;
}

/** At the origin. Captions stand over the volumes, steps under the gaps that they lead through. */
export function drawStrip(volumes: readonly FigureVolume[], style: FigureStyle): DrawnPart {
  const drawn = volumes.map((volume) => drawVolume(volume, style));
  const tallest = Math.max(0, ...drawn.map(({ height }) => height));
  const lines = style.fontSize * LINE_HEIGHT;
  const headRoom = volumes.some(({ heads }) => heads.length > 0) ? style.fontSize * 2.6 : 0;
  const top = headRoom + 2 * lines + CAPTION_GAP;
  const steps = volumes.map((volume) => stepLines(volume.step, style));
  const placed: Placed[] = [];
  let x = 0;
  volumes.forEach((volume, place) => {
    const before = placed.at(-1);
    const caption = widestOf(captionOf(volume), style.fontSize, style);
    const step = widestOf(steps[place]!, style.fontSize * SMALL, style);
    const own = drawn[place]!;
    if (before) x = nextX(before, own.width, { caption, step }, style);
    else x = Math.max(0, (caption - own.width) / 2);
    placed.push({ volume, drawn: own, x, y: top + (tallest - own.height) / 2 });
  });
  const stepTop = top + tallest + 20;
  const items = [
    ...placed.flatMap((part, place) => [
      ...(place > 0 ? leadingLines(placed[place - 1]!, part, style) : []),
      ...moved(part.drawn.items, part.x, part.y),
    ]),
    // Windows lie over the maps that they slide over.
    ...placed.slice(1).flatMap((part, place) => windowItems(placed[place]!, part, style)),
    ...placed.flatMap((part) => captionItems(part, style)),
    ...placed.flatMap((part) => headItems(part, style)),
    ...placed
      .slice(1)
      .flatMap((part, place) => stepItems(placed[place]!, part, steps[place + 1]!, { stepTop, style })),
  ];
  const end = placed.at(-1);
  const longest = Math.max(1, ...steps.map((texts) => texts.length));
  const overhang = end
    ? Math.max(0, (widestOf(captionOf(end.volume), style.fontSize, style) - end.drawn.width) / 2)
    : 0;
  return {
    items,
    width: end ? end.x + end.drawn.width + overhang : 0,
    height: stepTop + longest * style.fontSize * SMALL * LINE_HEIGHT,
  };
}

/** Far enough that neither captions nor the texts of steps touch their neighbours. */
function nextX(
  before: Placed,
  width: number,
  texts: { readonly caption: number; readonly step: number },
  style: FigureStyle,
): number {
  const captionBefore = widestOf(captionOf(before.volume), style.fontSize, style);
  const middleBefore = before.x + before.drawn.width / 2;
  const byGap = before.x + before.drawn.width + GAP;
  const byCaptions = middleBefore + (captionBefore + texts.caption) / 2 + 10 - width / 2;
  // The text of a step has the place from the middle of one volume to the middle of the next.
  const byStep = middleBefore + texts.step + 12 - width / 2;
  return Math.max(byGap, byCaptions, byStep);
}

/** `C1: feature maps` as LeNet's figure has it, in short: the name, and `6@28x28`. */
function captionOf({ name, shape, step }: FigureVolume): readonly string[] {
  const [first = 1, ...size] = shape;
  const extent = size.length === 0 ? String(first) : `${first}@${size.join('x')}`;
  const word = name ?? (step === undefined ? 'input' : undefined);
  return word === undefined ? [extent] : [word, extent];
}

function captionItems({ volume, drawn, x, y }: Placed, style: FigureStyle): readonly SceneItem[] {
  const texts = captionOf(volume);
  const middle = x + drawn.width / 2;
  return texts.map((text, place) => {
    const rise = (texts.length - 1 - place) * style.fontSize * LINE_HEIGHT;
    const bold = texts.length === 2 && place === 0;
    return label(text, middle, y - CAPTION_GAP - rise, style, { style: bold ? 'bold' : 'regular' });
  });
}

/** The title in two lines where it is long, then what else happens. */
function stepLines(step: FigureStep | undefined, style: FigureStyle): readonly string[] {
  if (step === undefined) return [];
  // `x 12` stays in one piece.
  const words = step.title.split(/ (?!\d)/);
  const half = Math.ceil(words.length / 2);
  const long = widthOf(step.title, style.fontSize * SMALL, style) > 62 && words.length > 1;
  const title = long ? [words.slice(0, half).join(' '), words.slice(half).join(' ')] : [step.title];
  return step.detail === '' ? title : [...title, step.detail];
}

function stepItems(
  before: Placed,
  after: Placed,
  texts: readonly string[],
  { stepTop, style }: { readonly stepTop: number; readonly style: FigureStyle },
): readonly SceneItem[] {
  const middle = (before.x + before.drawn.width / 2 + after.x + after.drawn.width / 2) / 2;
  const size = style.fontSize * SMALL;
  const titleLines = texts.length - (after.volume.step?.detail === '' ? 0 : 1);
  return texts.map((text, place) =>
    label(text, middle, stepTop + (place + 0.8) * size * LINE_HEIGHT, style, {
      size,
      colour: place < titleLines ? style.ink : style.muted,
    }),
  );
}

/** Between vectors every unit is joined to every other: lines from end to end say so. */
function leadingLines(before: Placed, after: Placed, style: FigureStyle): readonly SceneItem[] {
  if (after.volume.shape.length === 3) return [];
  const fronts = before.drawn.fronts.map((front) => boxIn(before, front));
  const [first, last, to] = [fronts[0]!, fronts.at(-1)!, boxIn(after, after.drawn.backs[0]!)];
  const from = { ...last, y: first.y, height: last.y + last.height - first.y };
  const paint = { stroke: style.line, width: 0.5 };
  const [x, left] = [from.x + from.width, to.x];
  const ends = [from.y, from.y + from.height];
  const goals = [to.y, to.y + to.height];
  const crossing = after.volume.step?.category === 'dense';
  const pairs = crossing
    ? ends.flatMap((y) => goals.map((goal) => [y, goal] as const))
    : ([
        [ends[0]!, goals[0]!],
        [ends[1]!, goals[1]!],
      ] as const);
  return pairs.map(([y, goal]) =>
    line(
      [
        { x, y },
        { x: left, y: goal },
      ],
      paint,
    ),
  );
}

/** The window on the nearest map, and lines from its corners to the place that it gives. */
function windowItems(before: Placed, after: Placed, style: FigureStyle): readonly SceneItem[] {
  const { step, shape } = after.volume;
  if (step === undefined || before.volume.shape.length !== 3 || shape.length !== 3) return [];
  const paint = { stroke: style.ink, width: 0.6 };
  const fronts = before.drawn.fronts.map((front) => boxIn(before, front));
  const backs = after.drawn.backs.map((back) => boxIn(after, back));
  const pairs = pairStreams(fronts.length, backs.length, step.separate || step.category === 'pooling');
  return pairs.flatMap(([from, to]) => {
    const window = windowBox(fronts[from]!, before.volume.shape, step.window);
    const goal = goalOf(backs[to]!);
    const corners: readonly Place[] = [
      { x: window.x + window.width, y: window.y },
      { x: window.x + window.width, y: window.y + window.height },
    ];
    const tint = style.categories[step.category];
    return [
      rectangle(window, { fill: tint.face, stroke: tint.edge, width: 0.8 }),
      ...corners.map((corner) => line([corner, goal], { ...paint, dashed: step.category === 'block' })),
    ];
  });
}

/** Streams that are computed apart lead to their own; otherwise each to each. */
function pairStreams(
  before: number,
  after: number,
  separate: boolean,
): readonly (readonly [number, number])[] {
  if (separate && before === after)
    return Array.from({ length: after }, (_, stream) => [stream, stream] as const);
  return Array.from({ length: before }, (_, from) =>
    Array.from({ length: after }, (_, to) => [from, to] as const),
  ).flat();
}

/** To the map's own scale, but never too small to see; blocks have none and show a corner of what they read. */
function windowBox(front: Box, shape: readonly number[], window: readonly [number, number] | undefined): Box {
  const [, rows = 1, columns = 1] = shape;
  const [high, wide] = window ?? [1, 1];
  const side = (part: number, whole: number, extent: number) =>
    Math.min(extent, Math.max(4, (extent * Math.min(part, whole)) / whole, sideOf(part) * 0.3));
  const [width, height] = [side(wide, columns, front.width), side(high, rows, front.height)];
  return {
    x: front.x + (front.width - width) * 0.72,
    y: front.y + (front.height - height) * 0.3,
    width,
    height,
  };
}

function goalOf(back: Box): Place {
  return { x: back.x + Math.min(6, back.width * 0.2), y: back.y + back.height * 0.42 };
}

function boxIn({ x, y }: Placed, box: Box): Box {
  return { ...box, x: box.x + x, y: box.y + y };
}

/** Auxiliary heads stand above the volume that they hang on. */
function headItems({ volume, drawn, x, y }: Placed, style: FigureStyle): readonly SceneItem[] {
  if (volume.heads.length === 0) return [];
  const size = style.fontSize * SMALL;
  const text = volume.heads.join(', ');
  const width = widthOf(text, size, style) + 10;
  const middle = x + drawn.width / 2;
  const captionTop = y - CAPTION_GAP - captionOf(volume).length * style.fontSize * LINE_HEIGHT;
  const box = { x: middle - width / 2, y: captionTop - size * 2.1, width, height: size * 1.6 };
  const tint = style.categories.dense;
  return [
    roundedRectangle(box, 3, { fill: tint.face, stroke: tint.edge, width: 0.7 }),
    line(
      [
        { x: middle, y: box.y + box.height },
        { x: middle, y: captionTop + 2 },
      ],
      { stroke: tint.edge, width: 0.7 },
    ),
    label(text, middle, box.y + box.height / 2 + size * 0.34, style, { size }),
  ];
}

function widestOf(texts: readonly string[], size: number, style: FigureStyle): number {
  return Math.max(0, ...texts.map((text) => widthOf(text, size, style)));
}
