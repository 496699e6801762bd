// A layer's maps as canvases, one for each; a vector's numbers as one strip.

import { decodeBytes, paint } from '../components/pictureCanvas.ts';
import type { ShownMaps, ShownPicture } from '../protocol/inside.ts';

const made = new WeakMap<ShownMaps, readonly HTMLCanvasElement[]>();

export function mapCanvases(maps: ShownMaps): readonly HTMLCanvasElement[] {
  const known = made.get(maps);
  if (known) return known;
  const { count, width, height } = maps;
  const bytes = decodeBytes(maps.bytes);
  const strip = width * height === 1;
  const size = strip ? count : width * height;
  const canvases = Array.from({ length: strip ? 1 : count }, (_, map) => {
    const canvas = paint(strip ? count : width, strip ? 1 : height, (at) => {
      const byte = bytes[map * size + at] ?? 0;
      return [byte, byte, byte, 255];
    });
    canvas.title = strip ? `${count} units` : `Channel ${map}`;
    return canvas;
  });
  made.set(maps, canvases);
  return canvases;
}

const overlays = new WeakMap<ShownPicture, HTMLCanvasElement>();

/** The image in grey, and over it the more colour the more a pixel matters. */
export function saliencyCanvas(image: ShownPicture, saliency: ShownPicture): HTMLCanvasElement {
  const known = overlays.get(saliency);
  if (known) return known;
  const [pixels, weights] = [decodeBytes(image.bytes), decodeBytes(saliency.bytes)];
  const { channels } = image;
  const canvas = paint(image.width, image.height, (at) => {
    const grey =
      channels === 1 ? pixels[at]! : (pixels[at * 3]! + pixels[at * 3 + 1]! + pixels[at * 3 + 2]!) / 3;
    const share = (weights[at]! / 255) ** 0.8;
    const mixed = (color: number) => Math.round(grey * 0.6 * (1 - share) + color * share);
    return [mixed(255), mixed(140), mixed(0), 255];
  });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'The pixels that matter for the predicted class, in orange');
  overlays.set(saliency, canvas);
  return canvas;
}
