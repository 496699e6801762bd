// Draws the gallery's pictures, and writes the page that shows them.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnElkThread } from '../../cli/elkThread.ts';
import { type Folds, initialFolds } from '../../webview/diagram/layout/folding.ts';
import { type Frame, framesOf, layersOf, type OutlineItem } from '../../webview/diagram/layout/frame.ts';
import { layOutDiagram } from '../../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine } from '../../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../../webview/diagram/layout/levelEngine.ts';
import { createPictureMeasure } from '../../webview/diagram/layout/measure.ts';
import { outlineOf } from '../../webview/diagram/layout/outline.ts';
import { viewOf } from '../../webview/diagram/layout/view.ts';
import type { DiagramGraph } from '../../webview/protocol/diagram.ts';
import { pictureThemeNames } from '../../webview/protocol/picture.ts';
import { type AdaptivePicture, adaptivePicture } from './adaptivePicture.ts';
import { type Exhibit, exhibits, families, fileName, fingerprint } from './contents.ts';
import { drawFigure } from './drawFigure.ts';
import { galleryPage } from './page.ts';

const repository = process.argv[2]!;
const folder = join(repository, 'docs', 'gallery');
const measure = createPictureMeasure();
const engine = createLevelEngine(createWorkerEngine(spawnElkThread));

async function drawGraph(
  graph: DiagramGraph,
  outline: readonly OutlineItem[],
  folds: Folds,
  title: string,
): Promise<AdaptivePicture> {
  const view = viewOf(graph, outline, folds);
  const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: 120_000 });
  if (fallback !== undefined) throw new Error(`${title}: ${fallback}`);
  return adaptivePicture(layout, measure, title);
}

/** One block with everything in it open, and of what is around it only what it reads. */
async function drawBlock({ graph }: Exhibit, title: string): Promise<AdaptivePicture> {
  const outline = outlineOf(graph);
  const found = framesOf(outline).find(({ frame }) => frame.title === title)?.frame;
  const block = found && firstOf(found);
  if (!block) throw new Error(`${graph.model} has no block ${title}.`);
  const inside = new Set(layersOf(block));
  const sources = new Set(
    graph.edges
      .filter((edge) => inside.has(edge.target) && !inside.has(edge.source))
      .map((edge) => edge.source),
  );
  const read = graph.nodes.filter(({ id }) => sources.has(id));
  const items: OutlineItem[] = read.map((layer) => ({
    kind: 'leaf',
    node: layer,
    tag: undefined,
    riders: [],
  }));
  return drawGraph(graph, [...items, block], new Set(), `${title} of ${graph.model}`);
}

/** Of a row of equal blocks the first. */
function firstOf(frame: Frame): Frame {
  const [first] = frame.children;
  return frame.count > 1 && first?.kind === 'frame' ? first : frame;
}

async function drawAll(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const writeBoth = (name: string, { plain, contrast }: AdaptivePicture) => {
    write(`${name}.svg`, plain);
    write(`${name}-high-contrast.svg`, contrast);
  };
  const all = exhibits(repository);
  const named = (name: string) => all.find(({ entry }) => entry.name === name)!;
  for (const exhibit of all) {
    const outline = outlineOf(exhibit.graph);
    const { name } = exhibit.entry;
    writeBoth(
      fileName(name),
      await drawGraph(exhibit.graph, outline, initialFolds(outline), `Diagram of ${name}`),
    );
    console.log(name);
  }
  for (const { unfolded, figures } of families) {
    if (unfolded)
      writeBoth(`${fileName(unfolded.name)}-block`, await drawBlock(named(unfolded.name), unfolded.frame));
    for (const name of figures) {
      for (const theme of pictureThemeNames)
        write(`${fileName(name)}-figure-${theme}.svg`, drawFigure(named(name), theme));
    }
  }
  const prints = Object.fromEntries(all.map((exhibit) => [exhibit.entry.name, fingerprint(exhibit)]));
  write('drawn.json', `${JSON.stringify(prints, undefined, 2)}\n`);
  writeFileSync(join(repository, 'docs', 'gallery.md'), galleryPage(all));
}

drawAll().finally(() => engine.dispose());
