// Turns an SVG picture into a PNG, in the browser.

/** A side that browsers still draw. */
const MOST_PIXELS = 16_384;
const MOST_AREA = 268_000_000;

/** `scale`: pixels for one point of the picture. */
export async function rasterize(svg: string, scale: number): Promise<Uint8Array> {
  const [, width = '0', height = '0'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const [across, down] = [Math.ceil(Number(width) * scale), Math.ceil(Number(height) * scale)];
  if (Math.max(across, down) > MOST_PIXELS || across * down > MOST_AREA) {
    throw new Error(`A PNG of ${across} x ${down} pixels is too large: choose a smaller scale, or a PDF.`);
  }
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [across, down];
  const image = await loadImage(svg, across, down);
  canvas.getContext('2d')!.drawImage(image, 0, 0, across, down);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The PNG cannot be made here: choose SVG or PDF.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Drawn at its final size, so that lines and letters are sharp. */
async function loadImage(svg: string, width: number, height: number): Promise<HTMLImageElement> {
  const sized = svg.replace(/width="[\d.]+" height="[\d.]+"/, `width="${width}" height="${height}"`);
  const address = URL.createObjectURL(new Blob([sized], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}
