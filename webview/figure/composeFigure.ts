// Puts a figure together: the strip of volumes, and below it the modules side by side.

import { moved, type Scene, type SceneItem } from '../picture/scene.ts';
import type { FigureModel } from '../protocol/figure.ts';
import { drawDenseBlock } from './denseBlock.ts';
import { type FigureChoice, figureStyle } from './figureStyle.ts';
import { drawModule } from './module.ts';
import { shownModel } from './shownModel.ts';
import { type DrawnPart, drawStrip } from './strip.ts';
import { withoutPooling } from './withoutPooling.ts';

const MARGIN = 14;
const GAP_X = 44;
const GAP_Y = 34;

/** The strip and the rows of modules keep to the chosen width, if no module alone is wider. */
export function composeFigure(given: FigureModel, choice: FigureChoice): Scene {
  const model = shownModel(given);
  const style = figureStyle(choice, model.volumes, 2 * MARGIN);
  const volumes = style.volumes === 'boxes' ? withoutPooling(model.volumes) : model.volumes;
  const strip = drawStrip(volumes, style);
  const modules = model.modules.flatMap((module) =>
    module.dense === undefined
      ? [drawModule(module, style)]
      : [drawDenseBlock(module, style), drawModule(module, style)],
  );
  const rows = rowsOf(modules, style.width);
  const width = Math.max(strip.width, ...rows.map(widthOfRow));
  const items: SceneItem[] = [...moved(strip.items, MARGIN + (width - strip.width) / 2, MARGIN)];
  let y = MARGIN + strip.height;
  for (const row of rows) {
    y += GAP_Y;
    let x = MARGIN + (width - widthOfRow(row)) / 2;
    const height = Math.max(...row.map((part) => part.height));
    for (const part of row) {
      items.push(...moved(part.items, x, y + height - part.height));
      x += part.width + GAP_X;
    }
    y += height;
  }
  return {
    title: `Figure of ${model.model}`,
    width: Math.ceil(width + 2 * MARGIN),
    height: Math.ceil(y + MARGIN),
    background: style.background,
    items,
    font: style.font,
  };
}

function rowsOf(parts: readonly DrawnPart[], width: number): readonly (readonly DrawnPart[])[] {
  const rows: DrawnPart[][] = [];
  for (const part of parts) {
    const row = rows.at(-1);
    if (row && widthOfRow([...row, part]) <= width) row.push(part);
    else rows.push([part]);
  }
  return rows;
}

function widthOfRow(row: readonly DrawnPart[]): number {
  return row.reduce((sum, part) => sum + part.width + GAP_X, -GAP_X);
}
