// Runs whose engine is killed at any moment of its writing, or whose disk fails: nothing but the work since the last checkpoint is lost.
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../engine/client/readRun.ts';
import type { TrainingEvent } from '../../engine/protocol/messages.ts';
import { randomStream } from '../../engine/random.ts';
import { readSafetensors } from '../../engine/training/safetensors.ts';
import { stepOf } from '../../engine/training/tensorboard/eventMessage.ts';
import { wholeRecords } from '../../engine/training/tensorboard/tfRecord.ts';
import { plainPng, treeWith } from '../engine/datasets/imageFiles.ts';
import { buildNetwork } from '../engine/training/buildNetwork.ts';
import { start, trainRequest, useBuiltEngine } from './builtEngine.ts';
import { sabotaged } from './sabotage.ts';

const built = useBuiltEngine();
const moments = 50;
/** Of the operations of some epochs: a life reaches some of them before it ends. */
const operationsInLife = 200;
const weights = ['checkpoint.safetensors', 'best.safetensors', 'model.onnx'] as const;

/** Enough epochs that the run is not over before the last moment. */
const epochs = 400;

async function live(
  folder: string,
  sabotage: Parameters<typeof sabotaged>[1] | undefined,
  work: (engine: Awaited<ReturnType<typeof start>>) => Promise<unknown>,
): Promise<unknown> {
  const engine = await start(built.modulePath, sabotage && sabotaged(folder, sabotage));
  try {
    return await work(engine).catch((failure: unknown) => failure);
  } finally {
    await engine.dispose();
  }
}

/** The step of the newest checkpoint that is whole. */
async function checkpointStep(folder: string): Promise<number> {
  for (const name of ['checkpoint.safetensors', 'checkpoint.previous.safetensors']) {
    if (!existsSync(join(folder, name))) continue;
    const { metadata } = await readSafetensors(join(folder, name));
    return Number(metadata['step']);
  }
  throw new Error(`${folder} has no checkpoint.`);
}

function epochsTold(folder: string): readonly number[] {
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').split('\n').slice(0, -1);
  const events = lines.flatMap((line) => {
    const whole = line.endsWith('}');
    return whole ? [JSON.parse(line) as TrainingEvent] : [];
  });
  return events.flatMap((event) => (event.event === 'epoch' ? [event.epoch] : []));
}

function stepsInTensorboard(folder: string): readonly number[] {
  const place = join(folder, 'tensorboard', 'validation');
  return readdirSync(place)
    .toSorted()
    .flatMap((name) =>
      [...wholeRecords(readFileSync(join(place, name)))].map(({ content }) => stepOf(content)),
    );
}

