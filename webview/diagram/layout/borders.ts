// Which frames' borders an edge crosses on its way.

import type { View, VisibleEdge, VisibleItem } from './view.ts';

/** The frame right around each visible item; undefined at the top. */
export type Parents = ReadonlyMap<string, string | undefined>;

export function parentsOf(view: View): Parents {
  const parents = new Map<string, string | undefined>();
  const visit = (items: readonly VisibleItem[], parent: string | undefined) => {
    for (const item of items) {
      parents.set(item.id, parent);
      if (item.kind === 'frame') visit(item.children, item.id);
    }
  };
  visit(view.items, undefined);
  return parents;
}

export interface Crossing {
  /** Frames that the edge leaves, innermost first. */
  readonly leaving: readonly string[];
  /** The innermost level that holds both ends; undefined at the top. */
  readonly meeting: string | undefined;
  /** Frames that it enters, outermost first. */
  readonly entering: readonly string[];
}

export function crossingOf(edge: Pick<VisibleEdge, 'source' | 'target'>, parents: Parents): Crossing {
  const outer = framesAbove(edge.source, parents);
  const inner = framesAbove(edge.target, parents);
  const meeting = outer.find((frame) => inner.includes(frame));
  const before = (frames: readonly string[]) =>
    meeting === undefined ? frames : frames.slice(0, frames.indexOf(meeting));
  return { leaving: before(outer), meeting, entering: [...before(inner)].reverse() };
}

/** Innermost first. */
function framesAbove(id: string, parents: Parents): readonly string[] {
  const frames: string[] = [];
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) frames.push(at);
  return frames;
}
