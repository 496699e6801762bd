// Lays a graph out as the editor and the command line do, at every folding level, and says what breaks the geometry.

import { spawnElkThread } from '../../cli/elkThread.ts';
import { depthOf, foldsAtLevel, initialFolds } from '../../webview/diagram/layout/folding.ts';
import { type LaidOut, layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import type { FlowDirection } from '../../webview/diagram/layout/layout.ts';
import { createWorkerEngine, type LayoutEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../../webview/diagram/layout/levelEngine.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { type View, viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { findGeometryProblems } from './geometry.ts';

/** Both ways in which lines leave. */
export const directions: readonly FlowDirection[] = ['down', 'right'];

/** Frames that are built alike are laid out once for all graphs; the caller disposes of it. */
export function createTestEngine(): LayoutEngine {
  return createLevelEngine(createWorkerEngine(spawnElkThread));
}

interface LaidOutLevel extends LaidOut {
  readonly level: number;
  readonly direction: FlowDirection;
  readonly view: View;
}

/** Every level, and then what the diagram opens with, in both directions. */
export async function everyLevel(
  graph: DiagramGraph,
  engine: LayoutEngine,
): Promise<readonly LaidOutLevel[]> {
  const outline = outlineOf(graph);
  const levels = Array.from({ length: depthOf(outline) + 1 }, (_, level) => foldsAtLevel(outline, level));
  const laidOut: LaidOutLevel[] = [];
  for (const direction of directions) {
    const measure = createMeasure(undefined, undefined, direction);
    for (const [level, folds] of [...levels, initialFolds(outline)].entries()) {
      const view = viewOf(graph, outline, folds);
      const answer = await layOutDiagram(view, measure, engine, { deadlineMs: 120_000 });
      laidOut.push({ ...answer, level, direction, view });
    }
  }
  return laidOut;
}

/**
 * Empty when no level had to do with the simple layout, and all are whole. Each complaint begins with its level and
 * direction.
 */
export async function problemsAtEveryLevel(
  graph: DiagramGraph,
  engine: LayoutEngine,
): Promise<readonly string[]> {
  const levels = await everyLevel(graph, engine);
  return levels.flatMap(({ level, direction, view, layout, fallback }) => {
    const found = [...(fallback === undefined ? [] : [fallback]), ...findGeometryProblems(layout, view)];
    if (layout.nodes.length === 0) found.push('nothing is drawn');
    return found.map((problem) => `level ${level}, ${direction}: ${problem}`);
  });
}
