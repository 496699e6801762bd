// How a graph differs from the one before it where only what its nodes say is another: most keystrokes change no more.

import type { DiagramGraph, DiagramGroup, DiagramNode } from './diagram.ts';

/** Of a graph with the same nodes, groups and edges in the same order. */
export interface GraphChange {
  /** With their places among the nodes. */
  readonly nodes: readonly (readonly [place: number, node: DiagramNode])[];
  readonly groups: readonly (readonly [place: number, group: DiagramGroup])[];
  readonly parameters: number;
  readonly macs: number;
  readonly incomplete: boolean;
}

/** Undefined where the graphs are built differently, and one must be told as a whole. */
export function graphChange(before: DiagramGraph, after: DiagramGraph): GraphChange | undefined {
  const { model, parameters, macs, incomplete = false } = after;
  const sameEdges = before.edges === after.edges || sameList(before.edges, after.edges, isSameEdge);
  const sameGroups = sameList(before.groups, after.groups, isSameGroup);
  if (before.model !== model || !sameEdges || !sameGroups) return undefined;
  if (!sameList(before.nodes, after.nodes, ({ id, group }, now) => id === now.id && group === now.group))
    return undefined;
  return {
    nodes: changed(before.nodes, after.nodes),
    groups: changed(before.groups, after.groups),
    parameters,
    macs,
    incomplete,
  };
}

/** What does not differ is the same object as before. */
export function withChange(
  graph: DiagramGraph,
  { nodes, groups, parameters, macs, incomplete }: GraphChange,
): DiagramGraph {
  return {
    ...graph,
    nodes: replaced(graph.nodes, nodes),
    groups: replaced(graph.groups, groups),
    parameters,
    macs,
    incomplete,
  };
}

function isSameEdge(a: DiagramGraph['edges'][number], b: DiagramGraph['edges'][number]): boolean {
  return a.id === b.id && a.source === b.source && a.target === b.target;
}

function isSameGroup(a: DiagramGroup, b: DiagramGroup): boolean {
  return a.id === b.id && a.parent === b.parent && a.kind === b.kind;
}

function sameList<T>(before: readonly T[], after: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return before.length === after.length && before.every((one, place) => same(one, after[place]!));
}

function changed<T extends object>(before: readonly T[], after: readonly T[]): [number, T][] {
  return after.flatMap((now, place): [number, T][] =>
    saysTheSame(before[place]!, now) ? [] : [[place, now]],
  );
}

function saysTheSame<T extends object>(before: T, now: T): boolean {
  if (before === now) return true;
  const names = Object.keys(now) as (keyof T)[];
  return names.length === Object.keys(before).length && names.every((name) => before[name] === now[name]);
}

function replaced<T>(list: readonly T[], changes: readonly (readonly [number, T])[]): readonly T[] {
  if (changes.length === 0) return list;
  const copy = [...list];
  for (const [place, now] of changes) copy[place] = now;
  return copy;
}
