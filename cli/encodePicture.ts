// A drawn picture in the format that its file's name asks for.

import type { SharpConstructor } from 'sharp';
import { UserError } from '../engine/userError.ts';
import { sceneToPdf } from '../webview/picture/formats/toPdf.ts';
import { sceneToSvg } from '../webview/picture/formats/toSvg.ts';
import { sceneToTikz } from '../webview/picture/formats/toTikz.ts';
import type { Scene } from '../webview/picture/scene.ts';
import type { PictureChoice } from './pictureOptions.ts';
import { createTextOutlines } from './textOutlines.ts';

export interface DrawnPicture {
  readonly svg: string;
  /** Made only where a format needs it. */
  scene(): Scene;
}

export async function encodePicture(
  picture: DrawnPicture,
  { format, scale }: Pick<PictureChoice, 'format' | 'scale'>,
): Promise<string | Uint8Array> {
  switch (format) {
    case 'svg':
      return picture.svg;
    case 'pdf':
      return sceneToPdf(picture.scene());
    case 'tex':
      return sceneToTikz(picture.scene());
    case 'png':
      return rasterize(outlinedSvg(picture.scene()), scale);
  }
}

/** Letters as paths: the image library heeds no width of a text, and a server may have no fonts. */
export function outlinedSvg(scene: Scene): string {
  return sceneToSvg(scene, createTextOutlines());
}

/** Dots per inch at which one point is one pixel. */
const POINT_DENSITY = 72;
/** A side that the image library still takes. */
const MOST_PIXELS = 32_000;

async function rasterize(svg: string, scale: number): Promise<Uint8Array> {
  const [, width = '0', height = '0'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const side = Math.max(Number(width), Number(height)) * scale;
  if (side > MOST_PIXELS) {
    const most = Math.floor((scale * MOST_PIXELS * 100) / side) / 100;
    const message = `A PNG of ${Math.round(side)} pixels on a side is too large: choose --scale ${most} or less, or a PDF.`;
    throw new UserError('picture.too-large', message);
  }
  const sharp = await loadSharp();
  const options = { density: POINT_DENSITY * scale, limitInputPixels: false, unlimited: true } as const;
  return sharp(Buffer.from(svg), options).png().toBuffer();
}

/** The image library is a part that a platform may lack; every other format goes without it. */
async function loadSharp(): Promise<SharpConstructor> {
  try {
    return (await import('sharp')).default;
  } catch (cause) {
    const message =
      'PNG needs the image library sharp, which this platform lacks: write an SVG or a PDF instead.';
    throw new UserError('picture.no-png', message, { cause });
  }
}
