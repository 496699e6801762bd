// One image file of the user's, made to fit what a network reads.

import { readFile, stat } from 'node:fs/promises';
import { elementCount, type Shape } from '../network/shape.ts';
import { UserError } from '../userError.ts';
import { PIXEL_OF_BYTE } from './byteImages.ts';
import { type DecodedImage, decodeImage, LARGEST_IMAGE_BYTES } from './decodeImage.ts';
import { coveringResizer } from './resizing.ts';

/**
 * The image as a dataset of images of `shape` [1 or 3, height, width] would give it, pixels from 0 to 1: resized until it
 * just covers that size, its centre cut out, and made grey for one channel.
 *
 * @throws UserError `image.unreadable` or `image.damaged`, naming the file
 */
export async function readGivenImage(file: string, shape: Shape): Promise<Float32Array> {
  const decoded = await decodeImage(await readBytes(file));
  if ('wrong' in decoded) throw new UserError('image.damaged', `${file} ${decoded.wrong}.`, { file });
  const { width, height } = decoded.image;
  const [channels = 3, rows = 1, columns = 1] = shape;
  const planes = channels === 1 ? [greyPlane(decoded.image)] : colorPlanes(decoded.image);
  const size = rows * columns;
  const resize = coveringResizer([height, width], [rows, columns]);
  const pixels = new Float32Array(elementCount(shape));
  const made = new Float32Array(size);
  for (const [channel, plane] of planes.entries()) {
    resize(plane, made);
    // Datasets keep bytes, so that a network never saw a pixel between two of them.
    for (let pixel = 0; pixel < size; pixel++) {
      const byte = Math.max(0, Math.min(255, Math.round(made[pixel]!)));
      pixels[channel * size + pixel] = PIXEL_OF_BYTE[byte]!;
    }
  }
  return pixels;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const status = await stat(file);
    if (status.isDirectory()) {
      throw new UserError('image.unreadable', `${file} is a folder; name image files.`, { file });
    }
    if (status.size > LARGEST_IMAGE_BYTES) {
      const message = `${file} has ${status.size} bytes; images of up to ${LARGEST_IMAGE_BYTES} are read.`;
      throw new UserError('image.unreadable', message, { file });
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : (cause as Error).message;
    throw new UserError('image.unreadable', `Cannot read ${file}: ${reason}.`, { file, cause });
  }
}

/** Brightness as ITU-R BT.601 has it: 0.299 red + 0.587 green + 0.114 blue. */
function greyPlane({ width, height, pixels }: DecodedImage): Float32Array {
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const [red, green, blue] = [pixels[3 * pixel]!, pixels[3 * pixel + 1]!, pixels[3 * pixel + 2]!];
    return (299 * red + 587 * green + 114 * blue) / 1000;
  });
}

function colorPlanes({ width, height, pixels }: DecodedImage): readonly Float32Array[] {
  return [0, 1, 2].map((channel) =>
    Float32Array.from({ length: width * height }, (_, pixel) => pixels[3 * pixel + channel]!),
  );
}
