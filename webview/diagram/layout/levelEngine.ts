// Lays a graph out level by level, from the inside: frames that are built alike are laid out once, and remembered.

import type { ElkNode } from './elkGraph.ts';
import type { Point } from './layout.ts';
import { type LayoutEngine, LayoutFailure, type LayoutRequestOptions } from './layoutEngine.ts';
import { batchOptions } from './layoutOptions.ts';
import { levelForm, readLevel, type SolvedLevel } from './levelForm.ts';
import { layOutSeries } from './seriesLevel.ts';

/** Levels of several large networks; the ones that were not used for the longest time are forgotten. */
const MOST_REMEMBERED = 4000;

/** After a change only the frames that changed and those around them are laid out anew. */
export function createLevelEngine(engine: LayoutEngine): LayoutEngine {
  const remembered = new Map<string, SolvedLevel>();
  let latest: Asking | undefined;
  return {
    async layout(graph, options) {
      latest?.cancel();
      const solved = new Map<ElkNode, SolvedLevel>();
      const ask = withDeadline(engine, options);
      latest = ask;
      try {
        for (const levels of byHeight(graph)) await solve(levels, solved, remembered, ask);
      } finally {
        ask.end();
      }
      forgetOldest(remembered);
      return assemble(graph, solved, { x: 0, y: 0 });
    },
    prepare: () => engine.prepare?.(),
    dispose: () => engine.dispose(),
  };
}

/** Levels whose inner levels come in an earlier list. */
function byHeight(graph: ElkNode): readonly (readonly ElkNode[])[] {
  const heights: ElkNode[][] = [];
  const visit = (node: ElkNode): number => {
    const height = (node.children ?? []).reduce(
      (most, child) => (child.children ? Math.max(most, visit(child) + 1) : most),
      0,
    );
    heights[height] ??= [];
    heights[height].push(node);
    return height;
  };
  visit(graph);
  return heights;
}

async function solve(
  levels: readonly ElkNode[],
  solved: Map<ElkNode, SolvedLevel>,
  remembered: Map<string, SolvedLevel>,
  ask: Asking,
): Promise<void> {
  const inner = (child: ElkNode) => solved.get(child);
  const keys = levels.map((level) => JSON.stringify(levelForm(level, inner)));
  const unknown = new Map(levels.map((level, place) => [keys[place]!, level]));
  for (const [key, level] of unknown) {
    const known = remembered.get(key) ?? layOutSeries(levelForm(level, inner));
    if (!known) continue;
    remembered.set(key, known);
    unknown.delete(key);
  }
  if (unknown.size > 0) {
    const children = [...unknown.values()].map((level, place) => levelForm(level, inner, `${place}.`));
    const answer = await ask.layout({ id: 'batch', layoutOptions: batchOptions, children });
    for (const [place, key] of [...unknown.keys()].entries())
      remembered.set(key, readLevel(answer.children![place]!));
  }
  levels.forEach((level, place) => {
    const key = keys[place]!;
    const known = remembered.get(key)!;
    remembered.delete(key);
    remembered.set(key, known);
    solved.set(level, known);
  });
}

interface Asking {
  layout(graph: ElkNode): Promise<ElkNode>;
  cancel(): void;
  end(): void;
}

/** One deadline for all questions together. */
function withDeadline(engine: LayoutEngine, { signal, deadlineMs }: LayoutRequestOptions): Asking {
  const control = new AbortController();
  const cancel = () => control.abort();
  if (signal?.aborted) control.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    control.abort();
  }, deadlineMs);
  return {
    async layout(graph) {
      try {
        return await engine.layout(graph, { signal: control.signal, deadlineMs });
      } catch (failure) {
        if (expired) throw new LayoutFailure('deadline', `No layout within ${deadlineMs} ms.`);
        throw failure;
      }
    },
    cancel,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
}

/** The whole graph with every place, as seen from the top left. */
function assemble(node: ElkNode, solved: ReadonlyMap<ElkNode, SolvedLevel>, at: Point): ElkNode {
  const level = solved.get(node);
  if (!level) return { ...node, ...at };
  const shifted = ({ x, y }: Point): Point => ({ x: x + at.x, y: y + at.y });
  return {
    ...node,
    ...at,
    width: level.width,
    height: level.height,
    children: (node.children ?? []).map((child, place) =>
      assemble(child, solved, shifted(level.children[place]!)),
    ),
    edges: (node.edges ?? []).map((edge, place) => {
      const points = level.edges[place]!.map(shifted);
      return {
        ...edge,
        sections: [{ startPoint: points[0]!, bendPoints: points.slice(1, -1), endPoint: points.at(-1)! }],
      };
    }),
  };
}

function forgetOldest(remembered: Map<string, SolvedLevel>): void {
  for (const key of remembered.keys()) {
    if (remembered.size <= MOST_REMEMBERED) return;
    remembered.delete(key);
  }
}
