// Draws a diagram as an SVG file's text, with the layout in a thread of its own.

import { drawDiagram } from '../webview/diagram/drawing/drawDiagram.ts';
import { pictureThemes } from '../webview/diagram/drawing/themes.ts';
import { toPicture } from '../webview/diagram/drawing/toMarkup.ts';
import { type Folds, foldsAtLevel, initialFolds, openTo } from '../webview/diagram/layout/folding.ts';
import type { OutlineItem } from '../webview/diagram/layout/frame.ts';
import { layOutDiagram } from '../webview/diagram/layout/layOutDiagram.ts';
import { createWorkerEngine } from '../webview/diagram/layout/layoutEngine.ts';
import { createLevelEngine } from '../webview/diagram/layout/levelEngine.ts';
import { createPictureMeasure, TEXT } from '../webview/diagram/layout/measure.ts';
import { outlineOf } from '../webview/diagram/layout/outline.ts';
import { type Advances, helveticaAdvances } from '../webview/diagram/layout/textMetrics.ts';
import { viewOf } from '../webview/diagram/layout/view.ts';
import { figureTextWidth } from '../webview/picture/fontMetrics.ts';
import { FAMILIES } from '../webview/picture/formats/toSvg.ts';
import { pictureScene } from '../webview/picture/pictureScene.ts';
import type { FigureFont } from '../webview/picture/scene.ts';
import type { DiagramGraph } from '../webview/protocol/diagram.ts';
import type { PictureTheme } from '../webview/protocol/picture.ts';
import { spawnElkThread } from './elkThread.ts';
import type { DrawnPicture } from './encodePicture.ts';

/** A picture cannot be unfolded: it shows more than fits a window. */
const PICTURE_BUDGET = 200;
/** Nobody watches a command that draws a picture as impatiently as an editor. */
const DEADLINE_MS = 20_000;

export interface DiagramSvgOptions {
  readonly theme: PictureTheme;
  /** Layers that are marked; blocks around them are opened. */
  readonly highlight?: readonly string[];
  /** Levels of blocks to open: 0 shows the outermost only; all that fit where it is absent. */
  readonly depth?: number;
  /** Sans where it is absent. */
  readonly font?: FigureFont | undefined;
  /** Of attributes, in points; the rest of the picture grows with it. 12 where it is absent. */
  readonly fontSize?: number | undefined;
  readonly transparent?: boolean;
}

export interface DiagramSvg extends DrawnPicture {
  /** Layers and folded blocks drawn. */
  readonly nodes: number;
  readonly edges: number;
  readonly layoutMs: number;
  /** Why the simple layout had to do; undefined when ELK did the work. */
  readonly fallback: string | undefined;
}

export async function renderDiagramSvg(graph: DiagramGraph, options: DiagramSvgOptions): Promise<DiagramSvg> {
  const outline = outlineOf(graph);
  const view = viewOf(graph, outline, foldsFor(outline, options));
  const { font = 'sans', fontSize = TEXT.detail.size, transparent = false } = options;
  const measure = createPictureMeasure(advancesOf(font));
  const engine = createLevelEngine(createWorkerEngine(spawnElkThread));
  const started = performance.now();
  try {
    const { layout, fallback } = await layOutDiagram(view, measure, engine, { deadlineMs: DEADLINE_MS });
    const layoutMs = Math.round(performance.now() - started);
    const drawing = drawDiagram(layout, {
      measure,
      marks: new Set(options.highlight ?? []),
      target: 'picture',
    });
    const theme = { ...pictureThemes[options.theme], font: FAMILIES[font] };
    const scale = fontSize / TEXT.detail.size;
    const parts = { drawing, layout, theme, title: `Diagram of ${graph.model}`, scale, transparent };
    const scene = () => pictureScene(parts, font);
    return {
      svg: toPicture(parts),
      scene,
      nodes: layout.nodes.length,
      edges: layout.edges.length,
      layoutMs,
      fallback,
    };
  } finally {
    engine.dispose();
  }
}

function advancesOf(font: FigureFont): Advances {
  if (font === 'sans') return helveticaAdvances;
  return (codePoint, medium) =>
    figureTextWidth(String.fromCodePoint(codePoint), 1000, font, medium ? 'medium' : 'regular');
}

function foldsFor(outline: readonly OutlineItem[], { depth, highlight = [] }: DiagramSvgOptions): Folds {
  const folds = depth === undefined ? initialFolds(outline, PICTURE_BUDGET) : foldsAtLevel(outline, depth);
  return highlight.reduce((open, layer) => openTo(outline, open, layer), folds);
}
