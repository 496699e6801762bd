// The page's colours as values, for pictures that leave the editor.

import type { PictureColors } from '../chart/chartPicture.ts';

export function pageColors(): PictureColors {
  const style = getComputedStyle(document.body);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  return { background: style.backgroundColor, text: style.color, variable };
}
