// The main line of a figure, in as many rows as the page's width needs, each joined to the next.

import { arrow, line, moved, type Place, type SceneItem } from '../picture/scene.ts';
import type { FigureVolume } from '../protocol/figure.ts';
import { type FigureStyle, label } from './figureStyle.ts';
import { cornerOf, placeIn } from './joints.ts';
import { type DrawnRow, drawRow, type Measured, measureVolume, widthOfRow } from './row.ts';

export interface DrawnPart {
  readonly items: readonly SceneItem[];
  readonly width: number;
  readonly height: number;
}

const ROW_GAP = 26;
/** Beside rows that are joined: room for the line from one to the next. */
const ASIDE = 12;
/** A vector goes to the next row with what leads to it, if that is not many more. */
const MOST_VECTORS = 4;

/** At the origin. Captions stand over the volumes, steps under the gaps that they lead through. */
export function drawStrip(volumes: readonly FigureVolume[], style: FigureStyle): DrawnPart {
  const measured = volumes.map((volume) => measureVolume(volume, style));
  const rows = balancedRows(measured, style.width).map((row, place) => drawRow(row, place > 0, style));
  const aside = rows.length > 1 ? ASIDE : 0;
  const inner = Math.max(0, ...rows.map(({ width }) => width));
  const items: SceneItem[] = [];
  let y = 0;
  rows.forEach((row, place) => {
    const before = rows[place - 1];
    if (before) {
      items.push(...lineBetween(before, row, { y, inner }, style));
      y += before.height + ROW_GAP;
    }
    items.push(...moved(row.items, aside, y));
  });
  const height = y + (rows.at(-1)?.height ?? 0);
  const width = inner + 2 * aside;
  const note = scaleNote(volumes, width, height, style);
  return {
    items: [...items, ...note],
    width,
    height: note.length > 0 ? height + style.fontSize * 1.6 : height,
  };
}

/** Otherwise a reader could take 28x28 for little less than 56x56. */
function scaleNote(
  volumes: readonly FigureVolume[],
  width: number,
  height: number,
  style: FigureStyle,
): readonly SceneItem[] {
  const maps = volumes.filter(({ shape }) => shape.length === 3);
  // One alone is compared with nothing, and may be narrower than the note.
  if (style.sides !== 'log' || maps.length < 2) return [];
  const choice = {
    size: style.fontSize * 0.78,
    colour: style.muted,
    anchor: 'end',
    style: 'italic',
  } as const;
  return [label('Sizes on a logarithmic scale', width, height + style.fontSize * 1.3, style, choice)];
}

/** As few rows as the width allows, and those about equally long. */
function balancedRows(volumes: readonly Measured[], width: number): readonly (readonly Measured[])[] {
  const fewest = rowsWithin(volumes, width);
  let [narrow, wide] = [width / 2, width];
  for (let step = 0; step < 10; step++) {
    const middle = (narrow + wide) / 2;
    if (rowsWithin(volumes, middle).length > fewest.length) narrow = middle;
    else wide = middle;
  }
  return fewest.length === 1 ? fewest : rowsWithin(volumes, wide);
}

function rowsWithin(volumes: readonly Measured[], width: number): readonly (readonly Measured[])[] {
  const rows: Measured[][] = [];
  for (const volume of volumes) {
    const row = rows.at(-1);
    const room = width - 2 * ASIDE;
    if (row === undefined) rows.push([volume]);
    else if (widthOfRow([...row, volume], rows.length > 1) <= (rows.length === 1 ? width : room))
      row.push(volume);
    else rows.push([...tailOf(row, volume), volume]);
  }
  return rows;
}

/** Takes from a row what a vector should stay together with. */
function tailOf(row: Measured[], next: Measured): readonly Measured[] {
  if (next.volume.shape.length === 3) return [];
  const last = row.findLastIndex(({ volume }) => volume.shape.length === 3);
  const fits = last > 0 && row.length - last <= MOST_VECTORS;
  return fits ? row.splice(last) : [];
}

/** From all streams of a row's last volume to those of the next row's first: around the right, between the rows, in from the left. */
function lineBetween(
  before: DrawnRow,
  after: DrawnRow,
  { y, inner }: { readonly y: number; readonly inner: number },
  style: FigureStyle,
): readonly SceneItem[] {
  const [last, first] = [before.placed.at(-1)!, after.placed[0]!];
  const below = y + before.height + ROW_GAP / 2;
  const top = y + before.height + ROW_GAP;
  const [left, right] = [4, inner + 2 * ASIDE - 4];
  const begins = last.drawn.faces.map((face) =>
    placeIn({ x: last.x + ASIDE, y: last.y + y }, cornerOf(face, 1, 0.5)),
  );
  const goals = first.drawn.goals.map(
    (goal): Place => ({ x: first.x + ASIDE - 2, y: goal.y + first.y + top }),
  );
  const around = [
    begins[0]!,
    { x: right, y: begins[0]!.y },
    { x: right, y: below },
    { x: left, y: below },
    { x: left, y: goals.at(-1)!.y },
  ];
  return [
    line(around, { stroke: style.line }),
    ...begins.slice(1).map((begin) => line([begin, { x: right, y: begin.y }], { stroke: style.line })),
    ...goals.flatMap((goal) => arrow([{ x: left, y: goal.y }, goal], style.line)),
  ];
}
