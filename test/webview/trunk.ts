// What all ways through a laid-out network pass, and where it stands across the way that the network flows.

import type { Layout } from '../../webview/diagram/layout/layout.ts';

/** Layers and folded blocks that every way from the input to the main output passes, in order. */
export function trunkOf({ nodes, edges }: Layout): readonly string[] {
  const before = new Map<string, string[]>(nodes.map(({ node }) => [node.id, []]));
  for (const { source, target } of edges) before.get(target)!.push(source);
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const depth = depths.get(id) ?? 1 + Math.max(0, ...before.get(id)!.map(depthOf));
    depths.set(id, depth);
    return depth;
  };
  const ids = nodes.map(({ node }) => node.id).sort((a, b) => depthOf(a) - depthOf(b));
  const leading = new Set([ids.at(-1)!]);
  for (const id of ids.toReversed())
    if (leading.has(id)) for (const source of before.get(id)!) leading.add(source);
  const ways = ids.filter((id) => leading.has(id));
  const places = new Map(ways.map((id, place) => [id, place]));
  const reaches = ways.map((_, place) => place);
  for (const { source, target } of edges) {
    const [from, to] = [places.get(source), places.get(target)];
    if (from !== undefined && to !== undefined) reaches[from] = Math.max(reaches[from]!, to);
  }
  let reach = 0;
  return ways.filter((_, place) => {
    const passed = reach <= place;
    reach = Math.max(reach, reaches[place]!);
    return passed;
  });
}

/** The middles of the trunk's layers: the same for all where it is straight. */
export function axesOf(layout: Layout): ReadonlySet<number> {
  const trunk = new Set(trunkOf(layout));
  const boxes = layout.nodes.filter(({ node }) => trunk.has(node.id)).map(({ box }) => box);
  return new Set(
    boxes.map(({ x, y, width, height }) => (layout.direction === 'right' ? y + height / 2 : x + width / 2)),
  );
}
