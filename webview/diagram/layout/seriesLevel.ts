// Lays out a level of layers that follow one another and of branches that part and join, which nearly every level is,
// without asking ELK: what all ways pass stands on one axis, and lines bend only where they part and where they join.

import type { ElkNode, ElkOptions } from './elkGraph.ts';
import type { Point } from './layout.ts';
import { SPACING } from './layoutOptions.ts';
import type { SolvedLevel } from './levelForm.ts';
import { edgeName, type Placement, placeSeries, type Surroundings } from './placeSeries.ts';
import { BEND_GAP, gapBefore, type ItemRoom, measureExtents, PART_GAP } from './seriesExtent.ts';
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
  let bounds: Bounds = { left: -left, right, bottom: height };
  const rows = rowsOf(main, placement);
  let free = 0;
  for (const { from, series } of asides) {
    const row = rows.find(({ item }) => item === from)!;
    if (row.bottom < free) return undefined;
    const extent = placement.extents.series(series);
    const end = row.bottom + PART_GAP + extent.height;
    const beside = rows.filter(({ top, bottom }) => top <= end + PART_GAP && bottom > row.bottom);
    const edge = Math.max(row.right, ...beside.map((other) => other.right));
    const axis = edge + SPACING.betweenNodes + extent.left;
    placeAside(placement, series, row, axis);
    free = end;
    bounds = {
      left: bounds.left,
      right: Math.max(bounds.right, axis + extent.right),
      bottom: Math.max(bounds.bottom, end),
    };
  }
  return { placement, bounds, exit };
}

const OUTSIDE: Surroundings = { from: undefined, to: undefined, before: [], after: [] };

/** A part of the main line, with the room beside its axis. */
interface Row {
  readonly item: number | undefined;
  readonly top: number;
  readonly bottom: number;
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
    rows.push({ item, top, bottom: y, right: exit + right, exit: exit + shift });
    exit += shift;
  }
  return rows;
}

/** Its line parts from the main one right below what it hangs on. */
function placeAside(placement: Placement, series: Series, { item, bottom, exit }: Row, axis: number): void {
  const parting = bottom + BEND_GAP;
  placeSeries(
    placement,
    series,
    { x: axis, y: bottom + PART_GAP },
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
