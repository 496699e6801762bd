// TensorBoard's files as this program writes them; that TensorBoard reads them is a parity test's matter.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../../../engine/protocol/messages.ts';
import { crc32c, maskedCrc32c } from '../../../../engine/training/tensorboard/crc32c.ts';
import { EventFiles } from '../../../../engine/training/tensorboard/eventFiles.ts';
import { stepOf } from '../../../../engine/training/tensorboard/eventMessage.ts';
import { frameRecord, wholeRecords } from '../../../../engine/training/tensorboard/tfRecord.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('CRC-32C', () => {
  test.each([
    ['123456789', 0xe3069283],
    ['', 0],
  ])('of %j is the known number', (text, sum) => {
    expect(crc32c(bytes(text))).toBe(sum);
  });

  test('of 32 zeros and of 32 ones is what RFC 3720 says', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });

  test('is masked as TFRecord masks it: turned by 15 bits, and a constant added', () => {
    const turned = ((0xe3069283 >>> 15) | (0xe3069283 << 17)) >>> 0;
    expect(maskedCrc32c(bytes('123456789'))).toBe((turned + 0xa282ead8) % 2 ** 32);
  });
});

describe('records', () => {
  test('come back up to the first that is not whole', () => {
    const [one, two] = [frameRecord(bytes('one')), frameRecord(bytes('two'))];
    const contents = (file: Uint8Array) =>
      [...wholeRecords(file)].map(({ content }) => Buffer.from(content).toString());
    expect(contents(Buffer.concat([one, two]))).toEqual(['one', 'two']);
    for (let length = 0; length < two.length; length++) {
      expect(contents(Buffer.concat([one, two.subarray(0, length)]))).toEqual(['one']);
    }
    const damaged = Buffer.concat([one, two]);
    damaged[one.length + 12]! ^= 1;
    expect(contents(damaged)).toEqual(['one']);
  });
});

const step = (number: number): TrainingEvent => ({
  event: 'step',
  step: number,
  epoch: 1,
  loss: 0.5,
  accuracy: 0.25,
  learningRate: 0.125,
  imagesPerSecond: 100,
});

function stepsIn(folder: string, split: string): readonly (readonly number[])[] {
  const place = join(folder, 'tensorboard', split);
  return readdirSync(place)
    .toSorted()
    .map((name) => [...wholeRecords(readFileSync(join(place, name)))].map(({ content }) => stepOf(content)));
}

describe('the files of a run', () => {
  test('keep training and validation apart', async () => {
    const folder = temporaryFolder();
    const files = await EventFiles.create(folder);
    await files.append(step(1));
    await files.append(step(200));
    const score = { loss: 1, accuracy: 0.5, top5: 1 };
    await files.append({
      event: 'epoch',
      epoch: 1,
      step: 70_000,
      train: score,
      validation: score,
      seconds: 1,
    });
    await files.append({ event: 'paused', step: 200 });
    expect(stepsIn(folder, 'train')).toEqual([[0, 1, 200, 70_000]]);
    expect(stepsIn(folder, 'validation')).toEqual([[0, 70_000]]);
  });

  test('lose what comes after the checkpoint that a run goes on from, and a half record', async () => {
    const folder = temporaryFolder();
    const first = await EventFiles.create(folder);
    for (const number of [1, 2, 3, 4]) await first.append(step(number));
    const place = join(folder, 'tensorboard', 'train');
    appendFileSync(join(place, readdirSync(place)[0]!), frameRecord(bytes('half')).subarray(0, 13));
    const second = await EventFiles.reopen(folder, 2);
    await second.append(step(3));
    expect(stepsIn(folder, 'train')).toEqual([
      [0, 1, 2],
      [0, 3, 3],
    ]);
    const third = await EventFiles.reopen(folder, 1);
    await third.append(step(2));
    expect(stepsIn(folder, 'train')).toEqual([[0, 1], [0], [0, 2, 2]]);
  });
});
