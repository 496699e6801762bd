// A network's figure as the gallery shows it.

import { networkToFigure } from '../../extension/diagram/figure/networkToFigure.ts';
import { composeFigure } from '../../webview/figure/composeFigure.ts';
import { sceneToSvg } from '../../webview/picture/formats/toSvg.ts';
import type { PictureTheme } from '../../webview/protocol/picture.ts';
import type { Exhibit } from './contents.ts';

export function drawFigure({ network }: Exhibit, theme: PictureTheme): string {
  return sceneToSvg(
    composeFigure(networkToFigure(network), { theme, font: 'serif', fontSize: 11, transparent: false }),
  );
}
