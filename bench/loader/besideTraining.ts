// ResNet-20 (batch 64) on JPEG files out of a tar archive with crop, flip and normalisation, against preloaded tensors.

import { streamBatches } from '../../engine/datasets/batches.ts';
import { sortByClass } from '../../engine/datasets/classFolders.ts';
import type { Batch, BatchOptions, Dataset } from '../../engine/datasets/dataset.ts';
import { archivePlace, readImageArchive } from '../../engine/datasets/imageArchive.ts';
import { imageDataset } from '../../engine/datasets/imageDataset.ts';
import { transformSplits } from '../../engine/datasets/transforms.ts';
import { createLoader } from '../../engine/process/createLoader.ts';
import { createOnnxRuntime } from '../../engine/runtime/onnxRuntime.ts';
import { breathe } from '../../engine/training/breathe.ts';
import { StepRunner } from '../../engine/training/stepRunner.ts';
import { initialState } from '../../engine/training/trainingState.ts';
import { networkOf, recipeOf, subjectOf } from '../training/subjects.ts';
import { median } from './alone.ts';

export interface Side {
  readonly name: string;
  readonly stepMs: number;
  /** Its step against that on preloaded tensors, round by round: the median. */
  readonly ratio: number;
  /** Processor time of the step, all threads together: other work on the machine hardly changes it. */
  readonly processorMs: number;
  readonly processorRatio: number;
  /** Of the step's time. */
  readonly waitedShare: number;
}

const STEPS = 4;

type Source = AsyncIterator<Batch>;

/** The sides take turns of a few steps, so that a busy machine slows all of them. */
export async function besideTraining(
  archive: string,
  rounds: number,
): Promise<{ readonly sides: readonly Side[] }> {
  const subject = subjectOf('resnet20');
  const network = networkOf(subject);
  const recipe = recipeOf(subject);
  const runtime = await createOnnxRuntime({ device: 'cpu', threads: 2 });
  const runner = await StepRunner.create(network, recipe, runtime, initialState(network, recipe).tensors);
  const loader = createLoader();
  const decoded = await jpegImages(archive);
  const streamed = await jpegImages(archive, 0);
  const options = (dataset: Dataset): BatchOptions => ({
    dataset,
    augmentations: [
      { kind: 'crop', attributes: { size: [32, 32], padding: [4, 4, 4, 4] } },
      { kind: 'flip_horizontal', attributes: { p: 0.5 } },
    ],
    batch: 64,
    seed: 1,
    epoch: 1,
    shuffle: true,
    skip: 0,
  });
  const sources: readonly (readonly [string, Source])[] = [
    ['preloaded tensors', await preloaded(options(decoded))],
    ['decoded in memory, loader thread', iterate(loader.stream(options(decoded)))],
    ['decoded each time, loader thread', iterate(loader.stream(options(streamed)))],
    ["decoded in memory, engine's thread", iterate(streamBatches(options(decoded)))],
  ];
  const times = sources.map((): number[] => []);
  const processor = sources.map((): number[] => []);
  const waits = sources.map((): number[] => []);
  let step = 0;
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < sources.length; turn++) {
      // Each side follows each other one, as often as the others.
      const at = (turn + round) % sources.length;
      const walls: number[] = [];
      const before = process.cpuUsage();
      for (let number = 0; number < STEPS; number++) {
        const { wall, waited } = await trainOn(sources[at]![1]);
        walls.push(wall);
        if (round > 0) waits[at]!.push(waited / wall);
      }
      const { user, system } = process.cpuUsage(before);
      if (round === 0) continue;
      times[at]!.push(median(walls));
      processor[at]!.push((user + system) / 1000 / STEPS);
    }
  }
  await runner.dispose();
  await loader.close();
  return {
    sides: sources.map(([name], at) => ({
      name,
      stepMs: median(times[at]!),
      ratio: median(times[at]!.map((time, round) => time / times[0]![round]!)),
      processorMs: median(processor[at]!),
      processorRatio: median(processor[at]!.map((time, round) => time / processor[0]![round]!)),
      waitedShare: median(waits[at]!),
    })),
  };

  async function trainOn(source: Source): Promise<{ wall: number; waited: number }> {
    const start = performance.now();
    const { value } = await source.next();
    await breathe();
    const waited = performance.now() - start;
    await runner.run(value as Batch, { step: step++, learningRate: 1e-3 });
    return { wall: performance.now() - start, waited };
  }
}

async function jpegImages(archive: string, keptBytes: number = 2 ** 31): Promise<Dataset> {
  const place = await archivePlace(`${archive}/test`);
  const files = sortByClass(await readImageArchive(place!)).whole!;
  const dataset = await imageDataset(files, {
    description: 'CIFAR-10',
    size: null,
    corrupt: 'refuse',
    keptBytes,
  });
  const normalize = {
    kind: 'normalize',
    attributes: { mean: [0.49, 0.48, 0.45], deviation: [0.25, 0.24, 0.26] },
  };
  return (await transformSplits({ training: dataset, validation: dataset }, [normalize])).training;
}

/** Twenty batches in memory, over and over. */
async function preloaded(options: BatchOptions): Promise<Source> {
  const batches: Batch[] = [];
  for await (const { images, labels, count } of streamBatches(options)) {
    batches.push({ images: images.slice(), labels: labels.slice(), count });
    if (batches.length === 20) break;
  }
  return (async function* () {
    for (let step = 0; ; step++) yield batches[step % batches.length]!;
  })();
}

function iterate(batches: AsyncIterable<Batch>): Source {
  return batches[Symbol.asyncIterator]();
}
