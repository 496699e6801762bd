// Images inside tar archives, and archives that are damaged or were made to do harm.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TarEntry } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { archivePlace, readImageArchive } from '../../../engine/datasets/imageArchive.ts';
import { openImages } from '../../../engine/datasets/images.ts';
import { folderWith } from './idxFiles.ts';
import { inside, plainPng, tarOf, treeWith, twoClasses } from './imageFiles.ts';

async function placeOf(bytes: Uint8Array, name = 'pets.tar.gz', within = ''): Promise<string> {
  return join(await folderWith({ [name]: bytes }), name, within);
}

const kept = { description: 'x', keptBytes: 2 ** 20 };

const training = (place: string) => openImages(place, { size: null, corrupt: 'refuse' }, kept).training();

const refusal = (place: string) =>
  training(place).then(
    () => undefined,
    (thrown: { readonly code: string; readonly message: string }) => thrown,
  );

const file = (name: string, body: Uint8Array): TarEntry => ({
  header: { name, size: body.length, type: 'file' },
  body,
});

describe('archivePlace', () => {
  test('finds where the archive ends and the folder inside it begins', async () => {
    const folder = await treeWith({ 'sub/a.tar.gz': new Uint8Array(1), 'b.tar/x.png': new Uint8Array(1) });
    const archive = join(folder, 'sub/a.tar.gz');
    expect(await archivePlace(archive)).toEqual({ archive, inside: '' });
    expect(await archivePlace(`${archive}/train/`)).toEqual({ archive, inside: 'train' });
    expect(await archivePlace(`${archive}/data/train`)).toEqual({ archive, inside: 'data/train' });
    expect(await archivePlace(join(folder, 'b.tar'))).toBeUndefined();
    expect(await archivePlace(join(folder, 'sub'))).toBeUndefined();
    expect(await archivePlace(join(folder, 'none.tar'))).toBeUndefined();
  });
});

describe('images in an archive', () => {
  test('are those of the same folder on disk, packed by gzip or not', async () => {
    const tar = await tarOf({ ...inside('train', twoClasses), ...inside('test', twoClasses) });
    for (const [name, bytes] of [
      ['pets.tar', tar],
      ['pets.tar.gz', gzipSync(tar)],
      ['pets.tgz', gzipSync(tar)],
      ['unpacked.tar.gz', tar],
    ] as const) {
      const dataset = await training(await placeOf(bytes, name, 'train'));
      expect([dataset.classes, dataset.count]).toEqual([['cat', 'dog'], 2]);
      const images = new Float32Array(24);
      const labels = new Int32Array(2);
      await dataset.read([1, 0], images, labels);
      expect([...images]).toEqual([0, 1, 0, 1, 0, 0].flatMap((byte) => [byte, byte, byte, byte]));
      expect([...labels]).toEqual([1, 0]);
    }
  });

  test('give both splits where the archive holds both', async () => {
    const tar = await tarOf({ ...inside('./train', twoClasses), ...inside('./test', twoClasses) });
    const { training, validation } = await openImages(
      await placeOf(tar, 'pets.tar'),
      { size: null, corrupt: 'refuse' },
      kept,
    ).splits();
    expect([training.count, validation.count]).toEqual([2, 2]);
  });

  test('have paths of any length', async () => {
    const long = 'very-'.repeat(40);
    const tar = await tarOf(inside(`${long}/${long}`, twoClasses));
    const dataset = await training(await placeOf(tar, 'pets.tar', `${long}/${long}`));
    expect(dataset.classes).toEqual(['cat', 'dog']);
  });

  test('lie beside directories, notes and hidden files, which are passed over', async () => {
    const tar = await tarOf(
      { ...twoClasses, 'README.md': Buffer.from('pets'), 'cat/._1.png': new Uint8Array(3) },
      [{ header: { name: 'cat/', size: 0, type: 'directory' } }],
    );
    expect((await training(await placeOf(tar))).count).toBe(2);
  });

  test('are named with the archive when they are damaged', async () => {
    const place = await placeOf(await tarOf({ ...twoClasses, 'cat/0.png': Buffer.from('no') }));
    expect(await refusal(place)).toMatchObject({
      code: 'data.corrupt-image',
      message: `${place}/cat/0.png is no JPEG, PNG or WebP image. Replace it, or write \`corrupt: skip\` to leave such files out.`,
    });
  });

  test('are missed by name, with the folders that there are', async () => {
    const tar = await tarOf({ ...inside('train', twoClasses), ...inside('test', twoClasses) });
    expect(await refusal(await placeOf(tar, 'pets.tar', 'val'))).toMatchObject({
      code: 'data.no-images',
      message: 'pets.tar has no JPEG, PNG or WebP image in val. Its folders are test, train.',
    });
  });
});

