// Draws one volume of a figure: feature maps as a stack of squares, a vector as a slim bar.

import { type Box, type Place, polygon, rectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureVolume } from '../protocol/figure.ts';
import type { FigureStyle, Tint } from './figureStyle.ts';

/** Distance of neighbouring maps, to the right and down. */
const STEP = 3.4;
const MOST_MAPS = 16;
const BAR_WIDTH = 9;
/** Shift of a bar's side, so that it stands in the same light as the maps. */
const BAR_DEPTH = 3;

/** Where a volume was drawn: the fronts that windows lie on, one for each stream. */
export interface DrawnVolume {
  readonly items: readonly SceneItem[];
  readonly width: number;
  readonly height: number;
  /** The nearest map of each stream, or the bar's front. */
  readonly fronts: readonly Box[];
  /** The farthest map of each stream, which lines from before meet. */
  readonly backs: readonly Box[];
}

/** Pixels on a side for so many rows: logarithmic, so that 7 and 224 both show. */
export function sideOf(extent: number): number {
  return 9 + 15 * Math.log2(1 + extent);
}

/** Squares in a stack for so many channels: each one up to six, then logarithmic. */
export function mapsOf(channels: number): number {
  return channels <= 6 ? channels : Math.min(MOST_MAPS, Math.round(2.3 * Math.log2(channels)));
}

/** At the origin, from the top left. */
export function drawVolume(volume: FigureVolume, style: FigureStyle): DrawnVolume {
  const tint = style.categories[volume.step?.category ?? 'input'];
  return volume.shape.length === 3 ? drawMaps(volume, tint) : drawBar(volume.shape[0] ?? 1, tint);
}

const STREAM_GAP = 16;

function drawMaps({ shape, streams }: FigureVolume, tint: Tint): DrawnVolume {
  const [channels = 1, height = 1, width = 1] = shape;
  const maps = Math.max(1, mapsOf(Math.ceil(channels / streams)));
  const [across, down] = [sideOf(width), sideOf(height)];
  const deep = STEP * (maps - 1);
  const stacks = Array.from({ length: streams }, (_, stream) => {
    const top = stream * (down + deep + STREAM_GAP);
    return Array.from({ length: maps }, (_, map): Box => {
      return { x: map * STEP, y: top + map * STEP, width: across, height: down };
    });
  });
  const paint = { fill: tint.face, stroke: tint.edge, width: 0.7 };
  return {
    items: stacks.flat().map((box) => rectangle(box, paint)),
    width: across + deep,
    height: streams * (down + deep) + (streams - 1) * STREAM_GAP,
    fronts: stacks.map((stack) => stack.at(-1)!),
    backs: stacks.map((stack) => stack[0]!),
  };
}

function drawBar(units: number, tint: Tint): DrawnVolume {
  const height = 22 + 12 * Math.log2(1 + units);
  const front: Box = { x: 0, y: BAR_DEPTH, width: BAR_WIDTH, height };
  const at = (x: number, y: number): Place => ({ x, y });
  const paint = { fill: tint.face, stroke: tint.edge, width: 0.7 };
  const top = [at(0, BAR_DEPTH), at(BAR_DEPTH, 0), at(BAR_WIDTH + BAR_DEPTH, 0), at(BAR_WIDTH, BAR_DEPTH)];
  const side = [
    at(BAR_WIDTH, BAR_DEPTH),
    at(BAR_WIDTH + BAR_DEPTH, 0),
    at(BAR_WIDTH + BAR_DEPTH, height),
    at(BAR_WIDTH, height + BAR_DEPTH),
  ];
  return {
    items: [polygon(top, paint), polygon(side, paint), rectangle(front, paint)],
    width: BAR_WIDTH + BAR_DEPTH,
    height: height + BAR_DEPTH,
    fronts: [front],
    backs: [front],
  };
}
