// Reads a level as what networks are made of: layers that follow one another, and branches that part and join.

/** An edge of a level between two of its items; `undefined` is the level's border. */
export interface ItemEdge {
  readonly source: number | undefined;
  readonly target: number | undefined;
}

/** Items and forks, each after the one before. Without any: a line that passes its siblings by. */
export type Series = readonly Part[];

export type Part =
  | { readonly kind: 'item'; readonly item: number }
  /** Branches that begin at one place and end at one place, in the order of the items; the passing line last. */
  | { readonly kind: 'fork'; readonly branches: readonly Series[] };

export interface Structure {
  readonly main: Series;
  /** What leads to no exit, such as an auxiliary head, with the item of `main` that it hangs on. */
  readonly asides: readonly { readonly from: number; readonly series: Series }[];
}

/** Undefined where the level has another structure: several entries or exits, or branches that are tied to each other. */
export function readStructure(items: number, edges: readonly ItemEdge[]): Structure | undefined {
  const graph = orderedGraph(items, edges);
  if (!graph) return undefined;
  const exit = items + 1;
  const leading = new Set([exit]);
  for (let place = items; place > 0; place--) {
    if (graph.after[place]!.some((target) => leading.has(target))) leading.add(place);
  }
  const places = Array.from({ length: items }, (_, before) => before + 1);
  const members = places.filter((place) => leading.has(place));
  const main = seriesOf(graph, members, 0, exit);
  if (!main) return undefined;
  const trunk = new Set(main.map((part) => (part.kind === 'item' ? part.item : undefined)));
  const asides: Structure['asides'][number][] = [];
  const others = places.filter((place) => !leading.has(place));
  for (const component of componentsOf(graph, others)) {
    const aside = asideOf(
      component.map((place) => graph.order[place]!),
      edges,
    );
    if (!aside || !trunk.has(aside.from)) return undefined;
    asides.push(aside);
  }
  return { main, asides };
}

/** A level of its own, whose border one item outside feeds. */
function asideOf(
  members: readonly number[],
  edges: readonly ItemEdge[],
): Structure['asides'][number] | undefined {
  const names = new Map(members.map((item, name) => [item, name]));
  const nameOf = (item: number | undefined) => (item === undefined ? undefined : names.get(item));
  const into = edges.filter(({ target }) => nameOf(target) !== undefined);
  const feeders = new Set(into.map(({ source }) => source).filter((source) => nameOf(source) === undefined));
  const [from] = feeders;
  if (from === undefined || feeders.size !== 1) return undefined;
  const own = into.map(({ source, target }) => ({ source: nameOf(source), target: nameOf(target) }));
  const structure = readStructure(members.length, own);
  if (!structure || structure.asides.length > 0) return undefined;
  const renamed = (series: Series): Series =>
    series.map((part) =>
      part.kind === 'item'
        ? { kind: 'item', item: members[part.item]! }
        : { kind: 'fork', branches: part.branches.map(renamed) },
    );
  return { from, series: renamed(structure.main) };
}

/**
 * Places in an order in which every edge leads onwards: 0 is the entry, then each item, and the exit last. Both are the
 * border, or else stand before the only item that nothing feeds, and after the one that most lies before.
 */
