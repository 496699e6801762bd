// Loader threads: the same batches as without them on any number, their errors, and their end.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { streamBatches } from '../../../engine/datasets/batches.ts';
import { byteImages } from '../../../engine/datasets/byteImages.ts';
import { sortByClass } from '../../../engine/datasets/classFolders.ts';
import type { BatchOptions, Dataset, StreamBatches } from '../../../engine/datasets/dataset.ts';
import { digits } from '../../../engine/datasets/digits.ts';
import { imageDataset } from '../../../engine/datasets/imageDataset.ts';
import { listImageFolder } from '../../../engine/datasets/imageFolder.ts';
import { BatchLoader, type LoaderThread } from '../../../engine/datasets/loader/batchLoader.ts';
import type { FromLoader, ToLoader } from '../../../engine/datasets/loader/loaderMessages.ts';
import { serveLoader } from '../../../engine/datasets/loader/serveLoader.ts';
import { readNpy } from '../../../engine/datasets/numpyData.ts';
import { shapes } from '../../../engine/datasets/shapes.ts';
import { subset } from '../../../engine/datasets/subset.ts';
import { transformSplits } from '../../../engine/datasets/transforms.ts';
import type { UserError } from '../../../engine/userError.ts';
import { countedImages } from './countedImages.ts';
import { plainPng, treeWith } from './imageFiles.ts';

const call = (kind: string, attributes = {}) => ({ kind, attributes });
const AUGMENTATIONS = [call('affine', { rotate: 20, shift: 2 }), call('noise', { deviation: 0.1 })];
const MIXED = [...AUGMENTATIONS, call('mixup'), call('cutmix')];

const loaders: BatchLoader[] = [];
afterEach(async () => {
  for (const loader of loaders.splice(0)) await loader.close();
});

/** Loaders that work in this thread, behind a channel that copies what it carries as between threads. */
function loaderOf(count: number, starts: { sent: ToLoader[] } = { sent: [] }): BatchLoader {
  const start = (): LoaderThread => {
    const { port1, port2 } = new MessageChannel();
    serveLoader(port2);
    return {
      postMessage(message) {
        starts.sent.push(message);
        port1.postMessage(message);
      },
      on: (event: string, listener: (value: never) => void) =>
        port1.on(event as 'message', listener as never),
    };
  };
  const loader = new BatchLoader(start, count);
  loaders.push(loader);
  return loader;
}

const options = (dataset: Dataset, more: Partial<BatchOptions> = {}): BatchOptions => ({
  dataset,
  augmentations: MIXED,
  batch: 5,
  seed: 3,
  epoch: 2,
  shuffle: true,
  skip: 0,
  ...more,
});

async function collect(stream: StreamBatches, given: BatchOptions) {
  const batches: unknown[] = [];
  for await (const { images, labels, count, mixed } of stream(given)) {
    batches.push({ images: [...images], labels: [...labels], count, mixed: mixed && structuredClone(mixed) });
  }
  return batches;
}

function bytes(count: number): Dataset {
  return byteImages({
    description: 'bytes',
    shape: [3, 4, 4],
    classes: ['a', 'b', 'c'],
    bytes: Uint8Array.from({ length: count * 48 }, (_, at) => (at * 31) % 256),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 3),
  });
}

async function transformedBytes(count: number): Promise<Dataset> {
  const splits = { training: bytes(count), validation: bytes(count) };
  const calls = [call('resize', { size: 6 }), call('center_crop', { size: 5 }), call('normalize')];
  return (await transformSplits(splits, calls)).training;
}

/** Ten images of which three are kept decoded. */
async function folder(): Promise<{ dataset: Dataset; place: string }> {
  const files = Array.from({ length: 10 }, (_, at) => [
    `${at % 2 === 0 ? 'cat' : 'dog'}/${at}.png`,
    plainPng(2, 2, [at, 2 * at, 3 * at]),
  ]);
  const place = await treeWith(Object.fromEntries(files));
  const { whole } = sortByClass(await listImageFolder(place));
  const given = { description: 'folder', size: null, corrupt: 'refuse', keptBytes: 40 } as const;
  return { dataset: await imageDataset(whole!, given), place };
}

