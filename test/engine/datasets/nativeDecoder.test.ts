// Large images and WebP, by the native decoder: the same pixels as those of the decoders for small images, upright, or why not.
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type DecodedImage, decodeImage } from '../../../engine/datasets/decodeImage.ts';
import { corruptions, prefixes } from './corruption.ts';

const without = async () => undefined;

async function decoded(bytes: Uint8Array, native?: typeof without): Promise<DecodedImage> {
  const result = await decodeImage(bytes, native);
  if ('wrong' in result) throw new Error(result.wrong);
  return result.image;
}

/** A slope in each channel, as smooth as photographs are. */
function slope(width: number, height: number): Buffer {
  return Buffer.from(
    Array.from({ length: width * height }, (_, pixel) => {
      const [row, column] = [Math.floor(pixel / width), pixel % width];
      return [
        (200 * column) / width + 20,
        (200 * row) / height + 20,
        128 + (100 * (column - row)) / (width + height),
      ];
    }).flat(),
  );
}

const raw = (width: number, height: number) =>
  sharp(slope(width, height), { raw: { width, height, channels: 3 } });

describe('the native decoder', () => {
  it('gives the bytes of a PNG, whatever its colours, as the decoder of small images does', async () => {
    const images = {
      colour: raw(200, 190).png(),
      grey: raw(200, 190).grayscale().png(),
      alpha: raw(200, 190).ensureAlpha(0.3).png(),
      palette: raw(200, 190).png({ palette: true }),
      interlaced: raw(200, 190).png({ progressive: true }),
      'with a profile': raw(200, 190).withIccProfile('p3').png(),
    };
    for (const [name, image] of Object.entries(images)) {
      const bytes = await image.toBuffer();
      const [native, own] = [await decoded(bytes), await decoded(bytes, without)];
      expect([name, native.height, native.width, native.grey]).toEqual([name, 190, 200, own.grey]);
      expect(Buffer.compare(native.pixels, own.pixels), name).toBe(0);
    }
  });

  it('gives a JPEG but for the rounding of the cosine transform', async () => {
    for (const options of [
      { chromaSubsampling: '4:4:4' },
      { chromaSubsampling: '4:4:4', progressive: true },
    ]) {
      const bytes = await raw(160, 120)
        .jpeg({ quality: 95, ...options })
        .toBuffer();
      const [native, own] = [await decoded(bytes), await decoded(bytes, without)];
      const apart = own.pixels.map((byte, at) => Math.abs(byte - native.pixels[at]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(3);
    }
  });

  it('leaves the inks of print and 16 bits to one decoder, so that pixels do not depend on the size', async () => {
    let asked = 0;
    const count = async () => {
      asked += 1;
      return undefined;
    };
    const inks = await raw(200, 200).toColourspace('cmyk').jpeg().toBuffer();
    const deep = await raw(200, 200).toColourspace('rgb16').png().toBuffer();
    expect([(await decoded(inks, count)).width, (await decoded(deep, count)).width]).toEqual([200, 200]);
    expect(asked).toBe(0);
  });

  it('decodes WebP: lossless as Pillow wrote it, lossy as it is shown', async () => {
    const pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 250, 240, 230];
    // Of Pillow: Image.frombytes('RGB', (3, 2), pixels), saved lossless, and with alpha 7 in its first pixel.
    for (const base64 of [
      'UklGRkYAAABXRUJQVlA4TDoAAAAvAkAAAC9AFmCyiXTlz5ZBGgrZRoAO4QjO3/ElCCApkTn2h1nj+Q/whzzmKSsKEAhQxooHtonof4wX',
      'UklGRk4AAABXRUJQVlA4TEEAAAAvAkAAEC9AFmCyiXTlz5ZBGgrZRoAO4QjO3/ElCCApkTn2h1ljIm2bwvlXe/YA/yFP81ZWFCAQoIwVD2wT0f8YLwA=',
    ]) {
      const image = await decoded(Buffer.from(base64, 'base64'));
      expect([image.width, image.height, [...image.pixels]]).toEqual([3, 2, pixels]);
    }
    const lossy = await decoded(await raw(40, 30).webp({ quality: 95 }).toBuffer());
    const expected = slope(40, 30);
    expect([lossy.width, lossy.height]).toEqual([40, 30]);
    const mean =
      lossy.pixels.reduce((sum, byte, at) => sum + Math.abs(byte - expected[at]!), 0) / expected.length;
    expect(mean).toBeLessThan(4);
  });

  it('is named where a WebP asks for it and it is not there', async () => {
    const bytes = await raw(4, 4).webp().toBuffer();
    expect(await decodeImage(bytes, without)).toEqual({
      wrong: 'is a WebP image, and the package sharp, which decodes those, is not there',
    });
  });
});

describe('an image with an orientation', () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    it(`is turned upright: ${orientation}`, async () => {
      for (const [width, height] of [
        [24, 16],
        [160, 120],
      ] as const) {
        const quality = { quality: 100, chromaSubsampling: '4:4:4' };
        for (const written of [
          raw(width, height).jpeg(quality),
          raw(width, height).png(),
          raw(width, height).webp({ lossless: true }),
          raw(width, height).webp({ quality: 90 }),
        ]) {
          const bytes = await written.withMetadata({ orientation }).toBuffer();
          const { data, info } = await sharp(bytes).autoOrient().raw().toBuffer({ resolveWithObject: true });
          const image = await decoded(bytes);
          expect([image.width, image.height]).toEqual([info.width, info.height]);
          const apart = image.pixels.map((byte, at) => Math.abs(byte - data[at]!));
          expect(Math.max(...apart)).toBeLessThanOrEqual(3);
        }
      }
    });
  }
});