interface Graph {
  /** The item at each place. */
  readonly order: readonly (number | undefined)[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/** Undefined where edges run in a circle, or where there are several entries. */
function orderedGraph(items: number, edges: readonly ItemEdge[]): Graph | undefined {
  const places = topologicalPlaces(items, edges);
  if (!places || items === 0) return undefined;
  const order = new Array<number | undefined>(items + 2);
  for (const [item, place] of places.entries()) order[place] = item;
  const lists = () => Array.from(order, (): number[] => []);
  const [before, after, exit] = [lists(), lists(), items + 1];
  const connect = (source: number, target: number) => {
    after[source]!.push(target);
    before[target]!.push(source);
  };
  for (const { source, target } of edges)
    connect(source === undefined ? 0 : places[source]!, target === undefined ? exit : places[target]!);
  if (before[exit]!.length === 0) connect(deepestOf(order, before), exit);
  for (let place = 1; place < exit; place++) {
    if (before[place]!.length > 0) continue;
    if (after[0]!.length > 0) return undefined;
    connect(0, place);
  }
  return { order, before, after };
}

/** Kahn's order, of items that could stand next the first of the text; from 1. Undefined where edges run in a circle. */
function topologicalPlaces(items: number, edges: readonly ItemEdge[]): readonly number[] | undefined {
  const next = Array.from({ length: items }, (): number[] => []);
  const waiting = new Array<number>(items).fill(0);
  for (const { source, target } of edges) {
    if (source === undefined || target === undefined) continue;
    next[source]!.push(target);
    waiting[target]! += 1;
  }
  const ready = [...waiting.keys()].filter((item) => waiting[item] === 0);
  const places = new Array<number>(items);
  for (let at = 0; at < ready.length; at++) {
    places[ready[at]!] = at + 1;
    for (const target of next[ready[at]!]!) {
      waiting[target]! -= 1;
      if (waiting[target] === 0) ready.push(target);
    }
  }
  return ready.length === items ? places : undefined;
}

/** The first in the text of those with the longest way to them. */
function deepestOf(order: Graph['order'], before: Graph['before']): number {
  const depths = [0];
  let deepest = 1;
  for (let place = 1; place < before.length - 1; place++) {
    depths[place] = before[place]!.reduce((most, from) => Math.max(most, depths[from]! + 1), 0);
    const deeper = depths[place]! - depths[deepest]!;
    if (deeper > 0 || (deeper === 0 && order[place]! < order[deepest]!)) deepest = place;
  }
  return deepest;
}

/** Of `members`, which all lie on ways from `entry` to `exit`, in order. Undefined where branches are tied to each other. */
function seriesOf(graph: Graph, members: readonly number[], entry: number, exit: number): Series | undefined {
  if (members.length === 0) return [];
  const components = componentsOf(graph, members);
  const passes = graph.after[entry]!.includes(exit);
  if (components.length === 1 && !passes) return rowOf(graph, members, entry, exit);
  const branches: Series[] = [];
  for (const component of components) {
    const branch = rowOf(graph, component, entry, exit);
    if (!branch) return undefined;
    branches.push(branch);
  }
  return [{ kind: 'fork', branches: passes ? [...branches, []] : branches }];
}

/** Of one branch: what all its ways pass, and between two of these nothing but an edge, or a fork. */
function rowOf(graph: Graph, members: readonly number[], entry: number, exit: number): Series | undefined {
  const joints = jointsOf(graph, members, entry, exit);
  if (joints.length === 0) return undefined;
  const parts: Part[] = [];
  let [from, begin] = [entry, 0];
  for (const to of [...joints, exit]) {
    const end = to === exit ? members.length : members.indexOf(to, begin);
    const between = seriesOf(graph, members.slice(begin, end), from, to);
    if (!between) return undefined;
    parts.push(...between);
    if (to !== exit) parts.push({ kind: 'item', item: graph.order[to]! });
    [from, begin] = [to, end + 1];
  }
  return parts;
}

/** What all ways from `entry` through `members` to `exit` pass. */
function jointsOf(
  { after }: Graph,
  members: readonly number[],
  entry: number,
  exit: number,
): readonly number[] {
  const ways = new Set(members);
  // A head, the other branches of a fork and the line that passes them are no part of these ways.
  const reachOf = (place: number) =>
    after[place]!.reduce((most, target) => (ways.has(target) ? Math.max(most, target) : most), 0);
  const joints: number[] = [];
  let reach = reachOf(entry);
  ways.add(exit);
  for (const place of members) {
    if (reach <= place) joints.push(place);
    reach = Math.max(reach, reachOf(place));
  }
  return joints;
}

/** Members that are tied to each other by edges between them; each in order, by its first in the text. */
function componentsOf({ order, after }: Graph, members: readonly number[]): readonly (readonly number[])[] {
  const leaders = new Map(members.map((place) => [place, place]));
  const leaderOf = (place: number): number => {
    let at = place;
    for (let above = leaders.get(at)!; above !== at; above = leaders.get(at)!) {
      leaders.set(at, leaders.get(above)!);
      at = above;
    }
    return at;
  };
  for (const place of members) {
    for (const target of after[place]!) {
      if (leaders.has(target)) leaders.set(leaderOf(target), leaderOf(place));
    }
  }
  const components = new Map<number, number[]>();
  for (const place of members) {
    const leader = leaderOf(place);
    const known = components.get(leader);
    if (known) known.push(place);
    else components.set(leader, [place]);
  }
  const firstOf = (component: readonly number[]) =>
    component.reduce((first, place) => Math.min(first, order[place]!), Number.POSITIVE_INFINITY);
  return [...components.values()].sort((a, b) => firstOf(a) - firstOf(b));
}
