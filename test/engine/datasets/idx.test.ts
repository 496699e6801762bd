// IDX files: right ones are read, and whatever else lies there is refused with a sentence.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readIdx } from '../../../engine/datasets/idx.ts';
import { randomStream } from '../../../engine/random.ts';
import { UserError } from '../../../engine/userError.ts';
import { idxBytes, temporaryFolder } from './idxFiles.ts';

async function fileWith(bytes: Uint8Array, name = 'images'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

/**
 * What reading `bytes` gives, or the user error that it ends in; anything else that is thrown fails the test.
 */
async function outcome(bytes: Uint8Array, rank = 3, path?: string) {
  const file = path ?? (await fileWith(bytes));
  if (path !== undefined) await writeFile(path, bytes);
  try {
    return await readIdx(file, rank);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.file).toBe(file);
    return error;
  }
}

async function checkRefused(bytes: Uint8Array, code: string, message: string, rank = 3): Promise<void> {
  const error = await outcome(bytes, rank);
  if (!(error instanceof UserError)) throw new Error('The file was read.');
  expect({ code: error.code, message: error.message }).toEqual({ code, message });
}

const SMALL = idxBytes([2, 3, 2]);
const PIXELS = [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77];

describe('readIdx', () => {
  test('reads shape and bytes', async () => {
    const read = await readIdx(await fileWith(SMALL), 3);
    expect(read.shape).toEqual([2, 3, 2]);
    expect([...read.data]).toEqual(PIXELS);
  });

  test('reads a packed file by its first bytes, whatever the name says', async () => {
    const packed = await readIdx(await fileWith(gzipSync(SMALL), 'images.bin'), 3);
    expect(packed.shape).toEqual([2, 3, 2]);
    expect([...packed.data]).toEqual(PIXELS);
    const plain = await readIdx(await fileWith(SMALL, 'images.gz'), 3);
    expect([...plain.data]).toEqual(PIXELS);
  });

  test('reads a packed file of many pieces', async () => {
    const random = randomStream(1);
    const data = Array.from({ length: 5 * 200 * 300 }, () => random.integer(256));
    const read = await readIdx(await fileWith(gzipSync(idxBytes([5, 200, 300], data))), 3);
    expect(Buffer.compare(read.data, Uint8Array.from(data))).toBe(0);
  });

  test('reads an array without elements', async () => {
    for (const bytes of [idxBytes([0, 28, 28]), gzipSync(idxBytes([0, 28, 28]))]) {
      const read = await readIdx(await fileWith(bytes), 3);
      expect(read.shape).toEqual([0, 28, 28]);
      expect(read.data.length).toBe(0);
    }
  });

  test('refuses every proper prefix of a file', async () => {
    const path = await fileWith(SMALL);
    for (let length = 0; length < SMALL.length; length++) {
      const error = await outcome(SMALL.subarray(0, length), 3, path);
      if (!(error instanceof UserError)) throw new Error(`A prefix of ${length} bytes was read.`);
      expect(error.code).toBe(length === 0 ? 'data.empty-file' : 'data.truncated');
      if (length > 0) expect(error.message).toContain(`ends at byte ${length}`);
    }
  });

  test('refuses every proper prefix of a packed file', async () => {
    const packed = gzipSync(SMALL);
    const path = await fileWith(packed);
    for (let length = 0; length < packed.length; length++) {
      const error = await outcome(packed.subarray(0, length), 3, path);
      expect(error, `a prefix of ${length} bytes`).toBeInstanceOf(UserError);
    }
  });

  test('refuses a packed file whose content was cut off at any place', async () => {
    const path = await fileWith(SMALL);
    for (let length = 1; length < SMALL.length; length++) {
      const error = await outcome(gzipSync(SMALL.subarray(0, length)), 3, path);
      if (!(error instanceof UserError)) throw new Error(`A prefix of ${length} bytes was read.`);
      expect(error.code).toBe('data.truncated');
      expect(error.message).toContain(`ends at byte ${length}`);
    }
  });

  test('reads right or refuses when random bytes are changed', async () => {
    const random = randomStream(11, 'corruption');
    const path = await fileWith(SMALL);
    let refused = 0;
    for (let trial = 0; trial < 400; trial++) {
      const packed = trial % 2 === 1;
      const bytes = Uint8Array.from(packed ? gzipSync(SMALL) : SMALL);
      for (let change = 0; change <= random.integer(3); change++) {
        bytes[random.integer(bytes.length)] = random.integer(256);
      }
      const result = await outcome(bytes, 3, path);
      if (result instanceof UserError) refused += 1;
      else if (packed) expect([...result.data]).toEqual(PIXELS);
      else expect([...result.data]).toEqual([...bytes.subarray(16)]);
    }
    expect(refused).toBeGreaterThan(150);
  });

  test('refuses random bytes', async () => {
    const random = randomStream(12, 'garbage');
    const path = await fileWith(SMALL);
    for (let trial = 0; trial < 200; trial++) {
      const bytes = Uint8Array.from({ length: random.integer(80) }, () => random.integer(256));
      if (trial % 2 === 1) bytes.set([0x1f, 0x8b, 8].slice(0, bytes.length));
      expect(await outcome(bytes, 3, path)).toBeInstanceOf(UserError);
    }
  });
});

