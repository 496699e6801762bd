// The geometry of every network that ships, at every folding level.

import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskFiles } from '../../cli/diskFiles.ts';
import { spawnElkThread } from '../../cli/elkThread.ts';
import { networkToDiagram } from '../../extension/diagram/networkToDiagram.ts';
import type { Compilation } from '../../extension/language/compilation.ts';
import { compile, elaborateModel } from '../../extension/language/compile.ts';
import { depthOf, foldsAtLevel, initialFolds } from '../../webview/diagram/layout/folding.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../../webview/diagram/layout/levelEngine.ts';
import { createMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { entries, modelsFolder } from '../models/zooNetworks.ts';
import { findGeometryProblems } from './geometry.ts';

const engine = createLevelEngine(createWorkerEngine(spawnElkThread));
const measure = createMeasure();
const compilations = new Map<string, Compilation>();
afterAll(() => engine.dispose());

function graphOf({ file, model, arguments: given }: (typeof entries)[number]): DiagramGraph {
  const compilation = compilations.get(file) ?? compile(join(modelsFolder, file), diskFiles);
  compilations.set(file, compilation);
  return networkToDiagram(elaborateModel(compilation, model, given).network!, []);
}

describe('every network that ships', () => {
  test.each(entries)(
    '$name: nothing overlaps, is crossed, slants or is cut, at every folding level',
    async (entry) => {
      const graph = graphOf(entry);
      const outline = outlineOf(graph);
      const levels = Array.from({ length: depthOf(outline) + 1 }, (_, level) => foldsAtLevel(outline, level));
      for (const [level, folds] of [...levels, initialFolds(outline)].entries()) {
        const view = viewOf(graph, outline, folds);
        const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 120_000 });
        expect({ level, fallback, problems: findGeometryProblems(layout, view) }).toEqual({
          level,
          fallback: undefined,
          problems: [],
        });
      }
    },
    120_000,
  );
});
