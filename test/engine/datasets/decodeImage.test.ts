// Every kind of JPEG and PNG file, against Pillow; and files that are damaged, or claim to be huge.
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type DecodedImage, decodeImage } from '../../../engine/datasets/decodeImage.ts';

interface Recorded {
  readonly file: string;
  readonly shape: readonly number[];
  readonly pixels: string;
}

const recorded: { readonly files: Readonly<Record<string, Recorded>> } = JSON.parse(
  readFileSync(new URL('fixtures/pillow.json', import.meta.url), 'utf8'),
);

const fileOf = (name: string) => Buffer.from(recorded.files[name]!.file, 'base64');

async function decoded(bytes: Uint8Array): Promise<DecodedImage> {
  const result = await decodeImage(bytes);
  if ('wrong' in result) throw new Error(result.wrong);
  return result.image;
}

const wrongWith = async (bytes: Uint8Array) => {
  const result = await decodeImage(bytes);
  return 'wrong' in result ? result.wrong : 'nothing';
};

/** The largest difference of a byte from Pillow's, and the mean of all. */
async function differences(name: string): Promise<{ readonly largest: number; readonly mean: number }> {
  const { pixels } = await decoded(fileOf(name));
  const expected = Buffer.from(recorded.files[name]!.pixels, 'base64');
  expect(pixels.length).toBe(expected.length);
  const all = [...expected].map((byte, at) => Math.abs(byte - pixels[at]!));
  return { largest: Math.max(...all), mean: all.reduce((sum, one) => sum + one, 0) / all.length };
}

describe('decodeImage', () => {
  test.each(['PNG', 'grey PNG', 'palette PNG', 'PNG with alpha', 'black and white PNG'])(
    'decodes a %s as Pillow does, byte for byte',
    async (name) => {
      expect(await differences(name)).toEqual({ largest: 0, mean: 0 });
    },
  );

  test.each(['baseline JPEG', 'progressive JPEG', 'grey JPEG'])(
    'decodes a %s as Pillow does, but for the rounding of the cosine transform',
    async (name) => {
      const { largest, mean } = await differences(name);
      expect(largest).toBeLessThanOrEqual(3);
      expect(mean).toBeLessThan(0.7);
    },
  );

  test('decodes colours of half the resolution as blocks, where Pillow interpolates a slope of 24 a row', async () => {
    expect((await differences('subsampled JPEG')).mean).toBeLessThan(8);
  });

  test('tells size and greyness', async () => {
    for (const name of Object.keys(recorded.files)) {
      const { width, height, grey } = await decoded(fileOf(name));
      expect([height, width, 3], name).toEqual(recorded.files[name]!.shape);
      expect(grey, name).toBe(/grey|black/.test(name));
    }
  });

  test('refuses what is no image', async () => {
    expect(await wrongWith(new Uint8Array(0))).toBe('is empty');
    expect(await wrongWith(Buffer.from('GIF89a'))).toBe('is no JPEG, PNG or WebP image');
    expect(await wrongWith(new Uint8Array(2 ** 26 + 1))).toBe(
      'has more than 67108864 bytes, which is the most that is read of an image',
    );
  });

  test.each(Object.keys(recorded.files))('refuses a %s that ends anywhere too early', async (name) => {
    const file = fileOf(name);
    // PNG needs no more than the length of its last chunk after the pixels.
    for (let length = 8; length < file.length - 12; length++) {
      expect(await wrongWith(file.subarray(0, length)), `${length} bytes`).toMatch(
        /^is (damaged|incomplete) \(.+\)$/,
      );
    }
  });

  test('refuses a PNG with a changed byte', async () => {
    const file = fileOf('PNG');
    file[60]! ^= 1;
    expect(await wrongWith(file)).toMatch(/^is damaged \(.+\)$/);
  });

  test('refuses images that claim to be huge before it sets memory aside', async () => {
    const png = fileOf('PNG');
    png.writeUInt32BE(60000, 16);
    png.writeUInt32BE(60000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    expect(await wrongWith(png)).toBe('claims to be 60000x60000; images of up to 67108864 pixels are read');
    const jpeg = fileOf('baseline JPEG');
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(65000, frame + 5);
    jpeg.writeUInt16BE(65000, frame + 7);
    expect(await wrongWith(jpeg)).toBe('claims to be 65000x65000; images of up to 67108864 pixels are read');
  });
});