/** Numbers of two bytes, channels last. */
async function array(keptBytes: number): Promise<Dataset> {
  const npy = (type: string, shape: string, data: Uint8Array) =>
    Buffer.concat([
      Buffer.from(
        `\x93NUMPY\x01\0\x60\0${`{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(95)}\n`,
        'latin1',
      ),
      data,
    ]);
  const count = 23;
  const pixels = new Uint8Array(Uint16Array.from({ length: count * 60 }, (_, at) => 7 * at).buffer);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 3);
  const place = await treeWith({
    'x.npy': npy('<u2', `${count}, 4, 5, 3`, pixels),
    'y.npy': npy('|u1', `${count},`, labels),
  });
  const given = {
    layout: 'nhwc',
    shape: null,
    white: null,
    classes: [],
    description: 'array',
    keptBytes,
  } as const;
  return readNpy(join(place, 'x.npy'), join(place, 'y.npy'), given);
}

describe.each([1, 2, 3])('%d loader threads', (count) => {
  test.each<[string, () => Dataset | Promise<Dataset>]>([
    ['bytes', () => bytes(23)],
    ['transformed bytes', () => transformedBytes(23)],
    [
      'some of the bytes',
      () =>
        subset(
          bytes(40),
          Int32Array.from({ length: 23 }, (_, at) => 39 - at),
        ),
    ],
    ['digits', () => digits(23, 1)],
    ['shapes', () => shapes(23, 1)],
    ['files that are not kept', async () => (await folder()).dataset],
    ['an array in memory', () => array(2 ** 20)],
    ['an array in a file', () => array(0)],
  ])('give the same batches of %s as this thread, wherever they begin', async (_, open) => {
    const dataset = await open();
    expect(dataset.portable).toBeDefined();
    const sent: ToLoader[] = [];
    const loader = loaderOf(count, { sent });
    const expected = await collect(streamBatches, options(dataset));
    expect(expected.length).toBeGreaterThanOrEqual(2);
    expect(await collect(loader.stream, options(dataset))).toEqual(expected);
    expect(await collect(loader.stream, options(dataset, { skip: 1 }))).toEqual(expected.slice(1));
    const evaluated = options(dataset, { shuffle: false, augmentations: AUGMENTATIONS, batch: 7 });
    expect(await collect(loader.stream, evaluated)).toEqual(await collect(streamBatches, evaluated));
    // Each thread gets the dataset once, and each batch is asked of one of them.
    expect(sent.filter(({ kind }) => kind === 'dataset')).toHaveLength(count);
    const fills = sent.filter(({ kind }) => kind === 'fill');
    expect(fills).toHaveLength(2 * expected.length - 1 + Math.ceil(dataset.count / 7));
  });
});

test('a dataset in shared memory is not copied', async () => {
  const dataset = bytes(10);
  const sent: ToLoader[] = [];
  await collect(loaderOf(1, { sent }).stream, options(dataset));
  const [told] = sent.filter((message) => message.kind === 'dataset');
  const { blocks } = told!.portable as Extract<Dataset['portable'], { kind: 'bytes' }>;
  expect(blocks[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('data that only this thread can read, and plain data, need no loader', async () => {
  const sent: ToLoader[] = [];
  const { stream } = loaderOf(1, { sent });
  const counted = options(countedImages(23, [1, 3, 3]));
  expect(await collect(stream, counted)).toEqual(await collect(streamBatches, counted));
  const plain = options(bytes(23), { augmentations: [] });
  expect(await collect(stream, plain)).toEqual(await collect(streamBatches, plain));
  expect(sent).toEqual([]);
});

test('the batch at hand stays as it is while others are prepared', async () => {
  const dataset = bytes(50);
  const { stream } = loaderOf(2);
  for await (const { images } of stream(options(dataset))) {
    const before = [...images];
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([...images]).toEqual(before);
  }
});

test('a file that went away is told as on this thread, with its place', async () => {
  const { dataset, place } = await folder();
  await rm(join(place, 'dog/9.png'));
  const problem = async (stream: StreamBatches) => {
    const error = await collect(stream, options(dataset)).catch((thrown: unknown) => thrown);
    const { name, code, message, file } = error as UserError;
    return { name, code, message, file };
  };
  const expected = await problem(streamBatches);
  expect(expected).toMatchObject({ name: 'UserError', code: 'data.unreadable' });
  expect(expected.file).toBe(join(place, 'dog/9.png'));
  expect(await problem(loaderOf(2).stream)).toEqual(expected);
});

test('a file that was damaged meanwhile is told, too', async () => {
  const { dataset, place } = await folder();
  await writeFile(join(place, 'dog/7.png'), 'no image');
  await expect(collect(loaderOf(1).stream, options(dataset))).rejects.toMatchObject({
    code: 'data.corrupt-image',
    message: expect.stringContaining('dog/7.png is no JPEG, PNG or WebP image'),
  });
});

test('augmentations that do not fit are told by the first batch', async () => {
  const crop = options(bytes(10), { augmentations: [call('crop', { size: 2 })] });
  await expect(collect(loaderOf(1).stream, crop)).rejects.toMatchObject({ code: 'data.crop-changes-size' });
});

test('a stream may be left early, and another one begun', async () => {
  const dataset = bytes(50);
  const loader = loaderOf(2);
  for await (const { count } of loader.stream(options(dataset))) {
    expect(count).toBe(5);
    break;
  }
  expect(await collect(loader.stream, options(dataset, { epoch: 3 }))).toEqual(
    await collect(streamBatches, options(dataset, { epoch: 3 })),
  );
  await loader.close();
});

test('a thread that ends or fails is told to whoever waits, and to whoever asks later', async () => {
  for (const [event, text] of [
    ['error', 'out of memory'],
    ['exit', 'A loader thread ended before its time.'],
  ] as const) {
    const listeners = new Map<string, (value?: unknown) => void>();
    const silent: LoaderThread = {
      postMessage: () => undefined,
      on: (name: string, listener: (value: never) => void) => listeners.set(name, listener as never),
    };
    const loader = new BatchLoader(() => silent, 1);
    const waiting = collect(loader.stream, options(bytes(10)));
    await Promise.resolve();
    listeners.get(event)!(new Error('out of memory'));
    await expect(waiting).rejects.toThrow(text);
    await expect(collect(loader.stream, options(bytes(10)))).rejects.toThrow(text);
  }
});

test('answers of a stream that was left go nowhere', async () => {
  const answers: ((message: FromLoader) => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  serveLoader(port2);
  const loader = new BatchLoader(
    () => ({
      postMessage: (message) => port1.postMessage(message),
      on: (event: string, listener: (value: never) => void) => {
        if (event === 'message') answers.push(listener as never);
        return port1.on(event as 'message', listener as never);
      },
    }),
    1,
  );
  loaders.push(loader);
  const batches = await collect(loader.stream, options(bytes(10)));
  answers[0]!({ kind: 'filled', stream: 99, step: 0, count: 5 });
  expect(batches).toHaveLength(2);
});
