// One row of a figure's main line: volumes from left to right with their captions, and below the gaps what each step does.

import { line, moved, roundedRectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureStep, FigureVolume } from '../protocol/figure.ts';
import { type FigureStyle, label, widthOf } from './figureStyle.ts';
import { cornerOf, fullConnection, type PlacedVolume, placeIn, windowItems } from './joints.ts';
import { drawVolume } from './volume.ts';

const GAP = 26;
const CAPTION_GAP = 8;
const LINE_HEIGHT = 1.25;
const SMALL = 0.86;
/** A step's title wider than this takes two lines. */
const WIDEST_TITLE = 56;

/** A volume with its texts, before it has a place. */
export interface Measured {
  readonly volume: FigureVolume;
  readonly drawn: PlacedVolume['drawn'];
  readonly caption: readonly string[];
  readonly captionWidth: number;
  readonly step: readonly string[];
  readonly stepWidth: number;
}

export interface DrawnRow {
  readonly items: readonly SceneItem[];
  readonly width: number;
  readonly height: number;
  readonly placed: readonly PlacedVolume[];
}

export function measureVolume(volume: FigureVolume, style: FigureStyle): Measured {
  const [caption, step] = [captionOf(volume), stepLines(volume.step, style)];
  return {
    volume,
    drawn: drawVolume(volume, style),
    caption,
    captionWidth: widestOf(caption, style.fontSize, style),
    step,
    stepWidth: widestOf(step, style.fontSize * SMALL, style),
  };
}

/** Places of volumes from the left of a row; a row that goes on has room for its first step before the first volume. */
export function placesOf(volumes: readonly Measured[], goesOn: boolean): readonly number[] {
  const places: number[] = [];
  volumes.forEach((own, place) => {
    const before = volumes[place - 1];
    const half = Math.max(0, (own.captionWidth - own.drawn.width) / 2);
    if (before) places.push(nextX(before, places.at(-1)!, own));
    else places.push(goesOn ? Math.max(half, own.stepWidth + 14) : half);
  });
  return places;
}

export function widthOfRow(volumes: readonly Measured[], goesOn: boolean): number {
  const ends = placesOf(volumes, goesOn).map((x, place) => {
    const { drawn, captionWidth } = volumes[place]!;
    return x + drawn.width + Math.max(0, (captionWidth - drawn.width) / 2);
  });
  return Math.max(0, ...ends);
}

/** Far enough that neither captions nor the texts of steps touch their neighbours. */
function nextX(before: Measured, x: number, own: Measured): number {
  const width = own.drawn.width;
  const middleBefore = x + before.drawn.width / 2;
  const byGap = x + before.drawn.width + GAP;
  const byCaptions = middleBefore + (before.captionWidth + own.captionWidth) / 2 + 10 - width / 2;
  // The text of a step has the place from the middle of one volume to the middle of the next.
  const byStep = middleBefore + own.stepWidth + 12 - width / 2;
  return Math.max(byGap, byCaptions, byStep);
}

export function drawRow(volumes: readonly Measured[], goesOn: boolean, style: FigureStyle): DrawnRow {
  const tallest = Math.max(0, ...volumes.map(({ drawn }) => drawn.height));
  const above = volumes.map(({ volume, caption, drawn }) => {
    const heads = volume.heads.length > 0 ? style.fontSize * 2.2 : 0;
    const texts = CAPTION_GAP + caption.length * style.fontSize * LINE_HEIGHT + heads;
    return texts - (tallest - drawn.height) / 2;
  });
  const top = Math.max(0, ...above);
  const xs = placesOf(volumes, goesOn);
  const placed = volumes.map(
    ({ volume, drawn }, place): PlacedVolume => ({
      volume,
      drawn,
      x: xs[place]!,
      y: top + (tallest - drawn.height) / 2,
    }),
  );
  const stepTop = top + tallest + 14;
  const pairs = placed.slice(1).map((after, place) => [placed[place]!, after] as const);
  const items = [
    ...pairs.flatMap(([before, after]) => fullConnection(before, after, style)),
    ...placed.flatMap(({ drawn, x, y }) => moved(drawn.items, x, y)),
    ...pairs.flatMap(([before, after]) => windowItems(before, after, style)),
    ...placed.flatMap((part, place) =>
      captionItems(part, volumes[place]!, captionBase(part, volumes[place]!, placed[place + 1]), style),
    ),
    ...placed.flatMap((part, place) => headItems(part, volumes[place]!.caption.length, style)),
    ...placed.flatMap((part, place) => {
      const from = place === 0 ? 0 : middleOf(placed[place - 1]!);
      const middle = (from + (place === 0 ? part.x : middleOf(part))) / 2;
      return stepItems(part.volume.step, volumes[place]!.step, { x: middle, y: stepTop }, style);
    }),
  ];
  const longest = Math.max(1, ...volumes.map(({ step }) => step.length));
  const height = stepTop + longest * style.fontSize * SMALL * LINE_HEIGHT;
  return { items, width: widthOfRow(volumes, goesOn), height, placed };
}