describe('what is said', () => {
  test('an empty file', () =>
    checkRefused(new Uint8Array(0), 'data.empty-file', 'images is empty. Download or copy it again.'));

  test('a file of another format', () =>
    checkRefused(
      Buffer.from('<!DOCTYPE html>'),
      'data.not-idx',
      'images is not an IDX file: it starts with the bytes 3c 21 44 4f instead of 00 00 08 03. ' +
        'Check that the right file was downloaded.',
    ));

  test('another type of element', () =>
    checkRefused(
      Uint8Array.of(0, 0, 13, 3, 0, 0, 0, 1),
      'data.element-type',
      'images holds 32-bit floats (type 0d at byte 2); only unsigned bytes (type 08) can be read.',
    ));

  test('labels in the place of images', () =>
    checkRefused(
      idxBytes([5]),
      'data.axes',
      'images has 1 axis (at byte 3), and 3 are expected here: images have number, height and width. ' +
        'Were files swapped or renamed?',
    ));

  test('a header that is cut off', () =>
    checkRefused(
      SMALL.subarray(0, 9),
      'data.truncated',
      'images ends at byte 9, within its header of 16 bytes. Download it again.',
    ));

  test('data that is cut off', () =>
    checkRefused(
      SMALL.subarray(0, 20),
      'data.truncated',
      'images ends at byte 20; its header declares 2 x 3 x 2, which takes 28 bytes. ' +
        'The download was probably cut off: download it again.',
    ));

  test('bytes after the data', async () => {
    const longer = Buffer.concat([SMALL, Buffer.from([1, 2, 3])]);
    await checkRefused(
      longer,
      'data.trailing-bytes',
      'images has 31 bytes, but its header declares only 28: from byte 28 on there is something else. ' +
        'Download it again.',
    );
    await checkRefused(
      gzipSync(longer),
      'data.trailing-bytes',
      'images unpacks to more, but its header declares only 28: from byte 28 on there is something else. ' +
        'Download it again.',
    );
  });

  test('a packed file that is damaged', async () => {
    const packed = gzipSync(SMALL);
    packed[packed.length - 6]! ^= 1;
    await checkRefused(
      packed,
      'data.corrupt-gzip',
      `images, a gzip file of ${packed.length} bytes, cannot be unpacked (incorrect data check): it is ` +
        `damaged or ` +
        'incomplete. Download it again.',
    );
  });

  test('extents beyond what can be read, before memory is set aside', async () => {
    const bytes = Uint8Array.from(SMALL);
    bytes.fill(0xff, 4, 16);
    const message =
      'images declares 4,294,967,295 x 4,294,967,295 x 4,294,967,295 bytes at byte 4, more than the ' +
      '2,147,483,647 ' +
      'that can be read. The header is probably damaged: download the file again.';
    await checkRefused(bytes, 'data.too-large', message);
    await checkRefused(gzipSync(bytes), 'data.too-large', message);
  });

  test('extents beyond what a packed file of its size can hold', async () => {
    const bytes = Uint8Array.from(SMALL);
    bytes.set([0, 0, 0x40, 0], 4);
    bytes.set([0, 0, 0x40, 0], 8);
    const packed = gzipSync(bytes);
    await checkRefused(
      packed,
      'data.truncated',
      `images declares 16,384 x 16,384 x 2 bytes at byte 4, and a gzip file of ${packed.length} bytes ` +
        `cannot hold as ` +
        'many. It is damaged or incomplete: download it again.',
    );
  });

  test('a packed file that unpacks to far more than it declares', async () => {
    const bomb = gzipSync(Buffer.concat([SMALL, Buffer.alloc(64 * 1024 * 1024)]));
    const error = await outcome(bomb);
    expect(error).toMatchObject({ code: 'data.trailing-bytes' });
  });

  test('a folder in the place of the file', async () => {
    const folder = await temporaryFolder();
    await expect(readIdx(folder, 3)).rejects.toMatchObject({
      code: 'data.unreadable',
      file: folder,
      message: expect.stringContaining('cannot be read (EISDIR)'),
    });
  });
});
