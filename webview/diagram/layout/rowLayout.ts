// One level of the simple layout: items in rows by longest path, lines between rows, long lines in lanes
// beside them.

import type { Box, Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import { type LevelEdge, rankItems } from './ranks.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface RoutedEdge extends LevelEdge {
  readonly key: string;
}

/** A level with its top left at the origin; lines enter and leave at the middle of its width. */
export interface Block extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

export interface Margins {
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly minimumWidth: number;
  readonly minimumHeight: number;
}

/** Where the horizontal stretches in the gaps between rows, and the lanes beside the rows, are. */
interface Tracks {
  /** For each gap, the tracks in use: gap `n` is above row `n`. */
  readonly gaps: readonly Map<string, number>[];
  readonly lanes: Map<string, number>;
}

/** Items come in the order of the text; an edge against it is led like a long one. */
export function layOutRows(
  sizes: ReadonlyMap<string, Size>,
  edges: readonly RoutedEdge[],
  margins: Margins,
): Block {
  const rowOf = rankItems([...sizes.keys()], edges);
  const rows: string[][] = Array.from({ length: Math.max(-1, ...rowOf.values()) + 1 }, () => []);
  for (const [id, row] of rowOf) rows[row]!.push(id);
  const tracks = assignTracks(edges, rowOf, rows.length);
  const laneWidth = (tracks.lanes.size + 1) * SPACING.edgeToEdge;
  const rowWidths = rows.map((row) => rowWidth(row, sizes));
  const inner = Math.max(0, ...rowWidths);
  const sides = margins.left + margins.right;
  const width = Math.max(margins.minimumWidth, inner + 2 * laneWidth + sides);
  const middle = margins.left + (width - sides) / 2;
  const boxes = new Map<string, Box>();
  const gapTops: number[] = [];
  let y = margins.top;
  rows.forEach((row, index) => {
    gapTops.push(y);
    y += gapHeight(tracks.gaps[index]!);
    let x = middle - rowWidths[index]! / 2;
    for (const id of row) {
      const size = sizes.get(id)!;
      boxes.set(id, { x, y, ...size });
      x += size.width + SPACING.betweenNodes;
    }
    y += Math.max(...row.map((id) => sizes.get(id)!.height));
  });
  gapTops.push(y);
  const bottom = y + gapHeight(tracks.gaps[rows.length]!) + margins.bottom;
  const height = Math.max(margins.minimumHeight, bottom);
  const firstLane = middle + inner / 2;
  const places = { rowOf, boxes, gapTops, tracks, firstLane, size: { width, height } };
  return { width, height, boxes, routes: new Map(edges.map((edge) => [edge.key, routeOf(edge, places)])) };
}

function rowWidth(row: readonly string[], sizes: ReadonlyMap<string, Size>): number {
  const widths = row.reduce((total, id) => total + sizes.get(id)!.width, 0);
  return widths + SPACING.betweenNodes * (row.length - 1);
}

function gapHeight(tracks: ReadonlyMap<string, number>): number {
  return Math.max(SPACING.betweenLayers, (tracks.size + 1) * SPACING.edgeToEdge);
}

/** The gap that an edge leaves into, and the gap that it arrives from; the same for neighbouring rows. */
function gapsOf(
  edge: RoutedEdge,
  rowOf: ReadonlyMap<string, number>,
  rows: number,
): readonly [number, number] {
  const leave = edge.source === undefined ? 0 : rowOf.get(edge.source)! + 1;
  const arrive = edge.target === undefined ? rows : rowOf.get(edge.target)!;
  return [leave, arrive];
}

/** Edges of one source share their tracks and their lane. */
function assignTracks(
  edges: readonly RoutedEdge[],
  rowOf: ReadonlyMap<string, number>,
  rows: number,
): Tracks {
  const gaps = Array.from({ length: rows + 1 }, () => new Map<string, number>());
  const lanes = new Map<string, number>();
  const claim = (tracks: Map<string, number>, key: string) => {
    if (!tracks.has(key)) tracks.set(key, tracks.size);
  };
  for (const edge of edges) {
    const [leave, arrive] = gapsOf(edge, rowOf, rows);
    claim(gaps[leave]!, leavingKey(edge));
    if (leave === arrive) continue;
    claim(gaps[arrive]!, arrivingKey(edge));
    claim(lanes, leavingKey(edge));
  }
  return { gaps, lanes };
}

function leavingKey(edge: RoutedEdge): string {
  return `from ${edge.source ?? ''}`;
}

function arrivingKey(edge: RoutedEdge): string {
  return `lane of ${edge.source ?? ''}`;
}

function routeOf(
  edge: RoutedEdge,
  places: {
    readonly rowOf: ReadonlyMap<string, number>;
    readonly boxes: ReadonlyMap<string, Box>;
    readonly gapTops: readonly number[];
    readonly tracks: Tracks;
    readonly firstLane: number;
    readonly size: Size;
  },
): readonly Point[] {
  const { rowOf, boxes, gapTops, tracks, firstLane, size } = places;
  const middle = (box: Box) => box.x + box.width / 2;
  const source = edge.source === undefined ? undefined : boxes.get(edge.source)!;
  const target = edge.target === undefined ? undefined : boxes.get(edge.target)!;
  const start = source ? { x: middle(source), y: source.y + source.height } : { x: size.width / 2, y: 0 };
  const end = target ? { x: middle(target), y: target.y } : { x: size.width / 2, y: size.height };
  const trackY = (gap: number, key: string) =>
    gapTops[gap]! + (tracks.gaps[gap]!.get(key)! + 1) * SPACING.edgeToEdge;
  const [leave, arrive] = gapsOf(edge, rowOf, gapTops.length - 1);
  const leaveY = trackY(leave, leavingKey(edge));
  if (leave === arrive) return [start, { x: start.x, y: leaveY }, { x: end.x, y: leaveY }, end];
  const laneX = firstLane + (tracks.lanes.get(leavingKey(edge))! + 1) * SPACING.edgeToEdge;
  const arriveY = trackY(arrive, arrivingKey(edge));
  return [
    start,
    { x: start.x, y: leaveY },
    { x: laneX, y: leaveY },
    { x: laneX, y: arriveY },
    { x: end.x, y: arriveY },
    end,
  ];
}
