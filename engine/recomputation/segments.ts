// Cuts a network into segments of layers, whose activations are computed again together.

import type { GraphNode, OperationName } from '../graph/graph.ts';
import type { Network, NetworkLayer } from '../network/network.ts';

/** The segment of each layer by its path, numbered in the network's order. */
export type Segments = ReadonlyMap<string, number>;

/** Operations that a light recomputation does not repeat. */
const costly: ReadonlySet<OperationName> = new Set([
  'convolution',
  'convolutionInputGradient',
  'matmul',
  'custom',
]);

export function isCostly({ operation }: GraphNode): boolean {
  return costly.has(operation);
}

/**
 * Segments of blocks: the outermost blocks and rounds of loops of about the square root of the network's number of layers or
 * fewer, as Chen, Xu, Zhang and Guestrin, "Training deep nets with sublinear memory cost", 2016, divide a chain. Layers
 * outside of such blocks are cut into runs of that length.
 */
export function blockSegments({ layers, groups }: Network): Segments {
  const length = Math.ceil(1.5 * Math.sqrt(layers.length));
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const sizes = groupSizes(layers, parents);
  const whole = (layer: NetworkLayer) =>
    ancestors(layer.group, parents).findLast((group) => sizes.get(group)! <= length);
  const segments = new Map<string, number>();
  let [segment, count, current] = [0, 0, undefined as string | undefined];
  for (const layer of layers) {
    const group = whole(layer);
    if (group !== current || (group === undefined && count === length)) {
      segment += 1;
      count = 0;
    }
    [count, current] = [count + 1, group];
    segments.set(layer.path, segment);
  }
  return segments;
}

/** Layers inside each group, those of its own groups included. */
function groupSizes(
  layers: readonly NetworkLayer[],
  parents: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { group } of layers) {
    for (const ancestor of ancestors(group, parents)) sizes.set(ancestor, (sizes.get(ancestor) ?? 0) + 1);
  }
  return sizes;
}

/** A group and those around it, the innermost first. */
function ancestors(
  group: string | undefined,
  parents: ReadonlyMap<string, string | undefined>,
): readonly string[] {
  const found: string[] = [];
  for (let at = group; at !== undefined; at = parents.get(at)) found.push(at);
  return found;
}

/** Segments that end with a costly layer each: what is repeated before it serves its gradient too. */
export function lightSegments({ layers }: Network, forward: readonly GraphNode[]): Segments {
  const ends = new Set(forward.filter(isCostly).map(({ scope }) => scope));
  const segments = new Map<string, number>();
  let segment = 0;
  for (const { path } of layers) {
    segments.set(path, segment);
    if (ends.has(path)) segment += 1;
  }
  return segments;
}
