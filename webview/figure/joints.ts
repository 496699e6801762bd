// What leads from one volume of a figure to the next: windows with their projection lines, or every unit to every other.

import { line, type Place, polygon, type SceneItem } from '../picture/scene.ts';
import type { FigureVolume } from '../protocol/figure.ts';
import type { FigureStyle } from './figureStyle.ts';
import type { DrawnVolume, Face } from './volume.ts';

export interface PlacedVolume extends Place {
  readonly volume: FigureVolume;
  readonly drawn: DrawnVolume;
}

/** Under the volumes. Between vectors every unit is joined to every other: lines from end to end say so. */
export function fullConnection(
  before: PlacedVolume,
  after: PlacedVolume,
  style: FigureStyle,
): readonly SceneItem[] {
  if (after.volume.shape.length === 3) return [];
  const faces = before.drawn.faces.map((face) => faceIn(before, face));
  const [first, last, to] = [faces[0]!, faces.at(-1)!, faceIn(after, after.drawn.faces[0]!)];
  const ends = [cornerOf(first, 1, 0), cornerOf(last, 1, 1)] as const;
  const goals = [cornerOf(to, 0, 0), cornerOf(to, 0, 1)] as const;
  const pairs =
    after.volume.step?.category === 'dense'
      ? ends.flatMap((end) => goals.map((goal) => [end, goal] as const))
      : ends.map((end, place) => [end, goals[place]!] as const);
  return pairs.map((pair) => line(pair, { stroke: style.line, width: 0.5 }));
}

/** Over the volumes: the window, and lines from its right corners to the place that it gives. */
export function windowItems(
  before: PlacedVolume,
  after: PlacedVolume,
  style: FigureStyle,
): readonly SceneItem[] {
  const { step, shape } = after.volume;
  if (step === undefined || before.volume.shape.length !== 3 || shape.length !== 3) return [];
  const tint = style.categories[step.category];
  const pairs = pairStreams(
    before.drawn.faces.length,
    after.drawn.goals.length,
    step.separate || step.category === 'pooling',
  );
  return pairs.flatMap(([from, to]) => {
    const face = faceIn(before, before.drawn.faces[from]!);
    const window = windowOn(face, before.volume.shape, step.window, style);
    const goal = placeIn(after, after.drawn.goals[to]!);
    const corners = [cornerOf(window, 1, 0), cornerOf(window, 1, 1)];
    return [
      polygon(quadrangle(window), { fill: tint.face, stroke: tint.edge, width: 0.8 }),
      ...corners.map((corner) =>
        line([corner, goal], { stroke: style.ink, width: 0.6, ...(step.category === 'block' ? DASHED : {}) }),
      ),
    ];
  });
}

/** Of lines to a block, which has no window of its own. */
const DASHED = { dashes: [3, 2.2] } as const;

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

/** To the face's own scale, but never too small to see; blocks have none and show a corner of what they read. */
function windowOn(
  face: Face,
  shape: readonly number[],
  window: readonly [number, number] | undefined,
  { sideOf }: FigureStyle,
): Face {
  const [, rows = 1, columns = 1] = shape;
  const [high, wide] = window ?? [1, 1];
  const share = (part: number, whole: number) => {
    const side = sideOf(whole);
    return Math.min(1, Math.max(4 / side, part / whole, (sideOf(part) * 0.3) / side));
  };
  const [across, down] = [share(wide, columns), share(high, rows)];
  return {
    corner: cornerOf(face, (1 - across) * 0.72, (1 - down) * 0.3),
    across: { x: face.across.x * across, y: face.across.y * across },
    down: { x: face.down.x * down, y: face.down.y * down },
  };
}

/** The point at so much of the way across and down. */
export function cornerOf({ corner, across, down }: Face, right: number, below: number): Place {
  return {
    x: corner.x + across.x * right + down.x * below,
    y: corner.y + across.y * right + down.y * below,
  };
}

function quadrangle(face: Face): readonly Place[] {
  return [cornerOf(face, 0, 0), cornerOf(face, 1, 0), cornerOf(face, 1, 1), cornerOf(face, 0, 1)];
}

export function placeIn({ x, y }: Place, place: Place): Place {
  return { x: x + place.x, y: y + place.y };
}

function faceIn(volume: Place, face: Face): Face {
  return { ...face, corner: placeIn(volume, face.corner) };
}
