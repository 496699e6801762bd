// How far down an item of a level stands: the number of edges on the longest way to it.

/**
 * An edge as one level sees it, between two of its items or its border (undefined: its top, or its bottom).
 */
export interface LevelEdge {
  readonly source: string | undefined;
  readonly target: string | undefined;
}

/**
 * Longest path from the top, one pass in the order of the text: edges against that order count as nothing.
 */
export function rankItems(
  items: readonly string[],
  edges: readonly LevelEdge[],
): ReadonlyMap<string, number> {
  const order = new Map(items.map((id, index) => [id, index]));
  const ranks = new Map(items.map((id) => [id, 0]));
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) {
    if (source === undefined || target === undefined || order.get(source)! >= order.get(target)!) continue;
    const known = targets.get(source);
    if (known) known.push(target);
    else targets.set(source, [target]);
  }
  for (const id of items) {
    for (const target of targets.get(id) ?? []) {
      ranks.set(target, Math.max(ranks.get(target)!, ranks.get(id)! + 1));
    }
  }
  return ranks;
}
