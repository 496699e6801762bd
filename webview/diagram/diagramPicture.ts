// The diagram as it is shown, as a picture for a file.

import type { ShownPicture } from '../exporting/answerPictureRequests.ts';
import { pictureScene } from '../picture/pictureScene.ts';
import { type DrawingOptions, drawDiagram } from './drawing/drawDiagram.ts';
import { pictureThemes } from './drawing/themes.ts';
import { toPicture } from './drawing/toMarkup.ts';
import type { Layout } from './layout/layout.ts';

/** With the folds of the moment, and without the marks of the cursor. */
export function diagramPicture(
  layout: Layout,
  options: Omit<DrawingOptions, 'target' | 'marks'>,
  theme: keyof typeof pictureThemes,
  model: string,
): ShownPicture {
  const drawing = drawDiagram(layout, { ...options, marks: new Set(), target: 'picture' });
  const parts = {
    drawing,
    layout,
    theme: pictureThemes[theme],
    title: `Diagram of ${model}`,
  };
  return { svg: toPicture(parts), scene: () => pictureScene(parts) };
}