describe('damaged and hostile images', () => {
  it('of every format are decoded or refused in words, whatever the bytes', async () => {
    const files = [
      await raw(30, 20).webp({ lossless: true }).toBuffer(),
      await raw(30, 20).webp().toBuffer(),
      await raw(120, 110).jpeg().toBuffer(),
      await raw(24, 16).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
      await raw(200, 190).png().toBuffer(),
    ];
    for (const [seed, file] of files.entries()) {
      for (const bytes of [...prefixes(file, 60), ...corruptions(file, 60, seed)]) {
        const result = await decodeImage(bytes);
        if ('wrong' in result) expect(result.wrong).toMatch(/^[a-z][^\n]{3,300}$/);
        else expect(result.image.pixels.length).toBe(3 * result.image.width * result.image.height);
      }
    }
  });

  it('do not unpack beyond the pixels that they claim', async () => {
    // A PNG of one pixel whose data unpack to 256 MiB.
    const png = PNG.sync.write(new PNG({ width: 1, height: 1 }));
    const content = deflateSync(new Uint8Array(2 ** 28));
    const chunk = Buffer.concat([Buffer.from('IDAT'), content]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(content.length, 0);
    frame.writeUInt32BE(crc32(chunk), 4);
    const bomb = Buffer.concat([
      png.subarray(0, 33),
      frame.subarray(0, 4),
      chunk,
      frame.subarray(4),
      png.subarray(-12),
    ]);
    // The decoder stops at the bytes of one pixel: 48 MiB of the whole process at most were seen, not 256 more.
    expect(await decodeImage(bomb)).toEqual({ wrong: expect.stringMatching(/^is damaged \(.+\)$/) });
  });

  it('that claim to be huge are refused by their header', async () => {
    const webp = await raw(4, 4).webp({ lossless: true }).toBuffer();
    webp.writeUInt32LE((webp.readUInt32LE(21) | 0x0fffffff) >>> 0, 21);
    expect(await decodeImage(webp)).toEqual({
      wrong: 'claims to be 16384x16384; images of up to 67108864 pixels are read',
    });
  });
});
