// Pictures that come as bytes, on canvases: made once for each picture, which then stands at one place of the page.

/** Bytes row by row, one for each channel of a pixel; base64. */
export interface ByteRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bytes: string;
}

const made = new WeakMap<ByteRaster, HTMLCanvasElement>();

export function pictureCanvas(picture: ByteRaster, description: string): HTMLCanvasElement {
  const known = made.get(picture);
  if (known) return known;
  const { width, height, channels } = picture;
  const bytes = decodeBytes(picture.bytes);
  const canvas = paint(width, height, (at) => {
    const first = bytes[at * channels] ?? 0;
    return channels === 1
      ? [first, first, first, 255]
      : [first, bytes[at * 3 + 1] ?? 0, bytes[at * 3 + 2] ?? 0, 255];
  });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', description);
  made.set(picture, canvas);
  return canvas;
}

type Pixel = readonly [red: number, green: number, blue: number, opacity: number];

export function paint(width: number, height: number, pixelOf: (at: number) => Pixel): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) image.data.set(pixelOf(at), 4 * at);
  context?.putImageData(image, 0, 0);
  return canvas;
}

export function decodeBytes(base64: string): Uint8Array {
  const text = atob(base64);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
