// A laid-out diagram as a scene, with the ground and margins of its SVG picture.

import { pictureStyles } from '../diagram/drawing/stylesheet.ts';
import { MARGIN, type PictureParts } from '../diagram/drawing/toMarkup.ts';
import { drawingToScene } from './drawingToScene.ts';
import { type FigureFont, moved, type Scene, scaled } from './scene.ts';

export function pictureScene(
  { drawing, layout, theme, title, scale = 1, transparent }: PictureParts,
  font: FigureFont = 'sans',
): Scene {
  const scene: Scene = {
    title,
    width: Math.ceil(layout.width) + 2 * MARGIN,
    height: Math.ceil(layout.height) + 2 * MARGIN,
    background: transparent ? undefined : theme.canvas,
    items: moved(drawingToScene(drawing, pictureStyles(theme), theme.canvas, font), MARGIN, MARGIN),
    font,
  };
  return scaled(scene, scale);
}
