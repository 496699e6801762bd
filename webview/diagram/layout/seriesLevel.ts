// Lays out a level of layers that follow one another and of branches that part and join, which nearly every level is,
// without asking ELK: what all ways pass stands on one axis, and lines bend only where they part and where they join.

import type { ElkNode, ElkOptions } from './elkGraph.ts';
import type { Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import type { SolvedLevel } from './levelForm.ts';
import { edgeName, type Placement, placeSeries, type Surroundings } from './placeSeries.ts';
import {
  ARROW_GAP,
  type Extent,
  gapBefore,
  type ItemRoom,
  measureExtents,
  PART_GAP,
} from './seriesExtent.ts';
import { type ItemEdge, readStructure, type Series, type Structure } from './seriesParallel.ts';

/** Undefined for a level of another structure: ELK knows better. */
export function layOutSeries(form: ElkNode): SolvedLevel | undefined {
  const level = readLevel(form);
  const structure = level && readStructure(level.rooms.length, level.edges);
  const placed = structure && placeAll(level.rooms, structure);
  return placed && assemble(form, level, placed);
}

/** A level as seen by what flows down. */
interface Level {
  readonly isDown: boolean;
  readonly rooms: readonly ItemRoom[];
  readonly edges: readonly ItemEdge[];
}

/** Undefined where an item, or the level itself, is entered or left at several places. */
function readLevel({ children = [], edges = [], ports = [], layoutOptions }: ElkNode): Level | undefined {
  const isDown = layoutOptions['elk.direction'] === 'DOWN';
  const owners = new Map<string, number>();
  for (const [place, child] of children.entries())
    for (const { id } of child.ports ?? []) owners.set(id, place);
  const entries = new Map<number | undefined, string>();
  const exits = new Map<number | undefined, string>();
  const isOnly = (known: Map<number | undefined, string>, owner: number | undefined, port: string) => {
    if (!known.has(owner)) known.set(owner, port);
    return known.get(owner) === port;
  };
  const itemEdges: ItemEdge[] = [];
  for (const { sources, targets } of edges) {
    const [source, target] = [owners.get(sources[0]), owners.get(targets[0])];
    if (!isOnly(exits, source, sources[0]) || !isOnly(entries, target, targets[0])) return undefined;
    itemEdges.push({ source, target });
  }
  const used = Number(exits.has(undefined)) + Number(entries.has(undefined));
  if (ports.length !== used) return undefined;
  const rooms = children.map(({ width = 0, height = 0, ports: own = [] }, place): ItemRoom => {
    const across = (port: string | undefined) => own.find(({ id }) => id === port)?.[isDown ? 'x' : 'y'];
    const [entry, exit] = [across(entries.get(place)), across(exits.get(place))];
    const size = isDown ? { width, height } : { width: height, height: width };
    const middle = entry ?? exit ?? size.width / 2;
    return { ...size, entry: entry ?? middle, exit: exit ?? middle };
  });
  return { isDown, rooms, edges: itemEdges };
}

/** What a level's items and lines lie in, while the axis is at 0 and the top of what comes first at 0. */
interface Placed {
  readonly placement: Placement;
  readonly bounds: Bounds;
  /** Where lines leave the level. */
  readonly exit: number;
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

/** Undefined where two heads would stand in each other's way. */
function placeAll(rooms: readonly ItemRoom[], { main, asides }: Structure): Placed | undefined {
  const placement: Placement = { rooms, extents: measureExtents(rooms), items: new Map(), bends: new Map() };
  const exit = placeSeries(placement, main, { x: 0, y: 0 }, OUTSIDE).x;
  const { left, right, height } = placement.extents.series(main);
  const bounds = { left: -left, right, bottom: height };
  const heads = headsOf(rowsOf(main, placement), asides, placement);
  if (heads.some(({ row }, place) => place > 0 && row.bottom < heads[place - 1]!.bottom)) return undefined;
  const column = Math.max(...heads.map((head) => head.left));
  for (const head of heads) {
    const from = column - head.left < SAME_COLUMN ? column : head.left;
    const axis = from + head.extent.left;
    placeAside(placement, head.series, head.row, axis);
    bounds.right = Math.max(bounds.right, axis + head.extent.right);
    bounds.bottom = Math.max(bounds.bottom, head.bottom);
  }
  return { placement, bounds, exit };
}

/** Heads whose left sides are this near to each other stand in one column. */
const SAME_COLUMN = 60;

/** What hangs on a row of the main line, right of all that it stands beside. */
interface Head {
  readonly row: Row;
  readonly series: Series;
  readonly extent: Extent;
  readonly left: number;
  readonly bottom: number;
}

/** From the top. */
function headsOf(rows: readonly Row[], asides: Structure['asides'], { extents }: Placement): readonly Head[] {
  const heads = asides.map(({ from, series }): Head => {
    const row = rows.find(({ item }) => item === from)!;
    const extent = extents.series(series);
    const bottom = row.next + extent.height;
    const beside = rows.filter((other) => other.top <= bottom + PART_GAP && other.bottom >= row.bottom);
    const left = Math.max(...beside.map(({ right }) => right)) + SPACING.betweenNodes;
    return { row, series, extent, left, bottom };
  });
  return heads.sort((a, b) => a.row.bottom - b.row.bottom);
}

const OUTSIDE: Surroundings = { from: undefined, to: undefined, before: [], after: [] };

/** A part of the main line, with the room beside its axis. */
interface Row {
  readonly item: number | undefined;
  readonly top: number;
  readonly bottom: number;
  /** The top of what comes after it. */
  readonly next: number;
  readonly right: number;
  /** Where lines leave it. */
  readonly exit: number;
}

function rowsOf(main: Series, { extents }: Placement): readonly Row[] {
  const rows: Row[] = [];
  let [exit, y] = [0, 0];
  for (const [place, part] of main.entries()) {
    const { right, height, shift } = extents.part(part);
    const top = y + gapBefore(main, place);
    const item = part.kind === 'item' ? part.item : undefined;
    y = top + height;
    const next = y + (place + 1 < main.length ? gapBefore(main, place + 1) : PART_GAP);
    rows.push({ item, top, bottom: y, next, right: exit + right, exit: exit + shift });
    exit += shift;
  }
  return rows;
}

/** Its line parts from the main one where that may part itself, and it begins beside what comes next. */
function placeAside(placement: Placement, series: Series, { item, next, exit }: Row, axis: number): void {
  const parting = next - ARROW_GAP;
  placeSeries(
    placement,
    series,
    { x: axis, y: next },
    {
      ...OUTSIDE,
      from: item,
      before: [
        { x: exit, y: parting },
        { x: axis, y: parting },
      ],
    },
  );
}

/** Within the level's margins, in the middle where its header is wider, and turned to where the network flows. */
function assemble(form: ElkNode, { isDown, rooms, edges }: Level, placed: Placed): SolvedLevel {
  const { placement, bounds, exit } = placed;
  const frame = frameOf(form.layoutOptions, isDown);
  const inner = bounds.right - bounds.left;
  const width = Math.max(frame.minimum.width, inner + frame.left + frame.right);
  const height = Math.max(frame.minimum.height, frame.top + bounds.bottom + frame.bottom);
  const shift = frame.left - bounds.left + (width - inner - frame.left - frame.right) / 2;
  const turned = ({ x, y }: Point): Point => (isDown ? { x, y } : { x: y, y: x });
  const moved = ({ x, y }: Point): Point => turned({ x: x + shift, y: y + frame.top });
  const enters = turned({ x: shift, y: 0 });
  const leaves = turned({ x: shift + exit, y: height });
  const ends = new Map(form.ports?.map((port) => [port.id, port.layoutOptions['elk.port.side']]));
  const top = (item: number) => placement.items.get(item)!;
  const below = (item: number): Point => {
    const { exit: across, height: down } = rooms[item]!;
    return moved({ x: top(item).x + across, y: top(item).y + down });
  };
  const above = (item: number) => moved({ x: top(item).x + rooms[item]!.entry, y: top(item).y });
  const size = turned({ x: width, y: height });
  return {
    width: size.x,
    height: size.y,
    ports: (form.ports ?? []).map(({ id }) =>
      ends.get(id) === (isDown ? 'NORTH' : 'WEST') ? enters : leaves,
    ),
    children: rooms.map((_, item) => moved(top(item))),
    edges: edges.map(({ source, target }) => [
      source === undefined ? enters : below(source),
      ...(placement.bends.get(edgeName(source, target)) ?? []).map(moved),
      target === undefined ? leaves : above(target),
    ]),
  };
}

/** The margins and the least size of a level, as seen by what flows down. */
function frameOf(options: ElkOptions, isDown: boolean) {
  const numbers = (text: string | undefined) => (text?.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [top = 0, left = 0, bottom = 0, right = 0] = numbers(options['elk.padding']);
  const [width = 0, height = 0] = numbers(options['elk.nodeSize.minimum']);
  return isDown
    ? { top, left, bottom, right, minimum: { width, height } }
    : { top: left, left: top, bottom: right, right: bottom, minimum: { width: height, height: width } };
}