function middleOf({ x, drawn }: PlacedVolume): number {
  return x + drawn.width / 2;
}

/** `C1: feature maps` as LeNet's figure has it, in short: the name, and `6@28x28`. */
function captionOf({ name, shape, step }: FigureVolume): readonly string[] {
  const [first = '?', ...size] = shape;
  const extent = size.length === 0 ? String(first) : `${first}@${size.join('x')}`;
  const word = name ?? (step === undefined ? 'input' : undefined);
  return word === undefined ? [extent] : [word, extent];
}

function captionItems(
  part: PlacedVolume,
  { caption }: Measured,
  base: number,
  style: FigureStyle,
): readonly SceneItem[] {
  return caption.map((text, place) => {
    const rise = (caption.length - 1 - place) * style.fontSize * LINE_HEIGHT;
    const bold = caption.length === 2 && place === 0;
    const choice = { style: bold ? 'bold' : 'regular' } as const;
    return label(text, middleOf(part), base - rise, style, choice);
  });
}

/** Over the volume, and over the line that rises from it to a taller vector. */
function captionBase(part: PlacedVolume, { captionWidth }: Measured, next: PlacedVolume | undefined): number {
  const base = part.y - CAPTION_GAP;
  if (next === undefined || next.volume.shape.length === 3) return base;
  const from = placeIn(part, cornerOf(part.drawn.faces[0]!, 1, 0));
  const to = placeIn(next, cornerOf(next.drawn.faces[0]!, 0, 0));
  const end = middleOf(part) + captionWidth / 2 + 2;
  if (end <= from.x || to.y >= from.y) return base;
  const share = Math.min(1, (end - from.x) / (to.x - from.x));
  return Math.min(base, from.y + (to.y - from.y) * share - CAPTION_GAP / 2);
}

/** The title in two lines where it is long, then what else happens. */
function stepLines(step: FigureStep | undefined, style: FigureStyle): readonly string[] {
  if (step === undefined) return [];
  const title = step.title.split('\n').flatMap((part) => {
    // `x 12` stays in one piece.
    const words = part.split(/ (?!\d)/);
    const half = Math.ceil(words.length / 2);
    const long = widthOf(part, style.fontSize * SMALL, style) > WIDEST_TITLE && words.length > 1;
    return long ? [words.slice(0, half).join(' '), words.slice(half).join(' ')] : [part];
  });
  return step.detail === '' ? title : [...title, step.detail];
}

function stepItems(
  step: FigureStep | undefined,
  texts: readonly string[],
  at: { readonly x: number; readonly y: number },
  style: FigureStyle,
): readonly SceneItem[] {
  const size = style.fontSize * SMALL;
  const titleLines = texts.length - (step?.detail === '' ? 0 : 1);
  return texts.map((text, place) =>
    label(text, at.x, at.y + (place + 0.8) * size * LINE_HEIGHT, style, {
      size,
      colour: place < titleLines ? style.ink : style.muted,
    }),
  );
}

/** Auxiliary heads stand above the volume that they hang on. */
function headItems(part: PlacedVolume, captionLines: number, style: FigureStyle): readonly SceneItem[] {
  const { heads } = part.volume;
  if (heads.length === 0) return [];
  const size = style.fontSize * SMALL;
  const text = heads.join(', ');
  const width = widthOf(text, size, style) + 10;
  const middle = middleOf(part);
  const captionTop = part.y - CAPTION_GAP - captionLines * style.fontSize * LINE_HEIGHT;
  const box = { x: middle - width / 2, y: captionTop - size * 2.1, width, height: size * 1.6 };
  const tint = style.categories.dense;
  const stem = [
    { x: middle, y: box.y + box.height },
    { x: middle, y: captionTop + 2 },
  ];
  return [
    roundedRectangle(box, 3, { fill: tint.face, stroke: tint.edge, width: 0.7 }),
    line(stem, { stroke: tint.edge, width: 0.7 }),
    label(text, middle, box.y + box.height / 2 + size * 0.34, style, { size }),
  ];
}

function widestOf(texts: readonly string[], size: number, style: FigureStyle): number {
  return Math.max(0, ...texts.map((text) => widthOf(text, size, style)));
}
