// Images of one size as bytes: kept in memory up to a limit, decoded again beyond it.

import type { LabelledFile } from './classFolders.ts';
import { type Decoded, type DecodedImage, decodeImage } from './decodeImage.ts';
import { sharedBytes } from './portableDataset.ts';
import { coveringResizer, type Extent, type ResizePlane } from './resizing.ts';

/** Images whose memory is set aside together, shared with other threads. */
export const BLOCK = 256;

export class ImageStore {
  /** Images so far. */
  private count = 0;
  /** The size of every image: the one asked for, or that of the first. */
  private agreed: { readonly extent: Extent; readonly path: string } | undefined;
  private readonly resizers = new Map<string, ResizePlane>();

  constructor(
    /** Rows and columns to resize to; null where the images must be of one size. */
    private readonly size: Extent | null,
    private readonly keptBytes: number,
    /** Of images that another store has decoded. */
    readonly blocks: Uint8Array[] = [],
  ) {}

  /** How many of `count` images are kept: the first ones. */
  keptOf(count: number): number {
    return Math.min(count, Math.floor(this.keptBytes / (3 * this.extent[0] * this.extent[1])));
  }

  /** Rows and columns of every image; known once there is one. */
  get extent(): Extent {
    const extent = this.size ?? this.agreed?.extent;
    if (extent === undefined) throw new Error('The size of images was asked for before there was one.');
    return extent;
  }

  /** Counts one more image, or tells what is wrong with it, to complete "FILE …". */
  add(decoded: Decoded, path: string): { readonly wrong: string; readonly size: boolean } | undefined {
    if ('wrong' in decoded) return { wrong: decoded.wrong, size: false };
    const { height, width } = decoded.image;
    this.agreed ??= { extent: [height, width], path };
    const { extent, path: first } = this.agreed;
    if (this.size === null && (height !== extent[0] || width !== extent[1])) {
      return { wrong: `is ${height}x${width}, and ${first} is ${extent.join('x')}`, size: true };
    }
    const place = this.placeOf(this.count);
    if (place !== undefined) this.write(decoded.image, place);
    this.count += 1;
    return undefined;
  }

  /**
   * The bytes of an image that was added, [3, H, W], or what is wrong with its file, which is read again unless its bytes
   * were kept.
   */
  async bytesOf(index: number, { file }: LabelledFile): Promise<Uint8Array | { readonly wrong: string }> {
    const place = this.placeOf(index);
    if (place !== undefined) return place;
    const decoded = await decodeImage(await file.read());
    if ('wrong' in decoded) return decoded;
    const bytes = new Uint8Array(3 * this.extent[0] * this.extent[1]);
    this.write(decoded.image, bytes);
    return bytes;
  }

  private placeOf(index: number): Uint8Array | undefined {
    const size = 3 * this.extent[0] * this.extent[1];
    if ((index + 1) * size > this.keptBytes) return undefined;
    const block = Math.floor(index / BLOCK);
    const kept = Math.floor(this.keptBytes / size) - block * BLOCK;
    this.blocks[block] ??= sharedBytes(Math.min(BLOCK, kept) * size);
    return this.blocks[block].subarray((index % BLOCK) * size, ((index % BLOCK) + 1) * size);
  }

  /** Channel by channel, resized where the image has another size. */
  private write({ height, width, pixels }: DecodedImage, to: Uint8Array): void {
    const [rows, columns] = this.extent;
    const plane = height * width;
    if (height === rows && width === columns) {
      for (let channel = 0; channel < 3; channel++) {
        for (let pixel = 0; pixel < plane; pixel++)
          to[channel * plane + pixel] = pixels[3 * pixel + channel]!;
      }
      return;
    }
    const resize = this.resizerFrom([height, width]);
    const from = new Float32Array(plane);
    const made = new Float32Array(rows * columns);
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < plane; pixel++) from[pixel] = pixels[3 * pixel + channel]!;
      resize(from, made);
      for (let pixel = 0; pixel < made.length; pixel++) {
        to[channel * made.length + pixel] = Math.max(0, Math.min(255, Math.round(made[pixel]!)));
      }
    }
  }

  /** Photographs come in few sizes; a resizer for each of the last ones is kept. */
  private resizerFrom(from: Extent): ResizePlane {
    const key = from.join('x');
    const known = this.resizers.get(key);
    if (known !== undefined) return known;
    if (this.resizers.size >= 16) this.resizers.clear();
    const resizer = coveringResizer(from, this.extent);
    this.resizers.set(key, resizer);
    return resizer;
  }
}
