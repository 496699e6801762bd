// Draws one volume of a figure: feature maps as a stack of squares or as a box, a vector as a slim bar.

import { type Place, polygon, rectangle, type SceneItem } from '../picture/scene.ts';
import type { FigureVolume } from '../protocol/figure.ts';
import type { FigureStyle, Tint } from './figureStyle.ts';

/** Distance of neighbouring maps, to the right and down. */
const STEP = 2.7;
const MOST_MAPS = 13;
const BAR_WIDTH = 9;
/** Shift of a bar's side, so that it stands in the same light as the maps. */
const BAR_DEPTH = 3;
const STREAM_GAP = 16;
/** A box's columns go back at this share of their length, to the right and up. */
const SLANT = 0.36;
const LINE = 0.7;

/** A parallelogram: a corner at its top left, and the edges from there. */
export interface Face {
  readonly corner: Place;
  readonly across: Place;
  readonly down: Place;
}

/** What lines to other volumes begin and end at, one of each for every stream. */
export interface DrawnVolume {
  readonly items: readonly SceneItem[];
  readonly width: number;
  readonly height: number;
  /** The side that windows lie on and lines leave from: rows along `down`, columns along `across`. */
  readonly faces: readonly Face[];
  /** Where lines from the volume before meet. */
  readonly goals: readonly Place[];
}

/** Squares in a stack for so many channels: each one up to six, then logarithmic. */
export function mapsOf(channels: number): number {
  return channels <= 6 ? channels : Math.min(MOST_MAPS, Math.round(1.9 * Math.log2(channels)));
}

/** At the origin, from the top left. */
export function drawVolume(volume: FigureVolume, style: FigureStyle): DrawnVolume {
  const tint = style.categories[volume.step?.category ?? 'input'];
  if (isBar(volume.shape)) return drawBar(volume.shape[0] ?? 1, tint);
  const { streams } = volume;
  const [channels = 1, ...size] = volume.shape;
  const draw = style.volumes === 'boxes' ? drawBox : drawStack;
  const one = draw([Math.ceil(channels / streams), ...size], style);
  const shifts = Array.from({ length: streams }, (_, stream) => stream * (one.height + STREAM_GAP));
  return {
    items: shifts.flatMap((dy) => one.shapes.map((corners) => polygon(shifted(corners, dy), paintOf(tint)))),
    width: one.width,
    height: one.height + shifts.at(-1)!,
    faces: shifts.map((dy) => ({ ...one.face, corner: lower(one.face.corner, dy) })),
    goals: shifts.map((dy) => lower(one.goal, dy)),
  };
}

/** A vector; maps of one pixel are one too, as LeNet's C5. */
function isBar(shape: readonly number[]): boolean {
  return shape.length !== 3 || (shape[1] === 1 && shape[2] === 1);
}

/** One stream. */
interface Solid {
  /** Corners of what is painted, the farthest first. */
  readonly shapes: readonly (readonly Place[])[];
  readonly width: number;
  readonly height: number;
  readonly face: Face;
  readonly goal: Place;
}

function drawStack(shape: readonly number[], { sideOf }: FigureStyle): Solid {
  const [channels = 1, rows = 1, columns = 1] = shape;
  const maps = Math.max(1, mapsOf(channels));
  const [across, down] = [sideOf(columns), sideOf(rows)];
  const deep = STEP * (maps - 1);
  const corner = { x: deep, y: deep };
  return {
    shapes: Array.from({ length: maps }, (_, map) => {
      const at = STEP * map;
      return parallelogram({ x: at, y: at }, { x: across, y: 0 }, { x: 0, y: down });
    }),
    width: across + deep,
    height: down + deep,
    face: { corner, across: { x: across, y: 0 }, down: { x: 0, y: down } },
    goal: { x: Math.min(6, across * 0.2), y: down * 0.42 },
  };
}

/** Channels go to the right, rows down, columns back, as AlexNet's figure has them. */
function drawBox(shape: readonly number[], { sideOf }: FigureStyle): Solid {
  const [channels = 1, rows = 1, columns = 1] = shape;
  const thick = 2 + 3.6 * Math.log2(1 + channels);
  const tall = sideOf(rows);
  const back = SLANT * sideOf(columns);
  const [right, down, away] = [
    { x: thick, y: 0 },
    { x: 0, y: tall },
    { x: back, y: -back },
  ];
  const front = { x: 0, y: back };
  const corner = { x: thick, y: back };
  return {
    shapes: [
      parallelogram(front, right, away),
      parallelogram(corner, away, down),
      parallelogram(front, right, down),
    ],
    width: thick + back,
    height: tall + back,
    face: { corner, across: away, down },
    goal: { x: thick * 0.35, y: back + tall * 0.45 },
  };
}

function parallelogram(corner: Place, a: Place, b: Place): readonly Place[] {
  const { x, y } = corner;
  return [
    corner,
    { x: x + a.x, y: y + a.y },
    { x: x + a.x + b.x, y: y + a.y + b.y },
    { x: x + b.x, y: y + b.y },
  ];
}

function shifted(corners: readonly Place[], dy: number): readonly Place[] {
  return corners.map((corner) => lower(corner, dy));
}

function lower({ x, y }: Place, dy: number): Place {
  return { x, y: y + dy };
}

function paintOf(tint: Tint) {
  return { fill: tint.face, stroke: tint.edge, width: LINE };
}

/** Its height tells its units, always on a logarithmic scale: 10 and 4096 both show. */
function drawBar(units: number, tint: Tint): DrawnVolume {
  const height = 14 + 7.5 * Math.log2(1 + units);
  const corner = { x: 0, y: BAR_DEPTH };
  const [right, down, away] = [
    { x: BAR_WIDTH, y: 0 },
    { x: 0, y: height },
    { x: BAR_DEPTH, y: -BAR_DEPTH },
  ];
  return {
    items: [
      polygon(parallelogram(corner, right, away), paintOf(tint)),
      polygon(parallelogram({ x: BAR_WIDTH, y: BAR_DEPTH }, away, down), paintOf(tint)),
      rectangle({ ...corner, width: BAR_WIDTH, height }, paintOf(tint)),
    ],
    width: BAR_WIDTH + BAR_DEPTH,
    height: height + BAR_DEPTH,
    faces: [{ corner, across: right, down }],
    goals: [{ x: 0, y: BAR_DEPTH + height / 2 }],
  };
}