describe('an archive', () => {
  test('is refused where a path leads out of it', async () => {
    for (const name of ['../cat/1.png', 'cat/../../1.png', '/etc/1.png', 'C:\\cat\\1.png', '..\\1.png']) {
      const tar = await tarOf(twoClasses, [file(name, plainPng(2, 2, [0, 0, 0]))]);
      expect(await refusal(await placeOf(tar))).toMatchObject({
        name: 'UserError',
        code: 'data.unsafe-archive',
        message:
          `pets.tar.gz has an entry ${JSON.stringify(name)}, which leads out of the archive. It is not read: pack ` +
          'the images again.',
      });
    }
  });

  test('is refused where an image is a link', async () => {
    for (const type of ['symlink', 'link'] as const) {
      const link: TarEntry = { header: { name: 'cat/2.png', size: 0, type, linkname: '/etc/passwd' } };
      expect(await refusal(await placeOf(await tarOf(twoClasses, [link])))).toMatchObject({
        code: 'data.unsafe-archive',
        message:
          `cat/2.png in pets.tar.gz is no file but a ${type}: links are not followed inside archives. Pack the images ` +
          'themselves, as `tar --dereference` does.',
      });
    }
  });

  test('is refused where a file claims an absurd size, before memory is set aside', async () => {
    const tar = Buffer.from(await tarOf(twoClasses));
    tar.write('77777777777\0', 124, 'latin1');
    tar.fill(0x20, 148, 156);
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect(await refusal(await placeOf(tar))).toMatchObject({
      code: 'data.too-large',
      message:
        'dog/1.png in pets.tar.gz claims to have 8,589,934,591 bytes; images of up to 67,108,864 are read.',
    });
  });

  test('is refused where it unpacks to hundreds of times its size', async () => {
    const tar = await tarOf({ 'notes.txt': new Uint8Array(2 ** 28 + 1) });
    expect(await refusal(await placeOf(gzipSync(tar)))).toMatchObject({
      code: 'data.unsafe-archive',
      message: expect.stringMatching(
        /unpacks to more than 200 times as many, which images do not\. It is not read\.$/,
      ),
    });
  });

  test('is refused wherever it was cut off', async () => {
    const tar = await tarOf(twoClasses);
    const packed = gzipSync(tar);
    const cut = (bytes: Uint8Array, length: number) => bytes.subarray(0, length);
    const pieces = [300, 700, 1024, 1500, tar.length - 1024, tar.length - 512].map((length) =>
      cut(tar, length),
    );
    for (const piece of [...pieces, ...[20, 100, packed.length - 1].map((length) => cut(packed, length))]) {
      expect(await refusal(await placeOf(piece)), `${piece.length} bytes`).toMatchObject({
        name: 'UserError',
        code: 'data.corrupt-archive',
        message: expect.stringMatching(
          /^pets\.tar\.gz cannot be unpacked \(.+\): it is damaged, incomplete or no tar archive\. Download or pack it again\.$/,
        ),
      });
    }
  });

  test('is refused where its bytes were changed, or are something else', async () => {
    const tar = await tarOf(twoClasses);
    tar[3]! ^= 1;
    for (const bytes of [tar, Buffer.from('hello'.repeat(300)), gzipSync('hello')]) {
      expect(await refusal(await placeOf(bytes))).toMatchObject({ code: 'data.corrupt-archive' });
    }
  });

  test('keeps the packed images of the wanted folder alone', async () => {
    const tar = await tarOf({ ...inside('train', twoClasses), ...inside('test', twoClasses) });
    const archive = await placeOf(tar, 'pets.tar');
    const { place, files } = await readImageArchive({ archive, inside: 'test' });
    expect([place, files.map(({ path }) => path)]).toEqual([
      join(archive, 'test'),
      ['cat/1.png', 'dog/1.png'],
    ]);
    expect(Buffer.from(await files[0]!.read())).toEqual(Buffer.from(twoClasses['cat/1.png']!));
  });
});

test('an empty file is no archive', async () => {
  const place = await placeOf(new Uint8Array(0));
  await writeFile(place, '');
  expect(await refusal(place)).toMatchObject({ code: 'data.corrupt-archive' });
});
