// The hierarchy of a model's operators as groups of the diagram, none of which runs in a circle with another.

import type { NodePath } from './nodePaths.ts';

/** A part of the model; `nodes` of a leaf is one operator's place. */
export interface Part {
  readonly name: string;
  readonly children: (Part | number)[];
}

export type Links = ReadonlyMap<number, readonly number[]>;

/** Parts by their names, in the order of their first operators. `links` lead from each operator to those that read it. */
export function nameTree(paths: readonly (NodePath | undefined)[], links: Links): readonly (Part | number)[] {
  const root: Part = { name: '', children: [] };
  const known = new Map<string, Part>();
  paths.forEach((path, place) => {
    if (!path) return;
    let part = root;
    let key = '';
    for (const name of path) {
      key = JSON.stringify([key, name]);
      const next = known.get(key) ?? { name, children: [] };
      if (!known.has(key)) part.children.push(next);
      known.set(key, next);
      part = next;
    }
    part.children.push(place);
  });
  return withoutCircles(root.children, links);
}

/**
 * Parts that read each other cannot be drawn as boxes, one below the other: they are cut at the operators of the others
 * between theirs, so that every line goes forward in the file's order.
 */
function withoutCircles(items: readonly (Part | number)[], links: Links): readonly (Part | number)[] {
  const places = items.map(placesOf);
  const owner = new Map(places.flatMap((inside, item) => inside.map((place) => [place, item] as const)));
  const reads = places.map((inside, item) => {
    const targets = inside.flatMap((place) => links.get(place) ?? []).map((target) => owner.get(target));
    return [...new Set(targets)].filter((target) => target !== undefined && target !== item) as number[];
  });
  const circles = circlesOf(reads);
  const cut = items.flatMap((item, index): readonly (Part | number)[] => {
    const circle = circles.get(index);
    if (typeof item === 'number' || !circle) return [item];
    const others = circle.filter((other) => other !== index).flatMap((other) => places[other]!);
    return pieces(
      item,
      others.sort((a, b) => a - b),
    );
  });
  return cut
    .map((item) =>
      typeof item === 'number' ? item : { ...item, children: [...withoutCircles(item.children, links)] },
    )
    .sort((a, b) => firstOf(a) - firstOf(b));
}

function placesOf(item: Part | number): readonly number[] {
  return typeof item === 'number' ? [item] : item.children.flatMap(placesOf);
}

function firstOf(item: Part | number): number {
  return typeof item === 'number' ? item : Math.min(...item.children.map(firstOf));
}

/** One part for each stretch of its operators that no operator of the others interrupts. */
function pieces(part: Part, others: readonly number[]): readonly Part[] {
  const stretchOf = (place: number) => lowerBound(others, place);
  const found = new Map<number, number[]>();
  for (const place of placesOf(part))
    found.set(stretchOf(place), [...(found.get(stretchOf(place)) ?? []), place]);
  if (found.size === 1) return [part];
  return [...found.values()].map((inside) => ({ name: part.name, children: kept(part, new Set(inside)) }));
}

function kept(part: Part, inside: ReadonlySet<number>): (Part | number)[] {
  return part.children.flatMap((child): (Part | number)[] => {
    if (typeof child === 'number') return inside.has(child) ? [child] : [];
    const children = kept(child, inside);
    return children.length === 0 ? [] : [{ name: child.name, children }];
  });
}

/** How many of the sorted numbers are smaller. */
function lowerBound(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The members of each circle, by each member (Tarjan's strongly connected components, without recursion). */
function circlesOf(reads: readonly (readonly number[])[]): ReadonlyMap<number, readonly number[]> {
  const circles = new Map<number, readonly number[]>();
  const [index, low]: [number[], number[]] = [[], []];
  const [stack, onStack]: [number[], Set<number>] = [[], new Set()];
  let count = 0;
  for (let root = 0; root < reads.length; root++) {
    if (index[root] !== undefined) continue;
    const work: { readonly at: number; next: number }[] = [{ at: root, next: 0 }];
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const { at } = top;
      if (top.next === 0) {
        index[at] = low[at] = count++;
        stack.push(at);
        onStack.add(at);
      }
      const target = reads[at]![top.next++];
      if (target !== undefined) {
        if (index[target] === undefined) work.push({ at: target, next: 0 });
        else if (onStack.has(target)) low[at] = Math.min(low[at]!, index[target]!);
        continue;
      }
      work.pop();
      const above = work.at(-1)?.at;
      if (above !== undefined) low[above] = Math.min(low[above]!, low[at]!);
      if (low[at] !== index[at]) continue;
      const members = stack.splice(stack.lastIndexOf(at));
      for (const member of members) onStack.delete(member);
      if (members.length > 1) for (const member of members) circles.set(member, members);
    }
  }
  return circles;
}
