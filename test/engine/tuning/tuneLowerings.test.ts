// Choices of lowerings by measurement, with runtimes whose programs take as long as the test says.

import { describe, expect, test } from 'vitest';
import { createGraphBuilder } from '../../../engine/graph/builder.ts';
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts';
import { applicableLowerings, chooseLowering } from '../../../engine/onnx/chooseLowering.ts';
import { ChoiceCache } from '../../../engine/tuning/choiceCache.ts';
import { loweringSubjects, singleNodeGraph } from '../../../engine/tuning/loweringSubjects.ts';
import { chosenLowering, type TuningOptions, tuneLowerings } from '../../../engine/tuning/tuneLowerings.ts';
import { temporaryFolder } from '../training/temporaryFolder.ts';

const attributes = { stride: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1], groups: 1 } as const;
const machine = {
  processor: 'Test',
  cores: 2,
  platform: 'linux-x64',
  device: 'cpu',
  threads: 1,
  runtime: '1.30.0',
  netwright: '0.1.0',
};

/** Two equal convolutions, a smaller one, and what is no convolution. */
function someGraph(): Graph {
  const builder = createGraphBuilder();
  const [x, w] = [builder.input('x', [2, 16, 8, 8]), builder.input('w', [16, 16, 3, 3])];
  const y = builder.apply('convolution', [builder.apply('convolution', [x, w], attributes), w], attributes);
  const small = builder.apply('convolution', [y, builder.input('v', [4, 16, 3, 3])], attributes);
  builder.output('y', builder.apply('relu', [small]));
  return builder.finish();
}

/** The lowering `fast` is taken to apply everywhere, beside those that there are. */
function timedOptions(cache: ChoiceCache, budgetMs: number): TuningOptions & { readonly runs: string[] } {
  let now = 0;
  const runs: string[] = [];
  return {
    cache,
    budgetMs,
    leastWork: 0,
    runs,
    clock: () => now,
    applicable: () => ['Conv', 'fast'],
    runtimeWith: async (lowering) => ({
      device: 'cpu',
      prepare: async () => ({
        run: async () => {
          runs.push(lowering);
          now += lowering === 'fast' ? 5 : 10;
          return new Map();
        },
        release: () => undefined,
        dispose: async () => {},
      }),
    }),
  };
}

const keys = loweringSubjects(someGraph()).map(({ key }) => key);

test('equal nodes are one subject, the most work stands first, and its key says what the time depends on', () => {
  expect(keys).toEqual([
    'convolution 2x16x8x8 16x16x3x3 stride 1,1 dilation 1,1 padding 1,1,1,1 groups 1',
    'convolution 2x16x8x8 4x16x3x3 stride 1,1 dilation 1,1 padding 1,1,1,1 groups 1',
  ]);
  // 2 images, 64 places, 16 filters of 144 weights, twice; 4 filters, once.
  expect(loweringSubjects(someGraph()).map(({ work }) => work)).toEqual([
    2 * 2 * 64 * 16 * 144,
    2 * 64 * 4 * 144,
  ]);
});

test('gradients count the work of their convolution', () => {
  const builder = createGraphBuilder();
  const [x, w] = [builder.input('x', [2, 16, 8, 8]), builder.input('w', [4, 8, 3, 3])];
  const grouped = { ...attributes, stride: [2, 2] as const, groups: 2 };
  const y = builder.apply('convolution', [x, w], grouped);
  const inputShape = x.shape;
  const weightShape = w.shape;
  builder.output('dx', builder.apply('convolutionInputGradient', [y, w], { ...grouped, inputShape }));
  builder.output('dw', builder.apply('convolutionWeightGradient', [x, y], { ...grouped, weightShape }));
  const work = loweringSubjects(builder.finish()).map((subject) => subject.work);
  expect(work).toEqual([2 * 16 * 4 * 72, 2 * 16 * 4 * 72, 2 * 16 * 4 * 72]);
});

describe('tuning', () => {
  test('takes the fastest way, and knows it from then on', async () => {
    const folder = temporaryFolder();
    const first = timedOptions(await ChoiceCache.open(machine, folder), 10_000);
    const tuned = await tuneLowerings(someGraph(), first);
    expect(tuned).toMatchObject({
      chosen: { [keys[0]!]: 'fast', [keys[1]!]: 'fast' },
      measured: 2,
      left: 0,
    });
    const second = timedOptions(await ChoiceCache.open(machine, folder), 10_000);
    const again = await tuneLowerings(someGraph(), second);
    expect(again).toEqual({ chosen: tuned.chosen, measured: 0, left: 0, milliseconds: 0 });
    expect(second.runs).toEqual([]);
  });

  test('leaves to the rules what there is no time for, for good', async () => {
    const folder = temporaryFolder();
    const tuned = await tuneLowerings(someGraph(), timedOptions(await ChoiceCache.open(machine, folder), 1));
    expect(tuned).toMatchObject({
      chosen: { [keys[0]!]: 'fast', [keys[1]!]: 'Conv' },
      measured: 1,
      left: 1,
    });
    const later = timedOptions(await ChoiceCache.open(machine, folder), 10_000);
    expect((await tuneLowerings(someGraph(), later)).chosen).toEqual(tuned.chosen);
    expect(later.runs).toEqual([]);
  });
});

test('what is little work is left to the rules, without a measurement', async () => {
  const options = timedOptions(await ChoiceCache.open(machine, temporaryFolder()), 10_000);
  const announced: number[] = [];
  const onStart = (count: number) => announced.push(count);
  const tuned = await tuneLowerings(someGraph(), { ...options, leastWork: 5e5, onStart });
  expect(tuned.chosen).toEqual({ [keys[0]!]: 'fast' });
  expect(announced).toEqual([1]);
});

test('a chosen lowering is taken where it applies, and the rules decide elsewhere', () => {
  const node = singleNodeGraph(someGraph().nodes[0]!).nodes[0] as GraphNode;
  const name = (chosen: string) =>
    chooseLowering(node, { target: 'cpu', chooseLowering: chosenLowering({ [keys[0]!]: chosen }) }).name;
  expect(applicableLowerings(node, 'cpu', 16)).toEqual(['blocked Conv', 'Conv']);
  expect(applicableLowerings(node, 'cpu')).toEqual(['Conv']);
  expect(name('Conv')).toBe('Conv');
  expect(name('blocked Conv')).toBe('Conv');
  const options = { target: 'cpu', channelBlock: 16 } as const;
  expect(chooseLowering(node, options).name).toBe('blocked Conv');
  const chosen = chosenLowering({ [keys[0]!]: 'Conv' });
  expect(chooseLowering(node, { ...options, chooseLowering: chosen }).name).toBe('Conv');
});