const inColour = buildNetwork(
  [3, 28, 28],
  [
    { path: 'pool', kind: 'maxpool', attributes: { kernel: [4, 4] } },
    { path: 'flatten', kind: 'flatten' },
    { path: 'output', kind: 'dense', attributes: { units: 10 } },
  ],
);

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a run', () => {
  it(`whose engine is killed at ${moments} moments loses at most what came after its last checkpoint`, async () => {
    const chance = randomStream(11, 'moments of death');
    const request = trainRequest({ epochs });
    const { folder } = request;
    const resume = { folder, threads: 1 };
    // Lives until its first checkpoint is there.
    await live(folder, { kind: 'kill', at: 60, half: true }, (engine) => engine.request('train', request));
    let kept = await checkpointStep(folder);
    for (let moment = 1; moment < moments; moment++) {
      const death = {
        kind: 'kill',
        at: 1 + chance.integer(operationsInLife),
        half: chance.integer(2) === 1,
      } as const;
      const end = await live(folder, death, (engine) => engine.request('resume', resume));
      expect(end, `moment ${moment}, ${JSON.stringify(death)}`).toMatchObject({ code: 'engine.crashed' });
      const { record } = await readRun(folder);
      const step = await checkpointStep(folder);
      expect(step).toBeGreaterThanOrEqual(Math.max(kept, record.step));
      expect(epochsTold(folder).slice(0, record.epoch)).toEqual(upTo(record.epoch));
      kept = step;
    }
    expect(kept).toBeGreaterThan(20);
    await expectAsUndisturbed(folder);
  }, 600_000);

  /** Taken up once more and stopped at its next epoch, the run has what one has that was never disturbed. */
  async function expectAsUndisturbed(folder: string): Promise<void> {
    const { record } = await readRun(folder);
    const last = record.epoch + 1;
    const whole = trainRequest({ epochs });
    for (const [place, method] of [
      [folder, 'resume'],
      [whole.folder, 'train'],
    ] as const) {
      await live(place, undefined, (engine) => {
        const stopAtLast = (event: TrainingEvent) => {
          if (event.event === 'epoch' && event.epoch === last) void engine.stop();
        };
        return method === 'resume'
          ? engine.request('resume', { folder, threads: 1 }, stopAtLast)
          : engine.request('train', whole, stopAtLast);
      });
    }
    expect(epochsTold(folder).slice(0, last)).toEqual(upTo(last));
    const best = (place: string) => readFileSync(join(place, 'best.safetensors'));
    expect(best(folder).equals(best(whole.folder))).toBe(true);
    const steps = stepsInTensorboard(folder).filter((step) => step % 6 === 0 && step > 0);
    expect(steps.slice(0, last)).toEqual(upTo(last).map((epoch) => epoch * 6));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the disk can only be read'],
  ])(
    'whose disk fails with %s says so, keeps its files, and goes on once the disk is well',
    async (code, words) => {
      const chance = randomStream(5, code);
      const whole = trainRequest({ epochs: 3 });
      await live(whole.folder, undefined, (engine) => engine.request('train', whole));
      for (let moment = 0; moment < 4; moment++) {
        const request = trainRequest({ epochs: 3 });
        const { folder } = request;
        const at = 50 + chance.integer(40);
        const end = await live(folder, { kind: 'fail', at, code }, (engine) =>
          engine.request('train', request),
        );
        expect(end, `operation ${at}`).toMatchObject({
          problem: {
            code: 'run.unwritable',
            message: expect.stringContaining(`${folder} cannot be written: ${words}`),
          },
        });
        const resumed = await live(folder, undefined, (engine) =>
          engine.request('resume', { folder, threads: 1 }),
        );
        expect(resumed).toMatchObject({ reason: 'finished' });
        for (const file of weights) {
          const [one, other] = [folder, whole.folder].map((place) => readFileSync(join(place, file)));
          expect(one!.equals(other!), `${file}, operation ${at}`).toBe(true);
        }
      }
    },
    300_000,
  );

  it('that is killed before its first checkpoint says that there is none', async () => {
    const request = trainRequest();
    const { folder } = request;
    await live(folder, { kind: 'kill', at: 32, half: false }, (engine) => engine.request('train', request));
    const again = await live(folder, undefined, (engine) => engine.request('resume', { folder, threads: 1 }));
    expect(again).toMatchObject({ message: `${folder} has no checkpoint to go on from.` });
  });

  it('whose data are taken away in the middle of an epoch says which file is gone, and goes on when they are back', async () => {
    const images = Object.fromEntries(
      upTo(96).map((number) => [
        `${number % 10}/${number}.png`,
        plainPng(28, 28, [number, 2 * number, 255 - number]),
      ]),
    );
    const data = await treeWith(images);
    const given = trainRequest({
      epochs: 20,
      data: { kind: 'images', attributes: { folder: data, size: null, corrupt: 'refuse' } },
      validation: undefined,
    });
    const request = { ...given, network: inColour, imageMemory: 0 };
    const moved = `${data}-elsewhere`;
    const failed = await live(request.folder, undefined, (engine) =>
      engine.request('train', request, (event) => {
        if (event.event === 'epoch' && existsSync(data)) renameSync(data, moved);
      }),
    );
    expect(failed).toMatchObject({ reason: 'failed', problem: { message: expect.stringContaining(data) } });
    renameSync(moved, data);
    const resumed = await live(request.folder, undefined, (engine) =>
      engine.request('resume', { folder: request.folder, threads: 1, imageMemory: 0 }),
    );
    expect(resumed).toMatchObject({ reason: 'finished' });
  });
});
