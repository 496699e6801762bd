// One level of a graph by itself, under names that only tell its structure: frames that are built alike have equal forms.

import type { ElkEdge, ElkNode, ElkPort } from './elkGraph.ts';
import type { Point } from './layout.ts';
import { solvedFrameOptions } from './layoutOptions.ts';

/** A level that was laid out, in its own coordinates; children, ports and edges stand in the level's order. */
export interface SolvedLevel {
  readonly width: number;
  readonly height: number;
  /** Of the frame's border. */
  readonly ports: readonly Point[];
  readonly children: readonly Point[];
  readonly edges: readonly (readonly Point[])[];
}

/** The level of `node` as ELK is asked for it: open frames in it are boxes of the size that they were given. */
export function levelForm(
  node: ElkNode,
  solved: (child: ElkNode) => SolvedLevel | undefined,
  prefix = '',
): ElkNode {
  const names = new Map<string, string>();
  const renamed = (ports: readonly ElkPort[] | undefined, owner: string) =>
    ports?.map((port, place) => {
      const id = `${owner}.${place}`;
      names.set(port.id, id);
      return { ...port, id };
    });
  const ports = renamed(node.ports, `${prefix}b`);
  const children = node.children?.map((child, place): ElkNode => {
    const id = `${prefix}c${place}`;
    const own = renamed(child.ports, id);
    const level = solved(child);
    if (!level) return { ...child, id, ...(own ? { ports: own } : {}) };
    const fixed = own?.map((port, index) => ({ ...port, ...level.ports[index]! })) ?? [];
    const { width, height } = level;
    return { id, width, height, layoutOptions: solvedFrameOptions, ports: fixed };
  });
  const edges = node.edges?.map(
    (edge, place): ElkEdge => ({
      id: `${prefix}e${place}`,
      sources: [names.get(edge.sources[0])!],
      targets: [names.get(edge.targets[0])!],
    }),
  );
  return {
    id: `${prefix}f`,
    layoutOptions: node.layoutOptions,
    ...(ports ? { ports } : {}),
    ...(children ? { children } : {}),
    ...(edges ? { edges } : {}),
  };
}

/** What ELK made of a form; throws when a place is missing. */
export function readLevel(laidOut: ElkNode): SolvedLevel {
  return {
    width: told(laidOut.width),
    height: told(laidOut.height),
    ports: (laidOut.ports ?? []).map(placeOf),
    children: (laidOut.children ?? []).map(placeOf),
    edges: (laidOut.edges ?? []).map(({ id, sections }) => {
      const [section] = sections ?? [];
      if (!section) throw new Error(`The layout has no route for ${id}.`);
      return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    }),
  };
}

function placeOf({ x, y }: { readonly x?: number; readonly y?: number }): Point {
  return { x: told(x), y: told(y) };
}

function told(number: number | undefined): number {
  if (number === undefined) throw new Error('The layout has no place for a part.');
  return number;
}
