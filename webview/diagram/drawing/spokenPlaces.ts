// Where everything that is seen stands, for those who hear it: how deep, which of how many, and what it is joined with.

import type { Leaf } from '../layout/frame.ts';
import type { View, VisibleItem } from '../layout/view.ts';

export interface SpokenPlace {
  /** From 1 for the outermost. */
  readonly level: number;
  /** Among what stands in the same frame, from 1. */
  readonly position: number;
  readonly siblings: number;
  /** `From relu and identity`: only where lines meet or part, for elsewhere the order says it. */
  readonly joined: readonly string[];
}

export type SpokenPlaces = ReadonlyMap<string, SpokenPlace>;

/** More are counted. */
const MOST_NAMED = 4;

const known = new WeakMap<View, SpokenPlaces>();

export function spokenPlaces(view: View): SpokenPlaces {
  const places = known.get(view) ?? placesOf(view);
  known.set(view, places);
  return places;
}

function placesOf({ items, edges }: View): SpokenPlaces {
  const names = new Map<string, string>();
  const [sources, targets] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const { source, target } of edges) {
    listOf(sources, target).push(source);
    listOf(targets, source).push(target);
  }
  const places = new Map<string, SpokenPlace>();
  const visit = (siblings: readonly VisibleItem[], level: number): void => {
    for (const item of siblings) {
      names.set(item.id, item.item.kind === 'leaf' ? leafName(item.item) : item.item.title);
      if (item.kind === 'frame') visit(item.children, level + 1);
    }
  };
  visit(items, 1);
  const joined = (word: string, ids: readonly string[] = []) => {
    if (ids.length < 2) return [];
    const named = ids.slice(0, MOST_NAMED).map((id) => names.get(id) ?? '');
    return [
      `${word} ${ids.length > MOST_NAMED ? `${named.join(', ')} and ${ids.length - MOST_NAMED} more` : listed(named)}`,
    ];
  };
  const place = (siblings: readonly VisibleItem[], level: number): void => {
    for (const [at, item] of siblings.entries()) {
      places.set(item.id, {
        level,
        position: at + 1,
        siblings: siblings.length,
        joined: [...joined('From', sources.get(item.id)), ...joined('To', targets.get(item.id))],
      });
      if (item.kind === 'frame') place(item.children, level + 1);
    }
  };
  place(items, 1);
  return places;
}

function leafName({ node, tag }: Leaf): string {
  return tag ?? (node.detail === '' ? node.kind : `${node.kind} ${node.detail}`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function listOf(lists: Map<string, string[]>, id: string): string[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}
